import 'reflect-metadata';
import * as fc from 'fast-check';
import { NeedToKnow } from '../../src/access/need-to-know';
import type { Reader } from '../../src/access/viewer';
import { installedRegistry } from '../../src/app';
import { SYSTEM_ACTOR, type Standing } from '../../src/core/actor';
import { isKind, type SubjectDefinition } from '../../src/core/definition';
import { Registry } from '../../src/core/registry';
import { TASK_RELATIONS, type Thing } from '../../src/core/thing';
import { setOf } from '../../src/core/word-set';
import type { Sight, SightRelation } from '../../src/core/visibility';
import { AGENCY_TYPES, PARTS, ROLES, type AgencyType, type Role } from '../../src/core/vocabulary';
import { SuspectRow } from '../../src/records/gang/rows';
import { MemberRow } from '../../src/store/rows/directory.row';
import { TaskAgencyRow, TaskMemberRow, TaskReferenceRow, TaskRow } from '../../src/store/rows/task.row';
import { raw, sql, type Rows } from '../../src/store/session';
import type { Store } from '../../src/store/store';
import { findThings } from '../../src/store/things';
import { START } from '../support/foundation';
import { openTestStore } from '../support/store';

/** What is in memory and what is in SQL are the same rule, for the records that are installed and for any table. */

const registry = installedRegistry();
const records = registry.definitions.filter((definition) => !isKind(definition));
const AGENCIES = ['agy_a', 'agy_b', 'agy_c'];
const OPERATIONS = ['op_a', 'op_b', 'op_c'];

let store: Store;

beforeAll(async () => {
  store = await openTestStore({ definitions: registry.definitions });
});

const STANDINGS: readonly Standing[] = [
  ...PARTS.map((part) => ({ part, descendant: false })),
  { part: null, descendant: true },
  { part: null, descendant: false },
];

function everyReader(types: readonly AgencyType[], roles: readonly Role[]): Reader[] {
  const actors = types.flatMap((agencyType) =>
    roles.map((role) => ({ memberId: 'mbr_a', agencyId: 'agy_a', agencyType, roles: [role] })),
  );
  return [...actors, SYSTEM_ACTOR].flatMap((actor) =>
    STANDINGS.flatMap((standing) => [
      { actor, standing },
      { actor, standing, partners: new Set(['agy_a', 'agy_b']) },
    ]),
  );
}

/** Rows of a record in each of its states, as far as its columns go; of three agencies and with every role. */
async function keepSpecimens(definition: SubjectDefinition): Promise<Thing[]> {
  const rows = definition.row as Rows<Thing>;
  const { columns } = store.dataSource.getMetadata(rows);
  const states = Object.keys(definition.states);
  const things = AGENCIES.flatMap((agency, a) =>
    states.flatMap((state, s) =>
      ROLES.map((role, r) => {
        const n = (a * states.length + s) * ROLES.length + r;
        const known: Record<string, unknown> = {
          ...{ operation: 'op_a', id: n < AGENCIES.length ? AGENCIES[n] : `thing_${n}`, state, version: 1 },
          ...{
            createdAt: START,
            updatedAt: START,
            updatedSeq: n,
            agency,
            roles: [role],
            roleSet: setOf(ROLES, [role]),
            onDuty: [true, false, null][n % 3],
          },
        };
        if (definition.type === 'Operation') known['operation'] = OPERATIONS[n % 3];
        const values = columns.map(({ propertyName, isNullable, type }) => [
          propertyName,
          propertyName in known ? known[propertyName] : isNullable ? null : plain(type, n),
        ]);
        return Object.assign(new rows(), Object.fromEntries(values));
      }),
    ),
  );
  await store.write(async (session) => {
    for (const operation of OPERATIONS) await session.delete(rows, { operation });
    await session.insert(rows, things);
  });
  return things;
}

function plain(type: unknown, n: number): unknown {
  if (type === 'boolean') return false;
  if (type === 'datetime') return START;
  return type === 'integer' || type === 'bigint' ? n : String(n);
}

async function inDatabase(needToKnow: NeedToKnow, definition: SubjectDefinition, reader: Reader): Promise<string[]> {
  return store.read(async (session) => {
    const table = raw(session.tableOf(definition.row));
    const condition = needToKnow.recordCondition(definition, reader, 'r');
    const rows = await session.select(sql`SELECT r.id AS id FROM ${table} r WHERE (${condition})`);
    return rows.map((row) => String(row['id'])).sort();
  });
}

describe.each(records.map((definition) => [definition.type, definition] as const))('%s', (_type, definition) => {
  it('is shown by the database exactly where it is in memory, whoever reads', async () => {
    const needToKnow = new NeedToKnow(registry);
    const things = await keepSpecimens(definition);
    const named = definition.sight.flatMap((sight) => sight.types ?? []);
    const types = [...new Set<AgencyType>([...named, 'BANK', 'SCHOOL'])];
    let seen = 0;
    for (const reader of everyReader(types, ROLES)) {
      const memory = things.filter((thing) => needToKnow.mayKnow(definition, thing, reader)).map(({ id }) => id);
      seen += memory.length;
      expect(await inDatabase(needToKnow, definition, reader)).toEqual(memory.sort());
    }
    expect(seen).toBeGreaterThan(0);
  });
});

describe('operations of several standings', () => {
  it('are shown each by the standing in it', async () => {
    const needToKnow = new NeedToKnow(registry);
    const operation = registry.getType('Operation');
    const things = await keepSpecimens(operation);
    const actor = { memberId: 'mbr_a', agencyId: 'agy_a', agencyType: 'BANK' as const, roles: ['LIAISON' as const] };
    for (const one of STANDINGS) {
      for (const two of STANDINGS) {
        const standings = new Map([
          ['op_a', one],
          ['op_b', two],
        ]);
        const stranger = { part: null, descendant: false };
        const memory = things.filter((thing) => {
          const standing = standings.get(thing.operation) ?? stranger;
          return needToKnow.mayKnow(operation, thing, { actor, standing });
        });
        const reader = { actor, standing: stranger, standings };
        expect(await inDatabase(needToKnow, operation, reader)).toEqual(memory.map(({ id }) => id).sort());
      }
    }
  });
});

describe('any table of sight', () => {
  const RELATIONS: readonly SightRelation[] = [
    ...(['PARTICIPANT', 'DESCENDANT', 'OWN', 'PARTNER', 'ANYONE'] as const),
    ...(['LEAD', 'HOLDER', 'CREATOR', 'ASSIST', 'RELATED', 'NAMED'] as const),
  ];
  const types = [...AGENCY_TYPES.slice(0, 3)];
  const roles = [...ROLES.slice(0, 3)];
  const some = <T>(values: readonly T[]): fc.Arbitrary<readonly T[] | undefined> =>
    fc.option(fc.subarray([...values]), { nil: undefined });
  const sights = fc.array(
    fc
      .record({
        relation: fc.constantFrom(...RELATIONS),
        ...{ types: some(types), roles: some(roles), parts: some(PARTS), states: some(['ACTIVE', 'DISABLED']) },
        having: fc.option(
          fc.oneof(
            fc.record({ field: fc.constant('roles'), oneOf: fc.subarray([...ROLES]) }),
            fc.constant({ field: 'onDuty', is: true }),
          ),
          { nil: undefined },
        ),
      })
      .map(
        (sight) =>
          Object.fromEntries(Object.entries(sight).filter(([, value]) => value !== undefined)) as unknown as Sight,
      ),
    { maxLength: 4 },
  );
  const readers = fc.record({
    actor: fc.oneof(
      fc.record({
        memberId: fc.constant('mbr_a'),
        agencyId: fc.constantFrom(...AGENCIES),
        agencyType: fc.constantFrom(...types),
        roles: fc.subarray(roles),
      }),
      fc.constant(SYSTEM_ACTOR),
    ),
    standing: fc.constantFrom(...STANDINGS),
    partners: fc.subarray(AGENCIES).map((each) => new Set(each)),
  });

  it('shows a reader the same members in the database as in memory', async () => {
    const member = registry.getType('Member');
    const things = await keepSpecimens(member);
    expect(things[0]).toBeInstanceOf(MemberRow);
    const same = fc.asyncProperty(sights, readers, async (sight, reader) => {
      const definition = { ...member, sight };
      const needToKnow = new NeedToKnow(new Registry([definition]));
      const memory = things.filter((thing) => needToKnow.mayKnow(definition, thing, reader)).map(({ id }) => id);
      expect(await inDatabase(needToKnow, definition, reader)).toEqual(memory.sort());
    });
    await fc.assert(same, { numRuns: 200 });
  });
});

/** It comes last: what refers to its specimens would refer to those of others, too. */
describe('any table of sight by tasks', () => {
  const STATES = ['PLANNED', 'ON_SITE', 'CLOSED'];
  const GANG = 'thing_gang';
  const suspect = registry.getType('Suspect');
  const some = <T>(values: readonly T[]): fc.Arbitrary<readonly T[] | undefined> =>
    fc.option(fc.subarray([...values]), { nil: undefined });
  const sights = fc.array(
    fc
      .record({
        relation: fc.constantFrom<SightRelation>(...TASK_RELATIONS, 'RELATED', 'NAMED', 'CONCERNED'),
        states: some(['WANTED', 'DETAINED']),
        via: fc.constantFrom(undefined, 'gang'),
        tasksIn: some(STATES),
      })
      .map(
        (sight) =>
          Object.fromEntries(Object.entries(sight).filter(([, value]) => value !== undefined)) as unknown as Sight,
      ),
    { maxLength: 3 },
  );
  const readers = fc.record({
    actor: fc.oneof(
      fc.record({
        ...{ memberId: fc.constantFrom('mbr_a', 'mbr_b'), agencyId: fc.constantFrom(...AGENCIES) },
        ...{ agencyType: fc.constant('POLICE_BUREAU' as const), roles: fc.constant<readonly Role[]>(['OFFICER']) },
      }),
      fc.constant(SYSTEM_ACTOR),
    ),
    standing: fc.constantFrom(...STANDINGS),
  });

  /** Tasks in each state, each of one agency, that refer to suspects or to a gang that some of them belong to. */
  async function keepTasks(suspects: readonly Thing[]): Promise<void> {
    const { columns } = store.dataSource.getMetadata(TaskRow);
    const relations = STATES.flatMap((state) => TASK_RELATIONS.map((relation) => ({ state, relation })));
    const tasks = relations.map(({ state }, n) => {
      const known: Record<string, unknown> = { operation: 'op_a', id: `task_${n}`, state, priority: 'NORMAL' };
      const values = columns.map(({ propertyName, isNullable, type }) => [
        propertyName,
        propertyName in known ? known[propertyName] : isNullable ? null : plain(type, n),
      ]);
      return Object.assign(new TaskRow(), Object.fromEntries(values));
    });
    const inTask = (n: number): { operation: string; task: string } => ({ operation: 'op_a', task: `task_${n}` });
    const agencies = relations.map(({ relation }, n) => ({
      ...{ ...inTask(n), agency: AGENCIES[n % 3] ?? '', relation },
      ...{ boardKey: String(n), priority: 'NORMAL' as const },
    }));
    const members = tasks.flatMap((_task, n) => (n % 2 === 0 ? [{ ...inTask(n), member: 'mbr_a' }] : []));
    const references = suspects.map(({ id }, n) => {
      const target = n % 4 === 0 ? GANG : id;
      return { ...inTask(n % tasks.length), role: `role_${n}`, target };
    });
    await store.write(async (session) => {
      await session.insert(TaskRow, tasks);
      await session.insert(TaskAgencyRow, agencies);
      await session.insert(TaskMemberRow, members);
      await session.insert(TaskReferenceRow, references);
      const ofGang = suspects.filter((_suspect, n) => n % 3 === 0).map(({ id }) => id);
      for (const id of ofGang) await session.update(SuspectRow, { operation: 'op_a', id }, { gang: GANG });
    });
  }

  it('shows a reader the same suspects in the database as in memory', async () => {
    const specimens = await keepSpecimens(suspect);
    await keepTasks(specimens);
    const where = { operation: 'op_a', ids: specimens.map(({ id }) => id) };
    let seen = 0;
    const same = fc.asyncProperty(sights, readers, async (sight, reader) => {
      const definition = { ...suspect, sight };
      const needToKnow = new NeedToKnow(new Registry([definition]));
      const things = await store.read((session) => findThings(session, definition, where));
      const memory = things.filter((thing) => needToKnow.mayKnow(definition, thing, reader)).map(({ id }) => id);
      seen += memory.length;
      expect(await inDatabase(needToKnow, definition, reader)).toEqual(memory.sort());
    });
    await fc.assert(same, { numRuns: 150 });
    expect(seen).toBeGreaterThan(0);
  });
});
