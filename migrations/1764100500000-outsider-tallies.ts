import { column } from '../src/store/columns';
import { copyRows, createTable, defineMigration } from '../src/store/schema-builder';

const counter = {
  operation_id: column.id(),
  metric: column.code(40),
  day: column.date(),
  agency_id: column.id(),
  holder_id: column.id(),
  kind: column.code(32),
  violation: column.code(40),
  division: column.code(6),
};
const key = Object.keys(counter);

/** What is counted for who does not see all work of a kind, and durations. What was counted before was for everyone. */
export const OutsiderTallies = defineMigration('1764100500000', 'OutsiderTallies', [
  createTable('outsider_tally', { columns: { ...counter, amount: column.big() }, primary: key }),
  copyRows('tally', 'outsider_tally', [...key, 'amount']),
  createTable('duration_sketch', {
    columns: { ...counter, audience: column.code(16), bucket: column.integer(), cases: column.big() },
    primary: [...key, 'audience', 'bucket'],
  }),
]);
