import 'reflect-metadata';
import * as fc from 'fast-check';
import { NeedToKnow } from '../../src/access/need-to-know';
import type { Reader } from '../../src/access/viewer';
import { installedRegistry } from '../../src/app';
import { SYSTEM_ACTOR, type Standing } from '../../src/core/actor';
import { isKind, type SubjectDefinition } from '../../src/core/definition';
import { Registry } from '../../src/core/registry';
import type { Thing } from '../../src/core/thing';
import { setOf } from '../../src/core/word-set';
import type { Sight, SightRelation } from '../../src/core/visibility';
import { AGENCY_TYPES, PARTS, ROLES, type AgencyType, type Role } from '../../src/core/vocabulary';
import { MemberRow } from '../../src/store/rows/directory.row';
import { raw, sql, type Rows } from '../../src/store/session';
import type { Store } from '../../src/store/store';
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
        having: fc.option(fc.record({ field: fc.constant('roles'), oneOf: fc.subarray([...ROLES]) }), {
          nil: undefined,
        }),
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
