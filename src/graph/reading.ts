import type { Shown } from '../access/need-to-know';
import { findPartners, findStanding, findStandings, STRANGER, type Standings } from '../access/standing';
import type { Reader, Viewer } from '../access/viewer';
import { SYSTEM_CODE } from '../commands/operation-index';
import { fieldsOf, type SubjectDefinition } from '../core/definition';
import { badInput, refuse } from '../core/errors';
import { prefixOf } from '../core/ids';
import type { Thing } from '../core/thing';
import { OperationRow } from '../store/rows/operation.row';
import { findSealed } from '../store/seals';
import type { Rows, Session } from '../store/session';
import { findThingsAcross, groupBy, withTies } from '../store/things';
import { isName } from './filter-values';
import type { Services } from './services';

/** A shown thing's origin, for what is answered from the table of actions. */
export interface Origin {
  readonly definition: SubjectDefinition;
  readonly thing: Thing;
  readonly reader: Reader;
  /** The operation's phase. */
  readonly phase: string;
}

/** An operation that the viewer may know of, with how it stands there. */
export interface KnownOperation {
  readonly row: OperationRow;
  readonly reader: Reader;
}

/** Reads for one viewer. What it gives is shown by need-to-know; what the viewer may not see is NOT_FOUND. */
export class Reading {
  private readonly origins = new WeakMap<object, Origin>();

  constructor(
    private readonly services: Services,
    private readonly viewer: Viewer,
  ) {}

  /** An operation by id or code in an open snapshot. @throws Refusal NOT_FOUND */
  async operation(session: Session, where: { id: string } | { code: string }): Promise<KnownOperation> {
    // An operation is its own, and its key begins with it.
    const key = 'id' in where ? { operation: where.id } : where;
    const row = Object.values(where).every(isName) ? await session.findOne(OperationRow, key) : null;
    if (!row || row.code === SYSTEM_CODE) throw refuse('NOT_FOUND');
    const reader = await this.reader(session, row.id);
    if (!this.services.needToKnow.mayKnow(this.services.registry.getType('Operation'), row, reader)) {
      throw refuse('NOT_FOUND');
    }
    return { row, reader };
  }

  /** The same, for what is shown to participants alone. @throws Refusal NOT_FOUND */
  async ownOperation(session: Session, id: string): Promise<KnownOperation> {
    const known = await this.operation(session, { id });
    if (known.reader.standing.part === null) throw refuse('NOT_FOUND');
    return known;
  }

  /** How the viewer stands to an operation now. */
  async reader(session: Session, operation: string): Promise<Reader> {
    const now = this.services.clock.now();
    return { actor: this.viewer, standing: await findStanding(session, this.viewer.agencyId, { operation, now }) };
  }

  /** How the viewer stands to every operation now, for lists of these. */
  async everywhere(session: Session): Promise<Reader & { readonly standings: Standings }> {
    const now = this.services.clock.now();
    const standings = await findStandings(session, this.viewer.agencyId, now);
    return { actor: this.viewer, standing: STRANGER, standings };
  }

  /** How the viewer stands to the directory: nobody takes part in SYSTEM, but agencies work together elsewhere. */
  async directoryReader(session: Session): Promise<Reader> {
    const partners = await findPartners(session, this.viewer.agencyId, this.services.clock.now());
    return { actor: this.viewer, standing: STRANGER, partners };
  }

  /** Any subject by its id. @throws Refusal NOT_FOUND */
  async subject(id: string): Promise<Shown> {
    const shown = await this.findSubject(id);
    if (!shown) throw refuse('NOT_FOUND');
    return shown;
  }

  /** The same, or null. */
  async findSubject(id: string): Promise<Shown | null> {
    return (await this.findSubjects([id]))[0] ?? null;
  }

  /** Subjects by their ids, in the same order, null for what the viewer may not see; in one snapshot. */
  async findSubjects(ids: readonly string[]): Promise<(Shown | null)[]> {
    const places = await this.services.operations.findAll(ids);
    if (places.size === 0) return ids.map(() => null);
    const shown = await this.services.store.read((session) => this.shownIn(session, places));
    return ids.map((id) => shown.get(id) ?? null);
  }

  /** All records of a type in each of some operations as they came, as far as the viewer may see them. */
  async recordsOf(definition: SubjectDefinition, operations: readonly string[]): Promise<Shown[][]> {
    return this.services.store.read(async (session) => {
      const where = { operation: operations };
      const order = { createdAt: 'ASC', id: 'ASC' } as const;
      const rows = await session.find(definition.row as Rows<Thing>, where, order);
      const things = await withTies(session, definition, rows);
      const scene = await this.scene(session, operations);
      const byOperation = groupBy(things, (thing) => thing.operation);
      return operations.map((id) => (byOperation.get(id) ?? []).flatMap((thing) => scene(definition, thing) ?? []));
    });
  }

  /** Shows a thing that the reader may know, and remembers where it came from. */
  show(origin: Origin): Shown {
    const shown = this.services.needToKnow.show(origin.definition, origin.thing, origin.reader);
    this.origins.set(shown, origin);
    return shown;
  }

  /** Shows tasks and other things of one operation. */
  shower(reader: Reader, phase: string): (thing: Thing) => Shown {
    return (thing) => this.show({ definition: this.definitionOf(thing), thing, reader, phase });
  }

  /** The phase of an operation that is there. */
  async phaseOf(session: Session, operation: string): Promise<string> {
    return (await session.findOne(OperationRow, { operation }))?.state ?? '';
  }

  /** Where a shown thing of this request came from. */
  originOf(shown: object): Origin {
    const origin = this.origins.get(shown);
    if (!origin) throw new Error('a thing was shown past need-to-know');
    return origin;
  }

  /** The text of a position for this viewer. */
  cursorOf(operation: string, seq: number): string {
    return this.services.positions.encode(operation, this.viewer.agencyId, seq);
  }

  /**
   * The position that a cursor names.
   * @throws Refusal BAD_USER_INPUT for one that was changed, CURSOR_EXPIRED for one of another operation
   */
  positionOf(operation: string, { cursor, path }: { cursor: string; path: string }): number {
    const found = this.services.positions.decode(operation, this.viewer.agencyId, cursor);
    if (found === 'FOREIGN') throw refuse('CURSOR_EXPIRED');
    if (found === 'INVALID') throw badInput([{ path, code: 'NOT_A_CURSOR' }]);
    return found.seq;
  }

  /** Whether a text is a position at all, whichever operation it is of. */
  isCursor(cursor: string): boolean {
    return this.services.positions.decode('', this.viewer.agencyId, cursor) !== 'INVALID';
  }

  /**
   * Ids of records whose sealed field holds exactly a value, by its keyed index; only of those whose field the viewer
   * sees in full: to find others would tell the value.
   */
  async holders(
    session: Session,
    of: { operation: string; type: string; field: string; value: string },
  ): Promise<string[]> {
    const { registry, keyRing, needToKnow } = this.services;
    const { operation, type, field, value } = of;
    const definition = registry.getType(type);
    const rule = fieldsOf(definition).get(field);
    if (rule?.blind === undefined) throw new Error(`${type}.${field} has no keyed index`);
    const found = await findSealed(session, keyRing, { operation, purpose: rule.blind, values: [value] });
    const refs = [...found.values()].flat();
    const rows = await session.find(definition.row as Rows<Thing>, { operation, [field]: refs });
    const reader = await this.reader(session, operation);
    const things = await withTies(session, definition, rows);
    return things
      .filter((thing) => needToKnow.level(definition, thing, { reader, of: rule.class }) === 'FULL')
      .map((thing) => thing.id);
  }

  private definitionOf(thing: Thing): SubjectDefinition {
    const definition = this.services.registry.findPrefix(prefixOf(thing.id) ?? '');
    if (!definition) throw new Error(`${thing.id} is no subject`);
    return definition;
  }

  /** Shows the things of these ids, by their operations; statements go by types, not by things. */
  private async shownIn(session: Session, places: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, Shown>> {
    const shown = new Map<string, Shown>();
    const scene = await this.scene(session, [...new Set(places.values())]);
    for (const [prefix, ofPrefix] of groupBy([...places.keys()], (id) => prefixOf(id) ?? '')) {
      const definition = this.services.registry.findPrefix(prefix);
      if (!definition) continue;
      const things = await findThingsAcross(
        session,
        definition,
        groupBy(ofPrefix, (id) => places.get(id) ?? ''),
      );
      for (const thing of things) {
        const each = scene(definition, thing);
        if (each) shown.set(thing.id, each);
      }
    }
    return shown;
  }

  /** How to show things of these operations: null for what the viewer may not know. */
  private async scene(
    session: Session,
    operations: readonly string[],
  ): Promise<(definition: SubjectDefinition, thing: Thing) => Shown | null> {
    const rows = new Map((await session.find(OperationRow, { operation: operations })).map((row) => [row.id, row]));
    const own = operations.filter((id) => rows.get(id)?.code !== SYSTEM_CODE);
    const directory = own.length < operations.length ? await this.directoryReader(session) : null;
    const standings = await this.standings(session, own);
    return (definition, thing) => {
      const row = rows.get(thing.operation);
      if (!row || (thing.id === row.id && row.code === SYSTEM_CODE)) return null;
      const standing = standings.get(row.id) ?? STRANGER;
      const reader = definition.ofSystem && directory ? directory : { actor: this.viewer, standing };
      if (!this.services.needToKnow.mayKnow(definition, thing, reader)) return null;
      return this.show({ definition, thing, reader, phase: row.state });
    };
  }

  private async standings(session: Session, operations: readonly string[]): Promise<Standings> {
    const [operation, ...others] = operations;
    if (operation === undefined) return new Map();
    if (others.length > 0) return (await this.everywhere(session)).standings;
    return new Map([[operation, (await this.reader(session, operation)).standing]]);
  }
}
