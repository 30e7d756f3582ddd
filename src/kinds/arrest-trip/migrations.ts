import { column, optional } from '../../store/columns';
import { createTable, defineMigration } from '../../store/schema-builder';

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
];
