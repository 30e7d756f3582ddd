import type { Command, CommandResult } from '../../src/commands/command';
import { SYSTEM_ACTOR } from '../../src/core/actor';
import { IdempotencyRow } from '../../src/store/rows/ledger.row';
import { OperationHeadRow, OperationRow } from '../../src/store/rows/operation.row';
import { foundation, type Foundation, type MemberCode, type Replica } from '../support/foundation';
import { expectTalliesOfLog, expectWholeLog, readLog } from '../support/log';
import { codeOf, refusalOf, settle } from '../support/outcomes';

let f: Foundation;
let other: Replica;
let keys = 0;

beforeAll(async () => {
  f = await foundation();
  other = await f.addReplica();
});

function newKey(): string {
  keys += 1;
  return `key-${keys}`;
}

function openProbe(input: Command['input'] = {}, code: MemberCode = 'yk-police.officer'): Promise<CommandResult> {
  return f.execute('openProbe', f.as(code), { operationId: f.operation, title: 'a probe', ...input });
}

function noteProbe(input: Command['input'], code: MemberCode = 'yk-police.officer'): Promise<CommandResult> {
  return f.execute('noteProbe', f.as(code), input);
}

/** The same command many times at once, over both replicas by turns. */
function storm(times: number, command: Command): ReturnType<typeof settle> {
  const doors = [f.door, other.door] as const;
  return settle(Array.from({ length: times }, (_, i) => doors[i % 2]!.execute(command)));
}

async function records(key: string): Promise<IdempotencyRow[]> {
  return f.store.read((session) => session.find(IdempotencyRow, { key }));
}

describe('the same key with the same input', () => {
  it('has one effect and equal answers, 50 times at once over two replicas', async () => {
    const { subject: taskId } = await openProbe();
    const before = (await readLog(f.store, f.operation)).length;
    const input = { taskId, amount: 7, idempotencyKey: newKey() };
    const { done, refused } = await storm(50, { action: 'noteProbe', actor: f.as('yk-police.officer'), input });
    expect(refused).toEqual([]);
    expect(done.filter((result) => !result.repeated)).toHaveLength(1);
    const answers = done.map(({ repeated: _repeated, ...answer }) => answer);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await expectWholeLog(f.store, f.operation)).toHaveLength(before + 1);
    await expectTalliesOfLog(f.store, f.registry, f.operation);
  });

  it('begins one thing, however often it is asked to', async () => {
    const input = { operationId: f.operation, title: 'only one', idempotencyKey: newKey() };
    const { done } = await storm(20, { action: 'openProbe', actor: f.as('yk-police.officer'), input });
    expect(done).toHaveLength(20);
    expect(new Set(done.map((result) => result.subject)).size).toBe(1);
  });

  it('founds one operation, and leaves nothing of the repetitions', async () => {
    const input = {
      code: 'YK-ONCE',
      nameZh: '一次',
      level: 'COUNTY',
      startsOn: '2025-11-01',
      idempotencyKey: newKey(),
    };
    const { done } = await storm(8, { action: 'createOperation', actor: f.as('yk-police.administrator'), input });
    expect(done.filter((result) => !result.repeated)).toHaveLength(1);
    expect(new Set(done.map((result) => result.operation)).size).toBe(1);
    await f.store.read(async (session) => {
      const heads = await session.find(OperationHeadRow, {}, { operation: 'ASC' });
      const operations = await session.find(OperationRow, {}, { operation: 'ASC' });
      expect(heads.map((row) => row.operation)).toEqual(operations.map((row) => row.operation));
    });
  });

  it('answers the first result after the thing went on', async () => {
    const { subject: taskId } = await openProbe();
    const input = { taskId, amount: 1, idempotencyKey: newKey() };
    const first = await noteProbe(input);
    await noteProbe({ taskId, amount: 2 });
    expect(await noteProbe(input)).toEqual({ ...first, repeated: true });
  });

  it('is the same input when optional fields are null, left out, or written with blanks at the ends', async () => {
    const { subject: taskId } = await openProbe();
    const idempotencyKey = newKey();
    const first = await noteProbe({ taskId, note: 'same', idempotencyKey });
    const again = await noteProbe({ taskId, note: ' same ', amount: null, idempotencyKey: `${idempotencyKey} ` });
    expect(again).toEqual({ ...first, repeated: true });
  });

  it('works for the system too', async () => {
    const input = { code: 'twice', nameZh: '单位', agencyType: 'BANK', division: '330700', idempotencyKey: newKey() };
    const { done } = await storm(6, { action: 'createAgency', actor: SYSTEM_ACTOR, input });
    expect(new Set(done.map((result) => result.subject)).size).toBe(1);
  });
});

describe('the same key with another input', () => {
  it('is a mismatch, whatever differs', async () => {
    const { subject: taskId } = await openProbe();
    const idempotencyKey = newKey();
    await noteProbe({ taskId, amount: 1, idempotencyKey });
    const inputs = [
      { taskId, amount: 2 },
      { taskId },
      { taskId, amount: 1, expectedVersion: 1 },
      { taskId, amount: 1, occurredAt: f.clock.now() },
    ];
    for (const input of inputs)
      expect(await codeOf(noteProbe({ ...input, idempotencyKey }))).toBe('IDEMPOTENCY_MISMATCH');
    const finish = f.execute('finishProbe', f.as('yk-police.officer'), { taskId, idempotencyKey });
    expect(await codeOf(finish)).toBe('IDEMPOTENCY_MISMATCH');
  });

  it('is one effect and mismatches when they are sent at once in two operations', async () => {
    const second = await f.addOperation('YK-KEY');
    for (let race = 0; race < 10; race += 1) {
      const idempotencyKey = newKey();
      const input = { title: 'here or there', idempotencyKey };
      const actor = f.as('yk-police.officer');
      const ends = await settle([
        f.door.execute({ action: 'openProbe', actor, input: { ...input, operationId: f.operation } }),
        other.door.execute({ action: 'openProbe', actor, input: { ...input, operationId: second } }),
      ]);
      expect(ends.refused.map((refusal) => refusal.code)).toEqual(['IDEMPOTENCY_MISMATCH']);
      expect(await records(idempotencyKey)).toEqual([expect.objectContaining({ subject: ends.done[0]!.subject })]);
    }
    await expectWholeLog(f.store, second);
  });
});

describe('a record of a key', () => {
  it('is not left by a command that was refused, so that the key serves again', async () => {
    const { subject: taskId } = await openProbe();
    const idempotencyKey = newKey();
    expect(await codeOf(noteProbe({ taskId, amount: 1, expectedVersion: 9, idempotencyKey }))).toBe('VERSION_CONFLICT');
    expect(await records(idempotencyKey)).toEqual([]);
    expect(await noteProbe({ taskId, amount: 1, expectedVersion: 1, idempotencyKey })).toMatchObject({
      repeated: false,
    });
  });

  it('belongs to one member: the same key of another is another', async () => {
    const { subject: taskId } = await openProbe();
    const idempotencyKey = newKey();
    const first = await noteProbe({ taskId, amount: 1, idempotencyKey });
    const second = await noteProbe({ taskId, amount: 2, idempotencyKey }, 'yk-police.commander');
    expect(second).toMatchObject({ repeated: false, version: first.version + 1 });
    expect(await records(idempotencyKey)).toHaveLength(2);
  });

  it('holds no value of the input', async () => {
    const { subject: taskId } = await openProbe();
    const idempotencyKey = newKey();
    await noteProbe({ taskId, contact: '13812345678', tags: ['very-telling'], idempotencyKey });
    const text = JSON.stringify(await records(idempotencyKey));
    expect(text).not.toContain('13812345678');
    expect(text).not.toContain('very-telling');
  });

  it('can have any 64 characters as its key', async () => {
    const { subject: taskId } = await openProbe();
    for (const idempotencyKey of ['键'.repeat(64), 'k'.repeat(64), 'K'.repeat(64), "'; DROP TABLE x; --"]) {
      expect(await noteProbe({ taskId, idempotencyKey })).toMatchObject({ repeated: false });
      expect(await noteProbe({ taskId, idempotencyKey })).toMatchObject({ repeated: true });
    }
    expect(await codeOf(noteProbe({ taskId, idempotencyKey: 'k'.repeat(65) }))).toBe('BAD_USER_INPUT');
  });
});

describe('follows', () => {
  it('expects the version that the earlier command answered', async () => {
    const [open, note] = [newKey(), newKey()];
    const { subject: taskId } = await openProbe({ idempotencyKey: open });
    expect(await noteProbe({ taskId, amount: 1, follows: open, idempotencyKey: note })).toMatchObject({ version: 2 });
    expect(await noteProbe({ taskId, amount: 1, follows: note })).toMatchObject({ version: 3 });
    expect(await refusalOf(noteProbe({ taskId, amount: 1, follows: note }))).toMatchObject({
      code: 'VERSION_CONFLICT',
      details: { currentVersion: 3 },
    });
  });

  it('refuses a key that nothing was done under, also one of another member', async () => {
    const idempotencyKey = newKey();
    const { subject: taskId } = await openProbe({ idempotencyKey });
    const unknown = { code: 'BAD_USER_INPUT', details: { fields: [{ path: 'follows', code: 'UNKNOWN_KEY' }] } };
    expect(await refusalOf(noteProbe({ taskId, follows: 'no-such-key' }))).toMatchObject(unknown);
    expect(await refusalOf(noteProbe({ taskId, follows: idempotencyKey }, 'yk-police.commander'))).toMatchObject(
      unknown,
    );
  });

  it('refuses the key of a command on another thing: its version says nothing of this one', async () => {
    const idempotencyKey = newKey();
    await openProbe({ idempotencyKey });
    const { subject: taskId } = await openProbe();
    expect(await codeOf(noteProbe({ taskId, follows: idempotencyKey }))).toBe('BAD_USER_INPUT');
  });

  it('tells nobody whether a thing is there that it may not know of', async () => {
    const { subject: taskId } = await openProbe();
    const input = { taskId, follows: 'no-such-key' };
    expect(await codeOf(noteProbe(input, 'yk-traffic.officer'))).toBe('NOT_FOUND');
    expect(await codeOf(noteProbe({ ...input, taskId: f.newId('probe') }, 'yk-traffic.officer'))).toBe('NOT_FOUND');
  });
});
