import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Instant } from '../../core/time';
import type { Audience } from '../../core/vocabulary';
import { column, optional } from '../columns';

/** What a maintained counter is found by. Dimensions that a step has not are ''. */
export abstract class CounterColumns {
  @PrimaryColumn(column.id('operation_id'))
  operation!: string;
  @PrimaryColumn(column.code(40))
  metric!: string;
  /** In the operation's time zone. */
  @PrimaryColumn(column.date())
  day!: string;
  @PrimaryColumn(column.id('agency_id'))
  agency!: string;
  @PrimaryColumn(column.id('holder_id'))
  holder!: string;
  @PrimaryColumn(column.code(32))
  kind!: string;
  @PrimaryColumn(column.code(40))
  violation!: string;
  @PrimaryColumn(column.code(6))
  division!: string;
}

/** A sum; it equals the fold of the log. */
abstract class SumColumns extends CounterColumns {
  /** In the metric's unit; money in fen. */
  @Column(column.big())
  amount!: number;
}

/** A maintained counter 战果统计 for who sees all work of the kind, by the day of recording or of the correction. */
@Entity('tally')
export class TallyRow extends SumColumns {}

/** The same for everyone else: only what they may know, by the day on which they might, which is never moved. */
@Entity('outsider_tally')
export class OutsiderTallyRow extends SumColumns {}

/** How many cases of a duration are of about one length; the buckets of `core/duration-sketch.ts`. */
@Entity('duration_sketch')
export class DurationSketchRow extends CounterColumns {
  @PrimaryColumn(column.code(16))
  audience!: Audience;
  @PrimaryColumn(column.integer())
  bucket!: number;
  @Column(column.big('cases'))
  count!: number;
}

/** That a command with this key was done; holds no value of its input. */
@Entity('idempotency')
@Index('idempotency_key', ['actor', 'key'], { unique: true })
export class IdempotencyRow {
  @PrimaryColumn(column.id('operation_id'))
  operation!: string;
  @PrimaryColumn(column.id('actor_id'))
  actor!: string;
  @PrimaryColumn(column.text(64, 'idempotency_key'))
  key!: string;
  /** HMAC of the canonical input. */
  @Column(column.code(64))
  inputMac!: string;
  @Column(column.id('command_id'))
  command!: string;
  @Column(column.code(40))
  subjectType!: string;
  /** The thing that the command changed or made, and its version then. */
  @Column(column.id('subject_id'))
  subject!: string;
  @Column(column.integer())
  version!: number;
  /** Position of the command's last entry. */
  @Column(column.big())
  seq!: number;
  @Column(column.instant())
  at!: Instant;
}

/** A value sealed at rest; the key ring opens it. */
@Entity('sealed_value')
@Index('sealed_value_ref', ['ref'], { unique: true })
@Index('sealed_value_blind', ['operation', 'blindIndex'])
export class SealedValueRow {
  @PrimaryColumn(column.id('operation_id'))
  operation!: string;
  @PrimaryColumn(column.id())
  ref!: string;
  @Column(column.code(40))
  keyId!: string;
  @Column(column.bytes())
  nonce!: Buffer;
  @Column(column.bytes())
  salt!: Buffer;
  @Column(column.bytes())
  ciphertext!: Buffer;
  /** Keyed hash for exact look-up, where the field has one. */
  @Column(optional(column.code(64)))
  blindIndex!: string | null;
}

/** Marks of the installation itself, e.g. how far the demo's replay came; no work stands here. */
@Entity('installation')
export class InstallationRow {
  @PrimaryColumn(column.code(40))
  name!: string;
  @Column(column.text(200))
  value!: string;
}
