import 'reflect-metadata';
import { verifyLogs } from '../../src/audit/verify-log';
import { arrestTrip } from '../../src/kinds/arrest-trip';
import { MemberRow } from '../../src/store/rows/directory.row';
import { LogEntryRow } from '../../src/store/rows/log-entry.row';
import { TaskRow } from '../../src/store/rows/task.row';
import { raw, sql, type Rows } from '../../src/store/session';
import { foundation, type Foundation } from '../support/foundation';
import type { Place } from './cases';
import { logCases } from './log-cases';
import { rowCases } from './row-cases';

let installation: Foundation;
let at: Place;

async function plan(title: string, key?: string): Promise<string> {
  const { operation } = installation;
  const leaderId = installation.as('yk-police.commander').memberId;
  const { subject } = await installation.execute('planArrestTrip', installation.as('yk-police.officer'), {
    ...{ operationId: operation, title, destination: '450126', stops: ['450100'], leaderId },
    ...{ memberIds: [installation.as('yk-station-1.officer').memberId], departOn: '2025-12-01' },
    ...(key === undefined ? {} : { idempotencyKey: key }),
  });
  return subject;
}

/** Three trips: one sent, one aborted with a reason, one planned; and a probe with a sealed contact. */
async function work(): Promise<string> {
  const { operation, clock } = installation;
  const sent = await plan('赴广西宾阳抓捕', 'plan-1');
  clock.advance({ hours: 1 });
  await installation.execute('approveArrestTrip', installation.as('yk-police.commander'), {
    taskId: sent,
    note: '同意',
    idempotencyKey: 'approve-1',
  });
  clock.advance({ hours: 20 });
  await installation.execute('departArrestTrip', installation.as('yk-police.commander'), { taskId: sent });
  const aborted = await plan('赴湖南长沙抓捕');
  await installation.execute('abortArrestTrip', installation.as('yk-police.commander'), {
    taskId: aborted,
    reason: '线索有变',
  });
  await plan('赴福建抓捕');
  const { subject: taskId } = await installation.execute('openProbe', installation.as('yk-police.officer'), {
    ...{ operationId: operation, title: '一次试探', holderId: installation.agency('icbc') },
    memberIds: [installation.as('yk-police.officer').memberId, installation.as('yk-police.commander').memberId],
  });
  await installation.execute('noteProbe', installation.as('yk-police.officer'), {
    taskId,
    contact: '19900000001',
    amount: 500,
    tags: ['b', 'a'],
  });
  const bank = { operationId: operation, agencyId: installation.agency('icbc') };
  await installation.execute('setParticipation', installation.as('yk-police.commander'), bank);
  await installation.execute('setParticipation', installation.as('yk-police.commander'), { ...bank, part: 'MEMBER' });
  await installation.execute('disableMember', installation.as('yk-police.administrator'), {
    ...{ memberId: installation.as('yk-police.liaison').memberId, reason: '调离' },
  });
  return sent;
}

beforeAll(async () => {
  installation = await foundation([arrestTrip]);
  const { store, operation, system } = installation;
  const trip = await work();
  const entries = await store.read((session) => session.find(LogEntryRow, { operation }, { seq: 'ASC' }));
  at = {
    ...{ operation, system, trip, bank: installation.agency('icbc'), police: installation.agency('yk-police') },
    seqs: entries.filter((entry) => entry.subject === trip).map((entry) => entry.seq),
    last: entries.at(-1)!.seq,
    member: installation.as('yk-police.officer').memberId,
  };
});

/** All faults of all operations, in the order in which they are told. */
async function faults(): Promise<string[]> {
  const reports = await verifyLogs(installation.store, installation.registry);
  return reports.flatMap((report) => report.faults.map((fault) => `${report.code} ${fault}`));
}

/** Writes the tables as they were, whatever was done to them. */
async function restore(before: ReadonlyMap<Rows, readonly object[]>): Promise<void> {
  const { store } = installation;
  await store.write(async (session) => {
    for (const [table, rows] of before) {
      await session.run(raw(`DELETE FROM ${store.dataSource.getMetadata(table).tableName}`));
      for (const row of rows) await session.insert(table, [row]);
    }
  });
}

/** The rows of some tables as they stand. */
async function copyOf(tables: readonly Rows[]): Promise<Map<Rows, readonly object[]>> {
  const copy = new Map<Rows, readonly object[]>();
  await installation.store.read(async (session) => {
    for (const table of tables) copy.set(table, await session.find(table, {}));
  });
  return copy;
}

describe('verifyLogs', () => {
  it('finds no fault in what came through the door', async () => {
    const reports = await verifyLogs(installation.store, installation.registry);
    expect(reports).toEqual([
      { code: 'SYSTEM', entries: expect.any(Number), things: expect.any(Number), faults: [] },
      { code: 'YK-FRAUD', entries: at.last, things: 5, faults: [] },
    ]);
  });

  it('checks nothing where nothing was founded', async () => {
    const empty = await installation.addOperation('YK-EMPTY');
    expect(
      (await verifyLogs(installation.store, installation.registry)).map(({ code, faults: found }) => [code, found]),
    ).toEqual([
      ['SYSTEM', []],
      ['YK-EMPTY', []],
      ['YK-FRAUD', []],
    ]);
    expect(empty).toMatch(/^op_/);
  });

  it.each([...logCases, ...rowCases].map((each) => [each.name, each] as const))('names %s', async (_name, each) => {
    const before = await copyOf(each.tables);
    try {
      await installation.store.write((session) => each.tamper(session, at));
      const [first] = await faults();
      expect(first).toContain(each.first(at));
    } finally {
      await restore(before);
    }
    expect(await faults()).toEqual([]);
  });

  it('names a task that searches do not find by its title, or find by another', async () => {
    const { store } = installation;
    const fault = `YK-FRAUD ${at.trip}: searches find it by other names than those of the log`;
    const kept = sql`FROM search_tokens WHERE operation_id = ${at.operation} AND task_id = ${at.trip}`;
    const [row] = await store.read((session) => session.select(sql`SELECT tokens ${kept}`));
    const add = (seq: number, tokens: unknown): Promise<void> =>
      store.write((session) =>
        session.run(sql`INSERT INTO search_tokens (operation_id, task_id, from_seq, tokens)
          VALUES (${at.operation}, ${at.trip}, ${seq}, ${tokens})`),
      );
    await store.write((session) => session.run(sql`DELETE ${kept}`));
    expect(await faults()).toEqual([fault]);
    await add(1, row?.['tokens']);
    expect(await faults()).toEqual([]);
    await add(2, 'another');
    expect(await faults()).toEqual([fault]);
    await store.write((session) => session.run(sql`DELETE ${kept} AND from_seq = ${2}`));
    expect(await faults()).toEqual([]);
  });

  it('tells every place, in the operation where it is', async () => {
    const before = await copyOf([TaskRow, MemberRow]);
    try {
      await installation.store.write(async (session) => {
        await session.update(TaskRow, { operation: at.operation, id: at.trip }, { title: '他处', priority: 'LOW' });
        await session.update(MemberRow, { operation: at.system, id: at.member }, { name: '他人' });
      });
      expect(await faults()).toEqual([
        `SYSTEM ${at.member}.name: the row and the log differ`,
        `YK-FRAUD ${at.trip}.title: the row and the log differ`,
        `YK-FRAUD ${at.trip}.priority: the row and the log differ`,
      ]);
    } finally {
      await restore(before);
    }
  });
});
