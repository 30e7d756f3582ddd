import * as fc from 'fast-check';
import { NeedToKnow } from '../../src/access/need-to-know';
import type { Reader } from '../../src/access/viewer';
import { SYSTEM_ACTOR, type Actor } from '../../src/core/actor';
import { boardKey, numberKey } from '../../src/core/board-key';
import { fieldsOf, type KindDefinition } from '../../src/core/definition';
import { Registry } from '../../src/core/registry';
import { TASK_RELATIONS, type TaskRelation, type TaskThing } from '../../src/core/thing';
import type { FieldClass, Sight, SightRelation } from '../../src/core/visibility';
import { AGENCY_TYPES, PARTS, ROLES, type Part } from '../../src/core/vocabulary';
import { records } from '../../src/records/registry';
import { TaskAgencyRow, TaskMemberRow, TaskRow } from '../../src/store/rows/task.row';
import { sql, type Rows } from '../../src/store/session';
import type { Store } from '../../src/store/store';
import { START } from '../support/foundation';
import { probe } from '../support/probe';
import { openTestStore } from '../support/store';

const OF_TASKS = ['LEAD', 'HOLDER', 'CREATOR', 'ASSIST', 'RELATED', 'NAMED'] as const;
const RELATIONS: readonly SightRelation[] = ['PARTICIPANT', 'DESCENDANT', 'OWN', 'ANYONE', ...OF_TASKS];
const AGENCIES = ['agy_a', 'agy_b', 'agy_c'];
const MEMBERS = ['mbr_a', 'mbr_b', 'mbr_c'];
const KINDS = ['PROBE', 'SECOND'];
const STATES = Object.keys(probe.states);
const OPERATION = 'op_test';
const CLASSES: readonly FieldClass[] = ['NUMBER', 'CASE', 'FINANCIAL'];

/** A rule's list: left out, empty, or some of the few values that readers here have. */
function some<T>(values: readonly T[]): fc.Arbitrary<readonly T[] | undefined> {
  return fc.option(fc.subarray([...values]), { nil: undefined });
}

const types = [...AGENCY_TYPES.slice(0, 3)];
const roles = [...ROLES.slice(0, 3)];

const sights: fc.Arbitrary<Sight[]> = fc.array(
  fc
    .record({
      relation: fc.constantFrom(...RELATIONS),
      types: some(types),
      roles: some(roles),
      parts: some(PARTS),
      states: some(STATES),
      shows: fc.dictionary(fc.constantFrom(...CLASSES), fc.constantFrom('FULL', 'MASKED'), { maxKeys: 2 }),
    })
    .map(
      (sight) =>
        Object.fromEntries(Object.entries(sight).filter(([, value]) => value !== undefined)) as unknown as Sight,
    ),
  { maxLength: 5 },
);

const readers: fc.Arbitrary<Reader> = fc.record({
  actor: fc.oneof({ weight: 9, arbitrary: member() }, { weight: 1, arbitrary: fc.constant(SYSTEM_ACTOR) }),
  standing: fc.record({ part: fc.option(fc.constantFrom(...PARTS)), descendant: fc.boolean() }),
});

function member(): fc.Arbitrary<Reader['actor']> {
  return fc.record({
    memberId: fc.constantFrom(...MEMBERS),
    agencyId: fc.constantFrom(...AGENCIES),
    agencyType: fc.constantFrom(...types),
    roles: fc.subarray(roles),
  });
}

interface Shape {
  kind: string;
  state: string;
  agencies: { agency: string; relation: TaskRelation }[];
  members: string[];
}

const shapes: fc.Arbitrary<Shape[]> = fc.array(
  fc.record({
    kind: fc.constantFrom(...KINDS),
    state: fc.constantFrom(...STATES),
    agencies: fc.uniqueArray(
      fc.record({ agency: fc.constantFrom(...AGENCIES), relation: fc.constantFrom(...TASK_RELATIONS) }),
      { selector: ({ agency }) => agency },
    ),
    members: fc.subarray(MEMBERS),
  }),
  { minLength: 1, maxLength: 12 },
);

function taskOf({ kind, state, agencies, members }: Shape, i: number): TaskThing {
  return {
    ...{ id: `probe_${i}`, operation: OPERATION, version: 1, state, createdAt: START, updatedAt: START, kind },
    ...{ number: `PRB-${i}`, numberSeq: i, title: 'a probe', phase: 'ACTIVE', paused: false, priority: 'NORMAL' },
    ...{ leadAgency: 'agy_z', createdBy: null, createdByAgency: null, holder: null, division: null, dueAt: null },
    location: null,
    ...{ overdue: false, closedAt: null, members, agencies, openVersion: 1, openAt: START, openSeq: 1 },
  };
}

let store: Store;

beforeAll(async () => {
  store = await openTestStore({ definitions: [probe] });
});

async function keep(tasks: readonly TaskThing[]): Promise<void> {
  await store.write(async (session) => {
    for (const rows of [TaskRow, TaskAgencyRow, TaskMemberRow] as Rows[])
      await session.delete(rows, { operation: OPERATION });
    await session.insert(
      TaskRow,
      tasks.map(({ members: _members, agencies: _agencies, ...header }) => ({
        ...header,
        ...{ boardKey: boardKey(header), numberKey: numberKey(header.number), longitude: null, latitude: null },
        titleFolded: null,
        updatedSeq: 1,
      })),
    );
    await session.insert(
      TaskAgencyRow,
      tasks.flatMap((task) =>
        task.agencies.map((row) => ({
          ...row,
          operation: OPERATION,
          boardKey: boardKey(task),
          task: task.id,
          priority: task.priority,
        })),
      ),
    );
    await session.insert(
      TaskMemberRow,
      tasks.flatMap((task) => task.members.map((each) => ({ operation: OPERATION, task: task.id, member: each }))),
    );
  });
}

function kindsOf(tables: readonly Sight[][]): KindDefinition[] {
  return KINDS.map((kind, i) => ({
    ...probe,
    ...{ kind, type: `Type${i}`, idPrefix: `p${'ab'.charAt(i)}`, actions: [], metrics: {}, sight: tables[i] ?? [] },
  }));
}

interface Asked {
  readonly shapes: Shape[];
  readonly tables: Sight[][];
  readonly reader: Reader;
}

const questions: fc.Arbitrary<Asked> = fc.record({
  shapes,
  tables: fc.array(sights, { minLength: 2, maxLength: 2 }),
  reader: readers,
});

/** Tasks by the answer of the database and by that of the memory. */
async function bothAnswers(
  { shapes: given, tables, reader }: Asked,
  field: string | null,
): Promise<{ database: string[]; memory: string[] }> {
  const kinds = kindsOf(tables);
  const needToKnow = new NeedToKnow(new Registry([...records, ...kinds]));
  const tasks = given.map(taskOf);
  await keep(tasks);
  const condition =
    field === null ? needToKnow.taskCondition(reader, 't') : needToKnow.fieldCondition(field, reader, 't');
  const rows = await store.read((session) =>
    session.select(sql`SELECT t.id AS id FROM task t WHERE t.operation_id = ${OPERATION} AND (${condition})`),
  );
  const seen = tasks.filter((task) => {
    const kind = kinds.find((each) => each.kind === task.kind)!;
    if (!needToKnow.mayKnow(kind, task, reader)) return false;
    const of = field === null ? 'OPEN' : fieldsOf(kind).get(field)!.class;
    return needToKnow.level(kind, task, { reader, of }) === 'FULL';
  });
  return { database: rows.map((row) => String(row['id'])).sort(), memory: seen.map((task) => task.id).sort() };
}

describe('need-to-know in the database', () => {
  it('shows a reader the same tasks as in memory', async () => {
    const same = fc.asyncProperty(questions, async (asked) => {
      const { database, memory } = await bothAnswers(asked, null);
      expect(database).toEqual(memory);
    });
    await fc.assert(same, { numRuns: 250 });
  });

  it.each(['number', 'division', 'amount', 'title'])('finds by %s only where it is shown in full', async (field) => {
    const same = fc.asyncProperty(questions, async (asked) => {
      const { database, memory } = await bothAnswers(asked, field);
      expect(database).toEqual(memory);
    });
    await fc.assert(same, { numRuns: 100 });
  });

  it('lets no filter touch a field that is shown to the reader in full nowhere', async () => {
    const hidden = fc.asyncProperty(questions, async (asked) => {
      const needToKnow = new NeedToKnow(new Registry([...records, ...kindsOf(asked.tables)]));
      if (!needToKnow.hiddenEverywhere('number', asked.reader)) return;
      expect((await bothAnswers(asked, 'number')).memory).toEqual([]);
    });
    await fc.assert(hidden, { numRuns: 100 });
  });
});

describe('the audience of counts', () => {
  const audience = (sight: Sight[], type: Actor['agencyType'], part: Part | null = 'MEMBER'): string => {
    const reader = { actor: { ...SYSTEM_ACTOR, agencyType: type }, standing: { part, descendant: false } };
    return new NeedToKnow(new Registry([])).audience({ ...probe, sight }, reader);
  };

  it('is inside for who sees all tasks of a kind, in whatever state, because it takes part', () => {
    const sight: Sight[] = [{ relation: 'PARTICIPANT', types: ['BANK'], parts: ['LEAD', 'MEMBER'] }];
    expect(audience(sight, 'BANK')).toBe('INSIDERS');
    expect(audience(sight, 'SCHOOL')).toBe('OUTSIDERS');
    expect(audience(sight, 'BANK', 'OBSERVER')).toBe('OUTSIDERS');
    expect(audience(sight, 'BANK', null)).toBe('OUTSIDERS');
  });

  it('is outside for who sees its own tasks, or all of some states', () => {
    expect(audience([{ relation: 'HOLDER' }, { relation: 'RELATED' }], 'BANK')).toBe('OUTSIDERS');
    expect(audience([{ relation: 'PARTICIPANT', states: ['FINISHED'] }], 'BANK')).toBe('OUTSIDERS');
  });
});
