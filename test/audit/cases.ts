import type { Rows, Session } from '../../src/store/session';

/** What another hand than the door's may do to the database; every case is undone before the next. */
export interface Case {
  readonly name: string;
  /** The tables that it touches. */
  readonly tables: readonly Rows[];
  readonly tamper: (session: Session, place: Place) => Promise<unknown>;
  /** Words of the first fault. */
  readonly first: (place: Place) => string;
}

/** Where to tamper. */
export interface Place {
  /** The operation YK-FRAUD. */
  readonly operation: string;
  readonly system: string;
  /** A trip that was planned, approved and sent: three versions. */
  readonly trip: string;
  /** Positions of its entries. */
  readonly seqs: readonly number[];
  /** Position of the newest entry. */
  readonly last: number;
  readonly bank: string;
  readonly police: string;
  readonly member: string;
}
