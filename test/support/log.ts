import { canonicalEntry } from '../../src/core/entry';
import { firstBreak, GENESIS_HASH } from '../../src/core/hash-chain';
import type { Registry } from '../../src/core/registry';
import { countersOf } from '../../src/core/tally';
import { dateIn } from '../../src/core/time';
import { findHead } from '../../src/store/log';
import { DurationSketchRow, type CounterColumns, OutsiderTallyRow, TallyRow } from '../../src/store/rows/ledger.row';
import { LogEntryRow } from '../../src/store/rows/log-entry.row';
import { OPEN_END, TaskHistoryRow, TaskRow } from '../../src/store/rows/task.row';
import type { Store } from '../../src/store/store';

/** All entries of an operation's log, in order. */
export function readLog(store: Store, operation: string): Promise<LogEntryRow[]> {
  return store.read((session) => session.find(LogEntryRow, { operation }, { seq: 'ASC' }));
}

/** Gapless from 1, an intact chain, and a head that is the last entry. */
export async function expectWholeLog(store: Store, operation: string): Promise<LogEntryRow[]> {
  const { entries, head } = await store.read(async (session) => ({
    entries: await session.find(LogEntryRow, { operation }, { seq: 'ASC' }),
    head: await findHead(session, operation),
  }));
  const links = entries.map((entry, i) => {
    const previousHash = entries[i - 1]?.hash ?? GENESIS_HASH;
    return { seq: entry.seq, previousHash, hash: entry.hash, canonical: canonicalEntry(entry, previousHash) };
  });
  expect(firstBreak(links)).toBeNull();
  const last = entries.at(-1);
  expect(head).toMatchObject({ seq: last?.seq ?? 0, hash: last?.hash ?? GENESIS_HASH });
  return entries;
}

/** Every counter equals the sum of the log's steps, and there is none beside. */
export async function expectTalliesOfLog(store: Store, registry: Registry, operation: string): Promise<void> {
  const sums = new Map<string, number>();
  for (const entry of await readLog(store, operation)) {
    for (const step of entry.tallies) {
      const { rules, kind } = registry.findMetric(step.metric)!;
      const place = { day: dateIn(entry.at, 'Asia/Shanghai'), form: rules.form, kind };
      for (const counter of countersOf(step, place)) {
        const key = keyText(counter, counter.audience, counter.bucket);
        sums.set(key, (sums.get(key) ?? 0) + counter.by);
      }
    }
  }
  const kept = new Map<string, number>();
  await store.read(async (session) => {
    for (const [rows, audience] of [[TallyRow, 'INSIDERS'] as const, [OutsiderTallyRow, 'OUTSIDERS'] as const]) {
      for (const row of await session.find(rows, { operation })) kept.set(keyText(row, audience), row.amount);
    }
    for (const row of await session.find(DurationSketchRow, { operation })) {
      kept.set(keyText(row, row.audience, row.bucket), row.count);
    }
  });
  expect(kept).toEqual(sums);
}

function keyText(counter: Omit<CounterColumns, 'operation'>, audience: string, bucket: number | null = null): string {
  const { metric, day, agency, holder, kind, violation, division } = counter;
  return [audience, metric, day, agency, holder, kind, violation, division, String(bucket)].join('|');
}

/** The versions of each task join without a gap from its birth, the newest is open and equals the header. */
export async function expectHistoryOfTasks(store: Store, operation: string): Promise<void> {
  const { tasks, versions } = await store.read(async (session) => ({
    tasks: await session.find(TaskRow, { operation }),
    versions: await session.find(TaskHistoryRow, { operation }, { fromSeq: 'ASC' }),
  }));
  expect(new Set(versions.map((row) => row.task))).toEqual(new Set(tasks.map((task) => task.id)));
  for (const task of tasks) {
    const own = versions.filter((row) => row.task === task.id);
    expect(own.map((row) => row.version)).toEqual(own.map((_, i) => i + 1));
    expect(own.map((row) => row.toSeq)).toEqual([...own.slice(1).map((row) => row.fromSeq), OPEN_END]);
    const { id: _id, updatedSeq, ...header } = task;
    expect(own.at(-1)).toEqual({ ...header, task: task.id, fromSeq: updatedSeq, toSeq: OPEN_END });
  }
}
