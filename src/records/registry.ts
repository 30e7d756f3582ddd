import { apiKey } from './api-key';
import { catalogueEntry } from './catalogue';
import { agency, member } from './directory';
import { gang, suspect } from './gang';
import { operation } from './operation';

/** Every record of this installation; one line each. */
export const records = [operation, agency, member, apiKey, catalogueEntry, gang, suspect];
