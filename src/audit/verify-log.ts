import { partRulesOf } from '../core/definition';
import { canonicalEntry } from '../core/entry';
import { firstBreak, GENESIS_HASH } from '../core/hash-chain';
import type { Registry } from '../core/registry';
import { replay, type Replayed } from '../core/replay';
import { countersOf, type CounterStep } from '../core/tally';
import { dateIn } from '../core/time';
import { findHead } from '../store/log';
import { DurationSketchRow, IdempotencyRow, OutsiderTallyRow, TallyRow } from '../store/rows/ledger.row';
import { LogEntryRow } from '../store/rows/log-entry.row';
import { OperationHeadRow, OperationRow } from '../store/rows/operation.row';
import { sql, type Session } from '../store/session';
import type { Store } from '../store/store';
import type { Audience } from '../core/vocabulary';
import { rowFaults } from './row-faults';

/** What a check of one operation found. No faults: chain, rows and tallies agree. */
export interface LogReport {
  readonly code: string;
  readonly entries: number;
  readonly things: number;
  /** What does not agree, each with the place where it shows. */
  readonly faults: readonly string[];
}

/**
 * Checks every operation's log against itself and against everything that is derived from it: no gap, each hash, the
 * head, rows = replay of the entries, tallies = their sum, and no command done twice. All in one snapshot, so it may
 * run beside a working server.
 */
export async function verifyLogs(store: Store, registry: Registry): Promise<LogReport[]> {
  return store.read(async (session) => {
    const reports: LogReport[] = [];
    for (const [id, code] of await everyOperation(session)) {
      reports.push(await verifyOperation(session, registry, { id, code }));
    }
    return reports.sort((a, b) => (a.code < b.code ? -1 : 1));
  });
}

/** Every operation's id with its code, where it has a row; others are known by their heads and entries. */
async function everyOperation(session: Session): Promise<Map<string, string>> {
  const rows = await session.find(OperationRow, {});
  const heads = await session.find(OperationHeadRow, {});
  const logs = await session.select(sql`SELECT DISTINCT operation_id AS id FROM log_entry`);
  const ids = [...heads.map((head) => head.operation), ...logs.map((log) => String(log['id']))];
  return new Map([
    ...ids.map((id): [string, string] => [id, id]),
    ...rows.map((row): [string, string] => [row.id, row.code]),
  ]);
}

async function verifyOperation(
  session: Session,
  registry: Registry,
  { id, code }: { id: string; code: string },
): Promise<LogReport> {
  const entries = await session.find(LogEntryRow, { operation: id }, { seq: 'ASC' });
  const timeZone = zoneOf(entries);
  const replayed = replay(entries, {
    partsOf: (type) => {
      const definition = registry.findType(type);
      return definition ? Object.keys(partRulesOf(definition)) : [];
    },
    countersOf: (entry, step) => {
      // A metric that nothing counts any longer was a counter as far as anybody can tell.
      const { rules, kind } = registry.findMetric(step.metric) ?? { rules: { form: 'COUNTER' as const }, kind: '' };
      const counters = countersOf(step, { day: dateIn(entry.at, timeZone), form: rules.form, kind });
      return counters.map((counter) => ({ key: counterText(counter), by: counter.by }));
    },
  });
  const faults = [
    ...(await chainFaults(session, id, entries)),
    ...(await tallyFaults(session, id, replayed)),
    ...(await rowFaults(session, registry, { operation: id, entries, replayed })),
    ...(await commandFaults(session, id, entries)),
  ];
  return { code, entries: entries.length, things: replayed.things.size, faults };
}

/** The zone that an operation was founded in, by the log: days of tallies are reckoned in it. */
function zoneOf([founding]: readonly LogEntryRow[]): string {
  const zone = founding?.details['timeZone'];
  return typeof zone === 'string' ? zone : 'UTC';
}

async function chainFaults(session: Session, operation: string, entries: readonly LogEntryRow[]): Promise<string[]> {
  const links = entries.map((entry, i) => {
    const previousHash = entries[i - 1]?.hash ?? GENESIS_HASH;
    return { seq: entry.seq, hash: entry.hash, previousHash, canonical: canonicalEntry(entry, previousHash) };
  });
  const broken = firstBreak(links);
  const head = await findHead(session, operation);
  const { seq, hash } = entries.at(-1) ?? { seq: 0, hash: GENESIS_HASH };
  return [
    ...(broken ? [`entry ${broken.seq}: the chain is broken (${broken.reason})`] : []),
    ...(head?.seq === seq ? [] : [`the head says ${head?.seq ?? 'nothing'}, the last entry is ${seq}`]),
    ...(head?.seq === seq && head.hash !== hash ? [`the head's hash is not that of entry ${seq}`] : []),
  ];
}

async function tallyFaults(session: Session, operation: string, { tallies }: Replayed): Promise<string[]> {
  const kept = new Map(
    [
      ...(await session.find(TallyRow, { operation })).map((row) => counterOf(row, 'INSIDERS')),
      ...(await session.find(OutsiderTallyRow, { operation })).map((row) => counterOf(row, 'OUTSIDERS')),
      ...(await session.find(DurationSketchRow, { operation })).map(({ count, ...row }) => ({ ...row, by: count })),
    ].map((counter) => [counterText(counter), counter.by]),
  );
  return [...new Set([...kept.keys(), ...tallies.keys()])]
    .filter((key) => (kept.get(key) ?? 0) !== (tallies.get(key) ?? 0))
    .map((key) => `tally ${key}: ${kept.get(key) ?? 0} is kept, the log says ${tallies.get(key) ?? 0}`);
}

/** A command stands under one key, and what stands under a key was done. */
async function commandFaults(session: Session, operation: string, entries: readonly LogEntryRow[]): Promise<string[]> {
  const done = new Set(entries.map((entry) => entry.command));
  const commands = (await session.find(IdempotencyRow, { operation })).map((row) => row.command);
  const twice = commands.filter((command, i) => commands.indexOf(command) !== i);
  return [
    ...commands.filter((command) => !done.has(command)).map((command) => `${command} is recorded and not in the log`),
    ...twice.map((command) => `${command} is recorded under two keys`),
  ];
}

function counterOf({ operation: _operation, amount, ...key }: TallyRow, audience: Audience): CounterStep {
  return { ...key, audience, bucket: null, by: amount };
}

/** What a counter is told by; those of insiders are the usual ones. */
function counterText(counter: CounterStep): string {
  const { by: _by, audience, metric, day, agency, holder, kind, violation, division, bucket } = counter;
  const of = { metric, day, agency, holder, kind, violation, division, bucket };
  const told = audience === 'INSIDERS' ? of : { audience, ...of };
  return Object.entries(told)
    .filter(([, value]) => value !== '' && value !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' ');
}
