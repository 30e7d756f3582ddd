import 'reflect-metadata';
import { verifyLogs } from '../../src/audit/verify-log';
import type { Command, CommandResult } from '../../src/commands/command';
import { CatalogueEntryRow } from '../../src/records/catalogue/rows';
import { foundation, type Foundation, type MemberCode, type Replica } from '../support/foundation';
import { codeOf, refusalOf, settle } from '../support/outcomes';

let f: Foundation;
let other: Replica;

beforeAll(async () => {
  f = await foundation();
  other = await f.addReplica();
});

const LEADER = 'yk-police.commander';

function add(given: Command['input'], as: MemberCode = LEADER): Promise<CommandResult> {
  const input = { operationId: f.operation, kind: 'FRAUD_MODUS', labelZh: '冒充公检法', ...given };
  return f.execute('addCatalogueEntry', f.as(as), input);
}

function retire(entryId: string, given: Command['input'] = {}, as: MemberCode = LEADER): Promise<CommandResult> {
  const input = { operationId: f.operation, entryId, reason: '不再使用', ...given };
  return f.execute('retireCatalogueEntry', f.as(as), input);
}

const TAKEN = { details: { fields: [{ path: 'code', code: 'TAKEN' }] } };

describe('addCatalogueEntry', () => {
  it('keeps a word, named unless it is said not to be', async () => {
    const plain = await add({ code: 'M01' });
    const unnamed = await add({ code: 'M02', labelEn: 'Unknown', division: '450126', named: false });
    const rows = await f.store.read((session) =>
      session.find(CatalogueEntryRow, { id: [plain.subject, unnamed.subject] }, { code: 'ASC' }),
    );
    expect(rows).toMatchObject([
      { code: 'M01', labelEn: null, division: null, named: true, state: 'ACTIVE' },
      { code: 'M02', labelEn: 'Unknown', division: '450126', named: false },
    ]);
  });

  it('gives a code once in a catalogue, for good', async () => {
    const { subject } = await add({ code: 'M10' });
    expect(await refusalOf(add({ code: 'M10' }))).toMatchObject(TAKEN);
    await retire(subject);
    expect(await refusalOf(add({ code: 'M10' }))).toMatchObject(TAKEN);
    await add({ code: 'M10', kind: 'VIOLATION' });
    const operationId = await f.addOperation('OTHER');
    await add({ code: 'M10', operationId });
  });

  it('gives it once to those who ask at the same time', async () => {
    const input = { operationId: f.operation, kind: 'PENALTY', code: 'RACE', labelZh: '警告' };
    const ask = (door: Replica['door']): Promise<CommandResult> =>
      door.execute({ action: 'addCatalogueEntry', actor: f.as(LEADER), input });
    const { done, refused } = await settle([ask(f.door), ask(other.door), ask(other.door)]);
    expect([done.length, refused.length]).toEqual([1, 2]);
  });

  it.each([
    ['code', { code: '' }],
    ['code', { code: '诈骗' }],
    ['code', { code: 'a'.repeat(41) }],
    ['labelZh', { code: 'X', labelZh: '' }],
    ['kind', { code: 'X', kind: 'WORD' }],
    ['division', { code: 'X', division: '999999' }],
  ])('refuses a wrong %s, whoever asks', async (path, given) => {
    const refusal = await refusalOf(add(given, 'yk-traffic.officer'));
    expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', details: { fields: [{ path }] } });
  });
});

describe('retireCatalogueEntry', () => {
  it("is for the lead's commander, and once", async () => {
    const { subject } = await add({ code: 'M20' });
    expect(await codeOf(retire(subject, {}, 'yk-police.officer'))).toBe('FORBIDDEN');
    expect(await codeOf(retire(subject, {}, 'yk-station-1.commander'))).toBe('FORBIDDEN');
    expect(await codeOf(retire(subject, {}, 'yk-traffic.commander'))).toBe('NOT_FOUND');
    expect(await codeOf(retire(f.newId('cat')))).toBe('NOT_FOUND');
    const done = await retire(subject, { idempotencyKey: 'retire', expectedVersion: 1 });
    expect(await retire(subject, { idempotencyKey: 'retire', expectedVersion: 1 })).toEqual({
      ...done,
      repeated: true,
    });
    expect(await codeOf(retire(subject))).toBe('ILLEGAL_TRANSITION');
  });

  it('refuses an entry that is not of the operation named', async () => {
    const operationId = await f.addOperation('THIRD');
    const { subject } = await add({ code: 'M30' });
    for (const wrong of [operationId, f.newId('op')]) {
      expect(await refusalOf(retire(subject, { operationId: wrong }))).toMatchObject({
        details: { fields: [{ path: 'operationId', code: 'NOT_ITS_OPERATION' }] },
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
