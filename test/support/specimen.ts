import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Json } from '../../src/core/canonical-json';
import type { Instant } from '../../src/core/time';
import { column, optional } from '../../src/store/columns';
import { createTable, defineMigration } from '../../src/store/schema-builder';

/** A row with every sort of column; for tests of the store alone. */
@Entity('specimen')
export class SpecimenRow {
  @PrimaryColumn(column.id())
  id!: string;
  @Column(optional(column.text(200)))
  text!: string | null;
  @Column(optional(column.longText('long_text')))
  longText!: string | null;
  @Column(optional(column.json()))
  json!: Json;
  @Column(optional(column.instant()))
  instant!: Instant | null;
  @Column(optional(column.big()))
  big!: number | null;
  @Column(optional(column.flag()))
  flag!: boolean | null;
  @Column(optional(column.bytes()))
  bytes!: Buffer | null;
}

export const specimenMigration = defineMigration('1764000900100', 'Specimen', [
  createTable('specimen', {
    columns: {
      id: column.id(),
      text: optional(column.text(200)),
      long_text: optional(column.longText()),
      json: optional(column.json()),
      instant: optional(column.instant()),
      big: optional(column.big()),
      flag: optional(column.flag()),
      bytes: optional(column.bytes()),
    },
    primary: ['id'],
  }),
]);

/** A specimen that holds nothing but what is given. */
export function specimen(id: string, values: Partial<SpecimenRow> = {}): SpecimenRow {
  const empty = { text: null, longText: null, json: null, instant: null, big: null, flag: null, bytes: null };
  return Object.assign(new SpecimenRow(), { id, ...empty, ...values });
}
