import { column, optional } from '../../store/columns';
import { createTable, defineMigration } from '../../store/schema-builder';

const subject = {
  state: column.code(16),
  version: column.integer(),
  created_at: column.instant(),
  updated_at: column.instant(),
  updated_seq: column.big(),
};

/** Gangs, suspects and their custody. */
export const migrations = [
  defineMigration('1764100600000', 'GangsAndSuspects', [
    createTable('gang', {
      columns: {
        operation_id: column.id(),
        id: column.id(),
        name: column.text(100),
        origin: optional(column.code(6)),
        modus_id: optional(column.id()),
        broken_at: optional(column.instant()),
        detained: column.integer(),
        disclosed: column.flag(),
        agency_id: column.id(),
        ...subject,
      },
      primary: ['operation_id', 'id'],
      unique: { gang_id: ['id'] },
      indices: {
        gang_newest: ['operation_id', 'created_at', 'id'],
        gang_changed: ['operation_id', 'updated_seq'],
      },
    }),
    createTable('suspect', {
      columns: {
        operation_id: column.id(),
        id: column.id(),
        name_ref: column.id(),
        id_number_ref: optional(column.id()),
        category_id: optional(column.id()),
        gang_id: optional(column.id()),
        trip_id: optional(column.id()),
        detained_at: optional(column.instant()),
        detention_house: optional(column.text(100)),
        entered_house_at: optional(column.instant()),
        agency_id: column.id(),
        ...subject,
      },
      primary: ['operation_id', 'id'],
      unique: { suspect_id: ['id'] },
      indices: {
        suspect_newest: ['operation_id', 'created_at', 'id'],
        suspect_gang: ['operation_id', 'gang_id', 'created_at', 'id'],
        suspect_state: ['operation_id', 'state', 'created_at', 'id'],
        suspect_id_number: ['operation_id', 'id_number_ref'],
        suspect_changed: ['operation_id', 'updated_seq'],
      },
    }),
    createTable('custody', {
      columns: {
        operation_id: column.id(),
        suspect_id: column.id(),
        id: column.id(),
        house: column.text(100),
        entered_at: column.instant(),
        left_at: optional(column.instant()),
        temporary: column.flag(),
      },
      primary: ['operation_id', 'suspect_id', 'id'],
    }),
  ]),
];
