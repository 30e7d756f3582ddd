import { column, optional } from '../../store/columns';
import { addColumns, createTable, defineMigration } from '../../store/schema-builder';

const part = { operation_id: column.id(), trip_id: column.id() };

export const migrations = [
  defineMigration('1764000100000', 'ArrestTrip', [
    createTable('arrest_trip', {
      columns: {
        operation_id: column.id(),
        id: column.id(),
        destination: column.code(6),
        stops: column.json(),
        depart_on: column.date(),
        departed_at: optional(column.instant()),
        leader_id: column.id(),
      },
      primary: ['operation_id', 'id'],
    }),
  ]),
  defineMigration('1764100700000', 'ArrestTripWhole', [
    addColumns(
      'arrest_trip',
      {
        returned_at: optional(column.instant()),
        host_agency: optional(column.text(100)),
        cooperation_letter: optional(column.text(60)),
        gang_id: optional(column.id()),
        suspects: column.json(),
        unaccounted: column.json(),
        position_at: optional(column.instant()),
        money_recovered: column.big(),
        report: optional(column.longText()),
      },
      () => ({ suspects: '[]', unaccounted: '[]', money_recovered: 0 }),
    ),
    createTable('trip_document', {
      columns: {
        ...part,
        id: column.id(),
        kind: column.code(32),
        number: column.text(60),
        issued_on: column.date(),
        filed_at: column.instant(),
        filed_by_id: optional(column.id()),
        late: column.flag(),
      },
      primary: ['operation_id', 'trip_id', 'id'],
    }),
    createTable('trip_arrest', {
      columns: {
        ...part,
        suspect_id: column.id(),
        at: column.instant(),
        place: column.text(200),
        division: column.code(6),
        warrant_id: column.id(),
        family_notified_at: optional(column.instant()),
      },
      primary: ['operation_id', 'trip_id', 'suspect_id'],
    }),
    createTable('trip_leg', {
      columns: {
        ...part,
        id: column.id(),
        number: column.integer(),
        mode: column.code(16),
        from_place: column.text(100),
        to_place: column.text(100),
        depart_at: column.instant(),
        arrive_at: optional(column.instant()),
        suspects: column.json(),
        officers: column.json(),
      },
      primary: ['operation_id', 'trip_id', 'id'],
    }),
    createTable('trip_position', {
      columns: {
        ...part,
        id: column.id(),
        at: column.instant(),
        location: optional(column.json()),
        place: optional(column.text(200)),
        by_id: optional(column.id()),
      },
      primary: ['operation_id', 'trip_id', 'id'],
    }),
    createTable('trip_recovery', {
      columns: {
        ...part,
        id: column.id(),
        amount: column.big(),
        at: column.instant(),
        suspect_id: optional(column.id()),
        bank_id: optional(column.id()),
        bank_name: optional(column.text(100)),
        account_number_ref: optional(column.id()),
        holder_name_ref: optional(column.id()),
      },
      primary: ['operation_id', 'trip_id', 'id'],
    }),
  ]),
  // Of a trip from before, everyone whom it detained counts as held: who was released is no longer told apart.
  defineMigration('1764220000000', 'ArrestTripHeld', [
    addColumns('arrest_trip', { held: column.json() }, ({ suspects }) => ({
      held: typeof suspects === 'string' ? suspects : JSON.stringify(suspects),
    })),
  ]),
];
