import 'reflect-metadata';
import type { Command, CommandResult } from '../../src/commands/command';
import { SYSTEM_ACTOR, takesPart } from '../../src/core/actor';
import { plus } from '../../src/core/time';
import { OPERATION_PHASES, type OperationPhase, type Part } from '../../src/core/vocabulary';
import { verifyLogs } from '../../src/audit/verify-log';
import { findStanding, findStandings, STRANGER } from '../../src/access/standing';
import { OperationRow, ParticipationRow } from '../../src/store/rows/operation.row';
import { foundation, type AgencyCode, type Foundation, type MemberCode, type Replica } from '../support/foundation';
import { expectWholeLog, readLog } from '../support/log';
import { codeOf, refusalOf, settle } from '../support/outcomes';

let f: Foundation;
let other: Replica;
let made = 0;

beforeAll(async () => {
  f = await foundation();
  other = await f.addReplica();
});

function execute(action: string, code: MemberCode, input: Command['input']): Promise<CommandResult> {
  return f.execute(action, f.as(code), input);
}

const LEADER = 'yk-police.commander';

function plan(given: Command['input'] = {}): Command['input'] {
  made += 1;
  return { code: `OP-${made}`, nameZh: '专项行动', level: 'COUNTY', startsOn: '2025-11-01', ...given };
}

async function found(given: Command['input'] = {}, as: MemberCode = 'yk-police.administrator'): Promise<string> {
  return (await execute('createOperation', as, plan(given))).subject;
}

/** An operation of the police in a phase; the station is a member of it and the school looks on. */
async function operationIn(phase: OperationPhase): Promise<string> {
  const operationId = await found();
  await setPart(operationId, 'yk-station-1', 'MEMBER');
  await setPart(operationId, 'school-1', 'OBSERVER');
  if (phase !== 'DRAFT') await execute('startOperation', LEADER, { operationId });
  if (phase === 'PAUSED') await execute('pauseOperation', LEADER, { operationId, reason: '等候通知' });
  if (phase === 'CLOSED') await execute('closeOperation', LEADER, { operationId });
  return operationId;
}

function setPart(
  operationId: string,
  agency: AgencyCode,
  part: Part | null,
  given: { as?: MemberCode; until?: string } = {},
): Promise<CommandResult> {
  const { as = LEADER, ...rest } = given;
  return execute('setParticipation', as, { operationId, agencyId: f.agency(agency), part, ...rest });
}

/** Who takes part in an operation now, as what. */
async function partsOf(operation: string): Promise<Record<string, Part>> {
  const rows = await f.store.read((session) => session.find(ParticipationRow, { operation }));
  const now = f.clock.now();
  return Object.fromEntries(rows.filter((row) => takesPart(row, now)).map(({ agency, part }) => [agency, part]));
}

async function phaseOf(operation: string): Promise<string | undefined> {
  return (await f.store.read((session) => session.findOne(OperationRow, { operation })))?.state;
}

const COMMANDS = {
  startOperation: { from: ['DRAFT', 'PAUSED'], to: 'RUNNING', input: {} },
  pauseOperation: { from: ['RUNNING'], to: 'PAUSED', input: { reason: '等候通知' } },
  closeOperation: { from: ['RUNNING', 'PAUSED'], to: 'CLOSED', input: {} },
  setParticipation: { from: ['DRAFT', 'RUNNING', 'PAUSED'], to: null, input: { part: 'MEMBER' } },
  addCatalogueEntry: { from: ['DRAFT', 'RUNNING', 'PAUSED'], to: null, input: { kind: 'PENALTY', labelZh: '罚款' } },
} as const;

const OTHERS: readonly [MemberCode, string][] = [
  ['yk-police.administrator', 'FORBIDDEN'],
  ['yk-police.officer', 'FORBIDDEN'],
  ['yk-police.auditor', 'FORBIDDEN'],
  ['yk-station-1.commander', 'FORBIDDEN'],
  ['school-1.liaison', 'FORBIDDEN'],
  ['yk-traffic.commander', 'NOT_FOUND'],
  ['icbc.administrator', 'NOT_FOUND'],
];

describe.each(Object.entries(COMMANDS))('%s', (action, { from, to, input }) => {
  it.each(OPERATION_PHASES)("is for the lead's commander alone, in the phase %s as the table says", async (phase) => {
    const operationId = await operationIn(phase);
    const agencyId = f.agency('icbc');
    const whole = {
      operationId,
      ...input,
      ...(action === 'setParticipation' ? { agencyId } : {}),
      ...(action === 'addCatalogueEntry' ? { code: 'FINE' } : {}),
    };
    const allowed = (from as readonly string[]).includes(phase);
    for (const [as, code] of OTHERS) {
      const expected = code === 'NOT_FOUND' || allowed ? code : 'ILLEGAL_TRANSITION';
      expect({ as, code: await codeOf(execute(action, as, whole)) }).toEqual({ as, code: expected });
    }
    if (!allowed) {
      const refusal = await refusalOf(execute(action, LEADER, whole));
      expect(refusal).toMatchObject({ code: 'ILLEGAL_TRANSITION', details: { state: phase } });
      return;
    }
    const key = { ...whole, idempotencyKey: `${action} ${phase}` };
    const result = await execute(action, LEADER, key);
    expect(await phaseOf(operationId)).toBe(to ?? phase);
    const seq = (await readLog(f.store, operationId)).length;
    expect(await execute(action, LEADER, key)).toEqual({ ...result, repeated: true });
    expect(await readLog(f.store, operationId)).toHaveLength(seq);
    const mismatch = execute(action, LEADER, { ...key, occurredAt: f.clock.now() });
    expect(await codeOf(mismatch)).toBe('IDEMPOTENCY_MISMATCH');
  });
});

describe('createOperation', () => {
  it('is for administrators, whose agency becomes the lead', async () => {
    const operation = await found({}, 'icbc.administrator');
    expect(await partsOf(operation)).toEqual({ [f.agency('icbc')]: 'LEAD' });
    expect(await phaseOf(operation)).toBe('DRAFT');
    for (const as of ['yk-police.commander', 'yk-police.auditor', 'icbc.liaison'] as const) {
      expect(await codeOf(execute('createOperation', as, plan()))).toBe('FORBIDDEN');
    }
  });

  it('gives a code once', async () => {
    const taken = plan();
    await execute('createOperation', 'yk-police.administrator', taken);
    const refusal = await refusalOf(execute('createOperation', 'icbc.administrator', taken));
    expect(refusal).toMatchObject({ details: { fields: [{ path: 'code', code: 'TAKEN' }] } });
    const racing = plan();
    const both = await settle([
      f.door.execute({ action: 'createOperation', actor: f.as('yk-police.administrator'), input: racing }),
      other.door.execute({ action: 'createOperation', actor: f.as('icbc.administrator'), input: racing }),
    ]);
    expect(both.done).toHaveLength(1);
    expect(both.refused.map(({ code }) => code)).toEqual(['BAD_USER_INPUT']);
  });

  it('refuses days that end before they begin, whoever asks', async () => {
    const input = plan({ endsOn: '2025-10-31' });
    const refusal = await refusalOf(execute('createOperation', 'yk-police.officer', input));
    expect(refusal).toMatchObject({ details: { fields: [{ path: 'endsOn', code: 'BEFORE_START' }] } });
  });

  it('answers the same for a parent that the actor may not know and one that is not there', async () => {
    const faults = async (parentId: string): Promise<unknown> =>
      (await refusalOf(execute('createOperation', 'icbc.administrator', plan({ parentId })))).details;
    const hidden = await found();
    const same = { fields: [{ path: 'parentId', code: 'UNKNOWN_OPERATION' }] };
    expect(await faults(hidden)).toEqual(same);
    expect(await faults(f.newId('op'))).toEqual(same);
    expect(await faults(f.system)).toEqual(same);
  });

  it('puts one below an operation that the agency takes part in, or that lies above one of these', async () => {
    const top = await found();
    await setPart(top, 'icbc', 'OBSERVER');
    const below = await found({ parentId: top }, 'icbc.administrator');
    await setPart(top, 'icbc', null);
    const further = await found({ parentId: top }, 'icbc.administrator');
    const rows = await f.store.read((session) => session.find(OperationRow, { operation: [below, further] }));
    expect(rows.map((row) => row.parent)).toEqual([top, top]);
  });

  it('refuses a ninth level above', async () => {
    let parentId = await found();
    const top = parentId;
    for (let above = 1; above <= 8; above += 1) parentId = await found({ parentId });
    const refusal = await refusalOf(execute('createOperation', 'yk-police.administrator', plan({ parentId })));
    expect(refusal).toMatchObject({ details: { fields: [{ path: 'parentId', code: 'TOO_DEEP' }] } });
    const deepest = f.as('icbc.liaison').agencyId;
    await setPart(parentId, 'icbc', 'MEMBER');
    const standing = await f.store.read((session) =>
      findStanding(session, deepest, { operation: top, now: f.clock.now() }),
    );
    expect(standing).toEqual({ part: null, descendant: true });
  });
});

describe('setParticipation', () => {
  it('lets an agency join, change its part, leave and join again', async () => {
    const operation = await operationIn('RUNNING');
    const icbc = f.agency('icbc');
    for (const part of ['MEMBER', 'OBSERVER', null, 'MEMBER'] as const) {
      await setPart(operation, 'icbc', part);
      expect((await partsOf(operation))[icbc]).toBe(part ?? undefined);
    }
    await setPart(operation, 'icbc', null);
    expect(await refusalOf(setPart(operation, 'icbc', null))).toMatchObject({
      details: { fields: [{ path: 'agencyId', code: 'NOT_TAKING_PART' }] },
    });
    const agencyId = f.newId('agy');
    expect(await refusalOf(execute('setParticipation', LEADER, { operationId: operation, agencyId }))).toMatchObject({
      details: { fields: [{ path: 'agencyId', code: 'UNKNOWN_AGENCY' }] },
    });
  });

  it('ends a part at a time to come, and never at one that is past', async () => {
    const operation = await operationIn('RUNNING');
    const station = f.agency('yk-station-1');
    for (const until of [f.clock.now(), plus(f.clock.now(), { ms: -1 })]) {
      for (const part of ['MEMBER', null] as const) {
        expect(await refusalOf(setPart(operation, 'yk-station-1', part, { until }))).toMatchObject({
          details: { fields: [{ path: 'until', code: 'IN_PAST' }] },
        });
      }
    }
    await setPart(operation, 'yk-station-1', null, { until: plus(f.clock.now(), { hours: 1 }) });
    expect((await partsOf(operation))[station]).toBe('MEMBER');
    f.clock.advance({ hours: 1 });
    expect((await partsOf(operation))[station]).toBeUndefined();
    expect(
      await codeOf(execute('pauseOperation', 'yk-station-1.commander', { operationId: operation, reason: '无' })),
    ).toBe('BAD_USER_INPUT');
    const outside = execute('pauseOperation', 'yk-station-1.commander', { operationId: operation, reason: '不在' });
    expect(await codeOf(outside)).toBe('NOT_FOUND');
  });

  it('lets no lead give itself up, alone or not', async () => {
    const operation = await operationIn('RUNNING');
    const until = plus(f.clock.now(), { hours: 1 });
    const giveUp = [
      setPart(operation, 'yk-police', null),
      setPart(operation, 'yk-police', 'MEMBER'),
      setPart(operation, 'yk-police', 'LEAD', { until }),
    ];
    for (const each of giveUp) {
      expect(await refusalOf(each)).toMatchObject({ details: { fields: [{ path: 'agencyId', code: 'OWN_LEAD' }] } });
    }
    await setPart(operation, 'yk-traffic', 'LEAD');
    expect(await codeOf(setPart(operation, 'yk-police', null))).toBe('BAD_USER_INPUT');
    await setPart(operation, 'yk-police', 'LEAD');
  });

  it('hands the lead over by two steps of two leads', async () => {
    const operation = await operationIn('RUNNING');
    await setPart(operation, 'yk-traffic', 'LEAD');
    await setPart(operation, 'yk-police', 'MEMBER', { as: 'yk-traffic.commander' });
    expect(await partsOf(operation)).toMatchObject({
      [f.agency('yk-police')]: 'MEMBER',
      [f.agency('yk-traffic')]: 'LEAD',
    });
    expect(await codeOf(setPart(operation, 'icbc', 'MEMBER'))).toBe('FORBIDDEN');
  });

  it('keeps a lead without an end, whoever acts', async () => {
    const operation = await operationIn('RUNNING');
    await setPart(operation, 'yk-traffic', 'LEAD', { until: plus(f.clock.now(), { hours: 1 }) });
    expect(await refusalOf(setPart(operation, 'yk-police', null, { as: 'yk-traffic.commander' }))).toMatchObject({
      details: { unmet: [{ code: 'LEAD_NEEDED' }] },
    });
    const input = { operationId: operation, agencyId: f.agency('yk-police') };
    expect(await codeOf(f.execute('setParticipation', SYSTEM_ACTOR, input))).toBe('PRECONDITION_FAILED');
  });

  it('leaves one lead when two leads put each other out at the same time', async () => {
    for (let round = 0; round < 5; round += 1) {
      const operationId = await operationIn('RUNNING');
      await setPart(operationId, 'yk-traffic', 'LEAD');
      const out = (agency: AgencyCode): Command['input'] => ({ operationId, agencyId: f.agency(agency) });
      const { done, refused } = await settle([
        f.door.execute({ action: 'setParticipation', actor: f.as(LEADER), input: out('yk-traffic') }),
        other.door.execute({
          action: 'setParticipation',
          actor: f.as('yk-traffic.commander'),
          input: out('yk-police'),
        }),
      ]);
      expect([done.length, refused.map(({ code }) => code)]).toEqual([1, ['NOT_FOUND']]);
      expect(Object.values(await partsOf(operationId)).filter((part) => part === 'LEAD')).toHaveLength(1);
    }
  });

  it('takes every one of many changes at the same time', async () => {
    const operationId = await operationIn('RUNNING');
    const agencies: AgencyCode[] = ['icbc', 'yk-traffic', 'school-1', 'yk-station-1'];
    const commands = [0, 1, 2].flatMap((i) =>
      agencies.map((agency) => ({
        action: 'setParticipation',
        actor: f.as(LEADER),
        input: { operationId, agencyId: f.agency(agency), part: i % 2 ? 'OBSERVER' : 'MEMBER' },
      })),
    );
    const before = (await readLog(f.store, operationId)).length;
    const { done } = await settle(commands.map((command, i) => (i % 2 ? f.door : other.door).execute(command)));
    expect(done).toHaveLength(commands.length);
    expect(await expectWholeLog(f.store, operationId)).toHaveLength(before + commands.length);
    expect(Object.keys(await partsOf(operationId))).toHaveLength(agencies.length + 1);
  });
});

describe('closeOperation', () => {
  it('waits for the last open task, and is for good', async () => {
    const operationId = await operationIn('RUNNING');
    const { subject: taskId } = await execute('openProbe', 'yk-police.officer', { operationId, title: '一项任务' });
    expect(await refusalOf(execute('closeOperation', LEADER, { operationId }))).toMatchObject({
      details: { unmet: [{ code: 'TASK_OPEN', about: taskId }] },
    });
    await execute('finishProbe', 'yk-police.officer', { taskId });
    await execute('closeOperation', LEADER, { operationId, reason: '任务完成' });
    for (const [action, input] of [
      ['startOperation', { operationId }],
      ['openProbe', { operationId, title: '再来一项' }],
    ] as const) {
      expect(await refusalOf(execute(action, LEADER, input))).toMatchObject({
        code: 'ILLEGAL_TRANSITION',
        details: { state: 'CLOSED', allowed: [] },
      });
    }
  });

  it('and a task that begins at the same time never both happen', async () => {
    for (let round = 0; round < 4; round += 1) {
      const operationId = await operationIn('RUNNING');
      const { done } = await settle([
        f.door.execute({ action: 'closeOperation', actor: f.as(LEADER), input: { operationId } }),
        other.door.execute({
          action: 'openProbe',
          actor: f.as('yk-police.officer'),
          input: { operationId, title: '一项任务' },
        }),
      ]);
      expect(done).toHaveLength(1);
    }
  });
});

describe('the standing of an agency', () => {
  it('is the same asked for one operation and for all', async () => {
    const operations = await f.store.read((session) => session.find(OperationRow, {}));
    const now = f.clock.now();
    for (const agency of [
      ...(['yk-police', 'icbc', 'school-1', 'yk-traffic'] as const).map((code) => f.agency(code)),
      null,
    ]) {
      await f.store.read(async (session) => {
        const all = await findStandings(session, agency, now);
        for (const { id } of operations) {
          const one = await findStanding(session, agency, { operation: id, now });
          expect(all.get(id) ?? STRANGER).toEqual(one);
        }
      });
    }
  });
});

describe('what the commands leave', () => {
  it('is what the log tells', async () => {
    const reports = await verifyLogs(f.store, f.registry);
    expect(reports.filter(({ faults }) => faults.length > 0)).toEqual([]);
  });
});
