import { catalogueEntry } from './catalogue';
import { agency, member } from './directory';
import { operation } from './operation';

/** Every record of this installation; one line each. */
export const records = [operation, agency, member, catalogueEntry];
