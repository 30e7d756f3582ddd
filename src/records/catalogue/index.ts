import { defineRecord } from '../../core/definition';
import { addCatalogueEntry } from './actions/add-catalogue-entry';
import { retireCatalogueEntry } from './actions/retire-catalogue-entry';
import en from './en.json';
import { loadFacts } from './facts';
import { migrations } from './migrations';
import { CatalogueEntryRow } from './rows';
import * as types from './types';
import { fields, sight } from './visibility';
import zh from './zh-CN.json';

/** A word of an operation's catalogues 目录, by which its records are sorted: a modus, a violation, a kind of hazard. */
export const catalogueEntry = defineRecord({
  type: 'CatalogueEntry',
  idPrefix: 'cat',
  states: { ACTIVE: {}, RETIRED: {} },
  actions: [addCatalogueEntry, retireCatalogueEntry],
  row: CatalogueEntryRow,
  fields,
  sight,
  migrations,
  derive: (row) => ({ active: row.state === 'ACTIVE' }),
  loadFacts,
  types: [
    ...[types.CatalogueEntry, types.CatalogueEntryFields, types.OperationCatalogue],
    ...[types.TallyViolation, types.DurationTallyViolation],
  ],
  payload: types.CatalogueEntryPayload,
  payloadField: 'entry',
  text: { zh, en },
});
