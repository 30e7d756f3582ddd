import 'reflect-metadata';
import type { Command, CommandResult } from '../../src/commands/command';
import { SYSTEM_ACTOR } from '../../src/core/actor';
import type { Json } from '../../src/core/canonical-json';
import { plus, type Step } from '../../src/core/time';
import { arrestTrip } from '../../src/kinds/arrest-trip';
import type { LogEntryRow } from '../../src/store/rows/log-entry.row';
import { ParticipationRow } from '../../src/store/rows/operation.row';
import { TaskMemberRow, TaskRow } from '../../src/store/rows/task.row';
import { findThings } from '../../src/store/things';
import { foundation, type Foundation, type MemberCode, type Replica } from '../support/foundation';
import { expectHistoryOfTasks, expectTalliesOfLog, expectWholeLog, readLog } from '../support/log';
import { codeOf, refusalOf, settle } from '../support/outcomes';
import { probe } from '../support/probe';

let f: Foundation;
let other: Replica;

beforeAll(async () => {
  f = await foundation([arrestTrip]);
  other = await f.addReplica();
});

function execute(action: string, code: MemberCode, input: Command['input']): Promise<CommandResult> {
  return f.execute(action, f.as(code), input);
}

function openProbe(input: Command['input'] = {}, code: MemberCode = 'yk-police.officer'): Promise<CommandResult> {
  return execute('openProbe', code, { operationId: f.operation, title: 'a probe', ...input });
}

async function entryOf({ operation, seq }: CommandResult): Promise<LogEntryRow> {
  const entry = (await readLog(f.store, operation)).find((each) => each.seq === seq);
  if (!entry) throw new Error(`no entry ${seq}`);
  return entry;
}

async function detailsOf(result: CommandResult): Promise<Readonly<Record<string, Json>>> {
  return (await entryOf(result)).details;
}

/** An operation in which one probe is finished, so that opening one more lacks a condition. */
async function finishedOperation(code: string): Promise<string> {
  const operationId = await f.addOperation(code);
  const { subject: taskId } = await openProbe({ operationId });
  await execute('finishProbe', 'yk-police.officer', { taskId });
  return operationId;
}

describe('refusals', () => {
  let dropped: string;

  beforeAll(async () => {
    dropped = (await openProbe()).subject;
    await execute('dropProbe', 'yk-police.commander', { taskId: dropped, reason: 'not needed' });
    await openProbe({ idempotencyKey: 'used' });
    await openProbe({ idempotencyKey: 'used', operationId: f.operation }, 'yk-station-1.officer');
    await f.execute('changeMember', f.as('icbc.administrator'), {
      memberId: f.as('icbc.liaison').memberId,
      idempotencyKey: 'used',
    });
  });

  /** Of every rule a breach; each case mends the first breach of the one before. */
  it('come in the order that the API promises', async () => {
    const everything = { taskId: f.newId('probe'), reason: '!', idempotencyKey: 'used', expectedVersion: 99 };
    const officer = (input: object): Promise<string> =>
      codeOf(execute('dropProbe', 'yk-police.officer', { ...everything, ...input }));
    const good = { reason: 'a reason' };
    expect(await officer({})).toBe('BAD_USER_INPUT');
    expect(await officer(good)).toBe('IDEMPOTENCY_MISMATCH');
    const fresh = { ...good, idempotencyKey: 'fresh' };
    expect(await officer(fresh)).toBe('NOT_FOUND');
    expect(await officer({ ...fresh, taskId: dropped })).toBe('VERSION_CONFLICT');
    expect(await officer({ ...fresh, taskId: dropped, expectedVersion: 2 })).toBe('ILLEGAL_TRANSITION');
    const { subject: taskId } = await openProbe();
    expect(await officer({ ...fresh, taskId, expectedVersion: 1 })).toBe('FORBIDDEN');
  });

  it('tell a mismatch of the key before a thing that is there but not for the viewer', async () => {
    const used = { taskId: dropped, idempotencyKey: 'used' };
    expect(await codeOf(execute('noteProbe', 'icbc.administrator', used))).toBe('IDEMPOTENCY_MISMATCH');
  });

  it('tell who is not entitled before what is missing', async () => {
    const operationId = await finishedOperation('YK-ORDER');
    const input = { operationId, title: 'one more' };
    expect(await codeOf(execute('openProbe', 'icbc.liaison', input))).toBe('FORBIDDEN');
    expect(await codeOf(execute('openProbe', 'yk-police.officer', input))).toBe('PRECONDITION_FAILED');
  });

  it('tell who is not entitled before input that depends on facts', async () => {
    const input = { operationId: f.operation, agencyId: f.newId('agy'), part: 'MEMBER' };
    expect(await codeOf(execute('setParticipation', 'yk-police.officer', input))).toBe('FORBIDDEN');
    expect(await codeOf(execute('setParticipation', 'yk-police.commander', input))).toBe('BAD_USER_INPUT');
  });

  it('list every fault of an input with path, code and the values of its text', async () => {
    const input = { operationId: 'op_x', title: 'x', memberIds: ['a'], priority: 'SOON', extra: 1, dueAt: 'now' };
    const refusal = await refusalOf(execute('openProbe', 'yk-police.officer', input));
    expect(refusal.code).toBe('BAD_USER_INPUT');
    expect(refusal.code === 'BAD_USER_INPUT' && refusal.details.fields).toEqual(
      expect.arrayContaining([
        { path: 'operationId', code: 'NOT_AN_ID', params: {} },
        { path: 'title', code: 'TOO_SHORT', params: { minimum: 2 } },
        { path: 'memberIds.0', code: 'NOT_AN_ID', params: {} },
        { path: 'priority', code: 'NOT_ALLOWED', params: {} },
        { path: 'extra', code: 'UNKNOWN_FIELD', params: {} },
        { path: 'dueAt', code: 'NOT_AN_INSTANT', params: {} },
      ]),
    );
    expect(refusal.code === 'BAD_USER_INPUT' && refusal.details.fields).toHaveLength(6);
  });

  it('tell the version, the state with what it allows, and the denial', async () => {
    const { subject: taskId } = await openProbe();
    const stale = execute('noteProbe', 'yk-police.officer', { taskId, expectedVersion: 2 });
    expect((await refusalOf(stale)).details).toEqual({ currentVersion: 1 });
    const illegal = execute('noteProbe', 'yk-police.officer', { taskId: dropped });
    expect((await refusalOf(illegal)).details).toEqual({ state: 'DROPPED', allowed: [], label: 'state.PROBE.DROPPED' });
    const own = await openProbe({}, 'yk-police.commander');
    const twice = execute('dropProbe', 'yk-police.commander', { taskId: own.subject, reason: 'mine' });
    expect((await refusalOf(twice)).details).toEqual({ denial: { action: 'DROP_PROBE', code: 'SEPARATE_DUTIES' } });
  });

  it('keep a guard until the actor is entitled', async () => {
    const { subject: taskId } = await openProbe();
    await execute('noteProbe', 'yk-police.officer', { taskId, amount: -1 });
    const drop = { taskId, reason: 'in debt' };
    expect(await codeOf(execute('dropProbe', 'yk-police.officer', drop))).toBe('FORBIDDEN');
    const refusal = await refusalOf(execute('dropProbe', 'yk-police.commander', drop));
    expect(refusal.details).toEqual({ unmet: [{ code: 'PROBE_IN_DEBT' }] });
  });

  it('are the same for what is hidden, what is of another operation, and what was never there', async () => {
    const { subject: hidden } = await openProbe();
    const ids = [hidden, f.newId('probe'), f.newId('agy'), f.operation, 'probe_', '', '1', "' OR 1=1 --", `${hidden} `];
    for (const taskId of ids) {
      const refusal = await refusalOf(execute('noteProbe', 'yk-traffic.commander', { taskId }));
      expect({ code: refusal.code, details: refusal.details, message: refusal.message }).toEqual({
        code: 'NOT_FOUND',
        details: {},
        message: 'NOT_FOUND',
      });
    }
    expect(await codeOf(openProbe({}, 'yk-traffic.officer'))).toBe('NOT_FOUND');
  });

  it('meet a task of another kind as one that is not there', async () => {
    const trip = await execute('planArrestTrip', 'yk-police.officer', {
      ...{ operationId: f.operation, title: '押解', destination: '440100', departOn: '2025-12-01' },
      ...{ leaderId: f.as('yk-police.officer').memberId, memberIds: [f.as('yk-police.officer').memberId] },
    });
    expect(await codeOf(execute('noteProbe', 'yk-police.officer', { taskId: trip.subject }))).toBe('NOT_FOUND');
    const { subject: taskId } = await openProbe();
    expect(await codeOf(execute('approveArrestTrip', 'yk-police.commander', { taskId }))).toBe('NOT_FOUND');
  });

  it('meet half a character, which no text can have', async () => {
    const half = '\ud83d';
    const input = { operationId: f.operation, title: `x${half}`, memberIds: [half], idempotencyKey: half };
    const refusal = await refusalOf(execute('openProbe', 'yk-police.officer', input));
    expect(refusal.details).toEqual({
      fields: ['title', 'memberIds.0', 'idempotencyKey'].map((path) => ({ path, code: 'UNPRINTABLE' })),
    });
    const note = execute('noteProbe', 'yk-police.officer', { taskId: half, idempotencyKey: 'half' });
    expect(await codeOf(note)).toBe('BAD_USER_INPUT');
  });

  it('meet an action that does not exist', async () => {
    expect(await refusalOf(execute('dropEverything', 'yk-police.officer', {}))).toMatchObject({
      code: 'BAD_USER_INPUT',
      details: { fields: [{ path: 'action', code: 'UNKNOWN_ACTION' }] },
    });
  });
});

describe('a phase of the operation', () => {
  it('stops work while it is paused, and lets it go on', async () => {
    const operationId = await f.addOperation('YK-PAUSE');
    const { subject: taskId } = await openProbe({ operationId });
    await execute('pauseOperation', 'yk-police.commander', { operationId, reason: 'storm' });
    const note = (): Promise<CommandResult> => execute('noteProbe', 'yk-police.officer', { taskId });
    expect(await refusalOf(note())).toMatchObject({ code: 'ILLEGAL_TRANSITION', details: { state: 'PAUSED' } });
    await execute('startOperation', 'yk-police.commander', { operationId });
    expect(await note()).toMatchObject({ version: 2 });
  });
});

describe('occurredAt', () => {
  const noteAt = async (step: Step): Promise<CommandResult> => {
    const { subject: taskId } = await openProbe();
    return execute('noteProbe', 'yk-police.officer', { taskId, occurredAt: plus(f.clock.now(), step) });
  };

  it('may be up to 72 hours back and stands in the entry beside the time of recording', async () => {
    const entry = await entryOf(await noteAt({ hours: -72 }));
    expect(entry).toMatchObject({ at: f.clock.now(), occurredAt: plus(f.clock.now(), { hours: -72 }) });
    expect(await entryOf(await noteAt({}))).toMatchObject({ occurredAt: f.clock.now() });
  });

  it('is now, where the clock that told it was up to a minute ahead', async () => {
    const { subject: taskId } = await openProbe();
    const now = f.clock.now();
    const input = { taskId, occurredAt: plus(now, { minutes: 1 }), idempotencyKey: 'ahead' };
    const done = await execute('noteProbe', 'yk-police.officer', input);
    expect(await entryOf(done)).toMatchObject({ at: now, occurredAt: now });
    f.clock.advance({ seconds: 20 });
    expect(await execute('noteProbe', 'yk-police.officer', input)).toMatchObject({ seq: done.seq, repeated: true });
  });

  it('is judged once: what was done is answered again by its key, on a clock behind and after a week', async () => {
    const { subject: taskId } = await openProbe();
    const input = { taskId, occurredAt: plus(f.clock.now(), { seconds: 59 }), idempotencyKey: 'offline' };
    const done = await execute('noteProbe', 'yk-police.officer', input);
    for (const step of [{ seconds: -2 }, { days: 7 }]) {
      f.clock.advance(step);
      expect(await execute('noteProbe', 'yk-police.officer', input)).toMatchObject({ seq: done.seq, repeated: true });
    }
    const other = { ...input, occurredAt: plus(f.clock.now(), { days: -5 }) };
    expect(await codeOf(execute('noteProbe', 'yk-police.officer', other))).toBe('IDEMPOTENCY_MISMATCH');
  });

  it('is not in the future', async () => {
    expect(await refusalOf(noteAt({ minutes: 1, ms: 1 }))).toMatchObject({
      details: { fields: [{ path: 'occurredAt', code: 'IN_FUTURE' }] },
    });
  });

  it('is not older than 72 hours', async () => {
    const earliest = plus(f.clock.now(), { hours: -72 });
    expect(await refusalOf(noteAt({ hours: -72, ms: -1 }))).toMatchObject({
      details: { fields: [{ path: 'occurredAt', code: 'TOO_OLD', params: { earliest } }] },
    });
  });
});

describe('a code that is taken', () => {
  const plan = { nameZh: '行动', level: 'COUNTY', startsOn: '2025-11-01' };
  const taken = (code: string): object => ({
    code: 'BAD_USER_INPUT',
    details: { fields: [{ path: 'code', code: 'TAKEN', params: { code } }] },
  });

  it('founds no second operation', async () => {
    const input = { ...plan, code: 'YK-FRAUD' };
    expect(await refusalOf(execute('createOperation', 'icbc.administrator', input))).toMatchObject(taken('YK-FRAUD'));
  });

  it('founds one operation when several are founded at once on two replicas', async () => {
    for (let race = 0; race < 5; race += 1) {
      const input = { ...plan, code: `YK-RACE-${race}` };
      const actor = f.as('yk-police.administrator');
      const { done, refused } = await settle(
        [f.door, other.door, f.door, other.door].map((door) =>
          door.execute({ action: 'createOperation', actor, input }),
        ),
      );
      expect(done).toHaveLength(1);
      expect(refused).toEqual(Array(3).fill(expect.objectContaining(taken(input.code))));
      await expectWholeLog(f.store, done[0]!.operation);
    }
  });

  it('makes one agency and one member when several are made at once', async () => {
    const agency = { code: 'abc', nameZh: '农业银行', agencyType: 'BANK', division: '330700' };
    const create = (door: Replica['door'], action: string, input: object): Promise<CommandResult> =>
      door.execute({ action, actor: SYSTEM_ACTOR, input: { ...input } });
    const agencies = await settle([create(f.door, 'createAgency', agency), create(other.door, 'createAgency', agency)]);
    expect(agencies.refused).toEqual([expect.objectContaining(taken('abc'))]);
    const member = { agencyId: agencies.done[0]!.subject, code: 'abc.clerk', name: '柜员', roles: ['OFFICER'] };
    const members = await settle([create(f.door, 'createMember', member), create(other.door, 'createMember', member)]);
    expect(members.refused).toEqual([expect.objectContaining(taken('abc.clerk'))]);
  });
});

describe('what a command writes', () => {
  it('is counted as the log says', async () => {
    const { subject: taskId } = await openProbe({ holderId: f.agency('icbc') });
    for (const amount of [500, -200, 1]) await execute('noteProbe', 'yk-police.officer', { taskId, amount });
    f.clock.advance({ hours: 9 }); // the next day in Yongkang
    await execute('noteProbe', 'yk-police.officer', { taskId, amount: 77 });
    await openProbe({}, 'yk-station-1.officer');
    await expectTalliesOfLog(f.store, f.registry, f.operation);
    await expectTalliesOfLog(f.store, f.registry, f.system);
  });

  it('joins in the history of tasks without a gap', async () => {
    const { subject: taskId } = await openProbe({ dueAt: plus(f.clock.now(), { days: 2 }), priority: 'URGENT' });
    await execute('noteProbe', 'yk-police.officer', { taskId, dueAt: plus(f.clock.now(), { days: 1 }) });
    await execute('dropProbe', 'yk-police.commander', { taskId, reason: 'over' });
    await expectHistoryOfTasks(f.store, f.operation);
  });

  it('is in the entry: of a birth everything, of a change the fields that got a value', async () => {
    const members = [f.as('yk-police.officer').memberId];
    const dueAt = plus(f.clock.now(), { days: 1 });
    const born = await openProbe({ memberIds: members, holderId: f.agency('icbc'), dueAt, priority: 'HIGH' });
    const [task] = await f.store.read((session) => session.find(TaskRow, { id: born.subject }));
    expect(await detailsOf(born)).toEqual({
      ...{ kind: 'PROBE', number: task!.number, numberSeq: task!.numberSeq, state: 'OPEN', title: 'a probe' },
      ...{ priority: 'HIGH', leadAgency: f.agency('yk-police'), createdBy: f.as('yk-police.officer').memberId },
      ...{ createdByAgency: f.agency('yk-police'), holder: f.agency('icbc'), members, dueAt },
      ...{ amount: 0, tags: [], contact: null, finishedAt: null },
    });
    const taskId = born.subject;
    const note = await execute('noteProbe', 'yk-police.officer', { taskId, amount: 3, tags: ['t'], note: 'why' });
    expect(await detailsOf(note)).toEqual({ amount: 3, tags: ['t'], note: 'why' });
    expect(await detailsOf(await execute('noteProbe', 'yk-police.officer', { taskId }))).toEqual({});
    const drop = await execute('dropProbe', 'yk-police.commander', { taskId, reason: 'enough' });
    expect(await detailsOf(drop)).toEqual({ state: 'DROPPED', reason: 'enough' });
  });

  it('names who did what to which version of which thing', async () => {
    const born = await openProbe();
    const note = await execute('noteProbe', 'yk-station-1.commander', { taskId: born.subject, amount: 4 });
    expect(await entryOf(note)).toMatchObject({
      ...{ command: note.command, actor: f.as('yk-station-1.commander').memberId, agency: f.agency('yk-station-1') },
      ...{ subjectType: 'Probe', subject: born.subject, task: born.subject, subjectVersion: 2, occurredAt: null },
      ...{ action: 'NOTE_PROBE', event: 'NOTE_PROBE', at: f.clock.now() },
      tallies: [{ metric: 'PROBE_AMOUNT', amount: 4, agency: f.agency('yk-police') }],
    });
    const pause = await execute('pauseOperation', 'yk-police.commander', {
      operationId: await f.addOperation('YK-ENTRY'),
      reason: 'lunch',
    });
    expect(await entryOf(pause)).toMatchObject({
      subjectType: 'Operation',
      task: null,
      details: { state: 'PAUSED', reason: 'lunch' },
    });
  });

  it('is the thing as it is read again', async () => {
    const members = [f.as('yk-police.officer').memberId, f.as('yk-station-1.officer').memberId];
    const { subject } = await openProbe({ memberIds: members, holderId: f.agency('icbc') }, 'yk-station-1.officer');
    await execute('noteProbe', 'icbc.liaison', { taskId: subject, amount: 12, tags: ['α', 'β'] });
    const where = { operation: f.operation, ids: [subject] };
    const [thing] = await f.store.read((session) => findThings(session, probe, where));
    expect(thing).toMatchObject({ version: 2, amount: 12, tags: ['α', 'β'], state: 'OPEN', phase: 'ACTIVE' });
    expect(thing).toMatchObject({ members: [...members].sort() });
    expect(thing).toMatchObject({
      agencies: expect.arrayContaining([
        { agency: f.agency('yk-station-1'), relation: 'LEAD' },
        { agency: f.agency('icbc'), relation: 'HOLDER' },
      ]),
    });
    const rows = await f.store.read((session) => session.find(TaskMemberRow, { task: subject }));
    expect(rows).toHaveLength(2);
  });

  it('numbers tasks from 1 in each operation, without a gap, whatever was refused between', async () => {
    const operationId = await f.addOperation('YK-NUMBERS');
    const commands = Array.from({ length: 8 }, (_, i) =>
      openProbe({ operationId, ...(i % 2 ? { follows: 'no-such-key' } : {}) }),
    );
    const { done, refused } = await settle(commands);
    expect([done.length, refused.length]).toEqual([4, 4]);
    const tasks = await f.store.read((session) =>
      session.find(TaskRow, { operation: operationId }, { numberSeq: 'ASC' }),
    );
    expect(tasks.map((task) => task.number)).toEqual(['PRB-0001', 'PRB-0002', 'PRB-0003', 'PRB-0004']);
  });
});

describe('an agency that takes part', () => {
  it('comes, changes its part, leaves, and comes again', async () => {
    const operationId = await f.addOperation('YK-PARTS');
    const set = (input: object): Promise<CommandResult> =>
      execute('setParticipation', 'yk-police.commander', { operationId, agencyId: f.agency('yk-traffic'), ...input });
    const row = async (): Promise<ParticipationRow | null> =>
      f.store.read((session) =>
        session.findOne(ParticipationRow, { operation: operationId, agency: f.agency('yk-traffic') }),
      );
    const came = f.clock.now();
    expect(await detailsOf(await set({ part: 'OBSERVER' }))).toEqual({
      participations: [{ key: f.agency('yk-traffic'), part: 'OBSERVER', since: came, until: null }],
    });
    f.clock.advance({ minutes: 1 });
    await set({ part: 'MEMBER' });
    expect(await row()).toMatchObject({ part: 'MEMBER', since: came, until: null });
    await set({});
    expect(await row()).toMatchObject({ until: f.clock.now() });
    expect(await codeOf(openProbe({ operationId }, 'yk-traffic.officer'))).toBe('NOT_FOUND');
    expect(await codeOf(set({}))).toBe('BAD_USER_INPUT');
    f.clock.advance({ minutes: 1 });
    await set({ part: 'MEMBER' });
    expect(await row()).toMatchObject({ since: f.clock.now(), until: null });
  });

  it('still takes part until the day that was set, and may leave before', async () => {
    const operationId = await f.addOperation('YK-UNTIL');
    const agencyId = f.agency('yk-traffic');
    const until = plus(f.clock.now(), { days: 3 });
    await execute('setParticipation', 'yk-police.commander', { operationId, agencyId, part: 'MEMBER', until });
    const since = f.clock.now();
    f.clock.advance({ days: 1 });
    await execute('setParticipation', 'yk-police.commander', { operationId, agencyId, part: 'OBSERVER', until });
    const where = { operation: operationId, agency: agencyId };
    expect(await f.store.read((session) => session.findOne(ParticipationRow, where))).toMatchObject({ since, until });
    await execute('setParticipation', 'yk-police.commander', { operationId, agencyId });
    expect(await codeOf(openProbe({ operationId }, 'yk-traffic.officer'))).toBe('NOT_FOUND');
  });
});
