import type { Door } from '../../src/commands/execute';
import { foundation, type Foundation, type Replica } from '../support/foundation';
import { expectHistoryOfTasks, expectTalliesOfLog, expectWholeLog, readLog } from '../support/log';
import { codeOf, settle } from '../support/outcomes';

const WRITERS = 16;
const COMMANDS = 8;

let f: Foundation;
let other: Replica;
/** Of the test at hand. */
let operation: string;
let made = 0;

beforeAll(async () => {
  f = await foundation();
  other = await f.addReplica();
});

beforeEach(async () => {
  operation = await addOperation();
});

function addOperation(): Promise<string> {
  made += 1;
  return f.addOperation(`YK-ORDER-${made}`);
}

async function openProbe(operationId = operation): Promise<string> {
  const input = { operationId, title: 'a probe' };
  return (await f.execute('openProbe', f.as('yk-police.officer'), input)).subject;
}

/** Each writer sends its commands one after the other; every fourth is refused for its version. */
async function race(doors: readonly Door[], probes: readonly string[]): ReturnType<typeof settle> {
  const actor = f.as('yk-police.officer');
  const writers = Array.from({ length: WRITERS }, async (_, w) => {
    const ends = [];
    for (let i = 0; i < COMMANDS; i += 1) {
      const wrong = i % 4 === 3 ? { expectedVersion: 1_000 } : {};
      const input = { taskId: probes[(w + i) % probes.length], amount: w + 1, note: `${w}.${i}`, ...wrong };
      ends.push(doors[w % doors.length]!.execute({ action: 'noteProbe', actor, input }));
      await Promise.allSettled(ends);
    }
    return settle(ends);
  });
  const all = await Promise.all(writers);
  return { done: all.flatMap((each) => each.done), refused: all.flatMap((each) => each.refused) };
}

async function expectRaceInOrder(doors: readonly Door[]): Promise<void> {
  const probes = [await openProbe(), await openProbe(), await openProbe()];
  const before = (await readLog(f.store, operation)).length;
  const { done, refused } = await race(doors, probes);
  expect(refused.map((refusal) => refusal.code)).toEqual(Array(WRITERS * 2).fill('VERSION_CONFLICT'));
  expect(done).toHaveLength(WRITERS * 6);
  const entries = (await expectWholeLog(f.store, operation)).slice(before);
  expect(entries.map(({ command, seq }) => ({ command, seq }))).toEqual(
    [...done].sort((a, b) => a.seq - b.seq).map(({ command, seq }) => ({ command, seq })),
  );
  expect(new Set(entries.map((entry) => entry.details['note'])).size).toBe(done.length);
  await expectTalliesOfLog(f.store, f.registry, operation);
  await expectHistoryOfTasks(f.store, operation);
}

/** Races "finish the last probe" against "open one more"; gives which of them was done. */
async function finishAgainstOpen(doors: readonly [Door, Door]): Promise<string[]> {
  const operationId = await addOperation();
  const taskId = await openProbe(operationId);
  const actor = f.as('yk-police.officer');
  const finish = doors[0].execute({ action: 'finishProbe', actor, input: { taskId } });
  const input = { operationId, title: 'one more' };
  const open = doors[1].execute({ action: 'openProbe', actor, input });
  const { done, refused } = await settle([finish, open]);
  expect(refused.map((refusal) => refusal.code)).toEqual(['PRECONDITION_FAILED']);
  return done.map((result) => (result.subject === taskId ? 'finished' : 'opened'));
}

describe('commands of one operation', () => {
  it('stand in its log without a gap, each that was acknowledged exactly once, however many write', async () => {
    await expectRaceInOrder([f.door]);
  });

  it('do so too where two replicas write', async () => {
    await expectRaceInOrder([f.door, other.door]);
  });

  it('hint at each commit once, and at nothing that was refused', async () => {
    const taskId = await openProbe();
    f.committed.length = 0;
    const { done } = await race([f.door], [taskId]);
    expect(f.committed.map(({ seq }) => seq)).toEqual(done.map(({ seq }) => seq).sort((a, b) => a - b));
    expect(new Set(f.committed.map(({ operation }) => operation))).toEqual(new Set([operation]));
  });

  it('leave nothing behind when they are refused', async () => {
    const taskId = await openProbe();
    await openProbe();
    const before = await expectWholeLog(f.store, operation);
    expect(await codeOf(f.execute('finishProbe', f.as('yk-police.officer'), { taskId }))).toBe('PRECONDITION_FAILED');
    expect(await expectWholeLog(f.store, operation)).toEqual(before);
    await expectHistoryOfTasks(f.store, operation);
  });

  it('do not wait for those of other operations, and each log is whole', async () => {
    const plan = { nameZh: '另一行动', level: 'COUNTY', startsOn: '2025-11-01' };
    const codes = Array.from({ length: 6 }, (_, i) => `YK-OTHER-${i}`);
    const { done } = await settle(
      codes.map((code) => f.execute('createOperation', f.as('yk-police.administrator'), { ...plan, code })),
    );
    await race([f.door], [await openProbe()]);
    for (const { operation } of done) expect(await expectWholeLog(f.store, operation)).toHaveLength(1);
    await expectWholeLog(f.store, operation);
    await expectWholeLog(f.store, f.system);
  });
});

describe('a condition that spans rows', () => {
  it('holds in every race through one door', async () => {
    for (let race = 0; race < 10; race += 1) {
      expect(await finishAgainstOpen([f.door, f.door])).toHaveLength(1);
    }
  });

  it('holds in every race between two replicas', async () => {
    for (let race = 0; race < 20; race += 1) {
      const won = await finishAgainstOpen(race % 2 === 0 ? [f.door, other.door] : [other.door, f.door]);
      expect(won).toHaveLength(1);
    }
  });
});
