import type { Shown } from '../access/need-to-know';
import type { Reader } from '../access/viewer';
import type { Json } from '../core/canonical-json';
import { fieldsOf, isKind } from '../core/definition';
import { fullName } from '../core/divisions';
import { canonicalEntry } from '../core/entry';
import type { TextParams } from '../core/errors';
import { GENESIS_HASH } from '../core/hash-chain';
import type { Thing } from '../core/thing';
import type { Locale } from '../core/vocabulary';
import type { ToldEntry } from '../live/visible-log';
import { LogEntryRow } from '../store/rows/log-entry.row';
import { OperationRow } from '../store/rows/operation.row';
import { TaskHistoryRow } from '../store/rows/task.row';
import type { Session } from '../store/session';
import { findThings, groupBy } from '../store/things';
import type { Reading } from './reading';
import type { Services } from './services';
import type { LogEntry, LogProof } from './types/log';

/** An entry as one viewer may see it, with its subject as it stands. */
export interface ShownEntry extends LogEntry {
  readonly __typename: 'LogEntry';
  readonly row: LogEntryRow;
  readonly reader: Reader;
  readonly subjectShown: Shown;
  readonly shownDetails: Readonly<Record<string, Json>>;
  /** Nothing of it is hidden from the viewer. */
  readonly isWhole: boolean;
  /** Who acted, where the viewer is told of it; null for the system too. */
  readonly by: { readonly actor: string | null; readonly agency: string | null };
}

/** Shows entries that are told to the reader, by the visibility of their own subjects; one statement a table. */
export async function showEntries(
  { services, reading, session }: { services: Services; reading: Reading; session: Session },
  rows: readonly ToldEntry[],
  { reader }: { reader: Reader },
): Promise<ShownEntry[]> {
  const operation = rows[0]?.operation;
  if (operation === undefined) return [];
  const phase = (await session.findOne(OperationRow, { operation }))?.state ?? '';
  const subjects = new Map<string, Thing>();
  for (const [type, ofType] of groupBy(rows, (row) => row.subjectType)) {
    const ids = [...new Set(ofType.map((row) => row.subject))];
    const things = await findThings(session, services.registry.getType(type), { operation, ids });
    for (const thing of things) subjects.set(thing.id, thing);
  }
  const { needToKnow, registry } = services;
  const seesWhole = (row: ToldEntry): boolean => {
    const thing = subjects.get(row.subject);
    return thing !== undefined && needToKnow.showsCase(registry.getType(row.subjectType), thing, reader);
  };
  const parted = rows.filter((row) => row.task === row.subject && !seesWhole(row));
  const openVersions = await findOpenVersions(session, operation, parted);
  return rows.flatMap((row) => {
    const thing = subjects.get(row.subject);
    const definition = registry.getType(row.subjectType);
    if (!thing || !needToKnow.mayKnow(definition, thing, reader)) return [];
    const { details, withheld } = needToKnow.showDetails(definition, thing, { reader, details: row.details });
    const subjectShown = reading.show({ definition, thing, reader, phase });
    const { id, at, occurredAt, action, event } = row;
    const taskVersion = isKind(definition) ? (openVersions.get(row.seq) ?? row.subjectVersion) : null;
    const isTold = needToKnow.showsActor(definition, thing, reader);
    return [
      {
        ...{
          __typename: 'LogEntry' as const,
          id,
          at,
          occurredAt,
          action,
          event,
          taskVersion,
          row,
          reader,
          subjectShown,
        },
        ...{ position: reading.cursorOf(operation, row.seq), details: { ...details }, withheld: [...withheld] },
        shownDetails: details,
        isWhole: needToKnow.showsWhole(definition, thing, { reader, details: row.details }),
        by: isTold ? { actor: row.actor, agency: row.agency } : NOBODY,
      },
    ];
  });
}

const NOBODY = { actor: null, agency: null };

/** Of entries about tasks the numbers of their open versions, by position. */
async function findOpenVersions(
  session: Session,
  operation: string,
  rows: readonly ToldEntry[],
): Promise<ReadonlyMap<number, number>> {
  if (rows.length === 0) return new Map();
  const task = [...new Set(rows.map(({ subject }) => subject))];
  const versions = await session.find(TaskHistoryRow, { operation, task, fromSeq: rows.map(({ seq }) => seq) });
  return new Map(versions.map(({ fromSeq, openVersion }) => [fromSeq, openVersion]));
}

/** What happened, in words, with the values that the viewer sees. */
export function summaryOf(entry: ShownEntry, services: Services, locale: Locale): string {
  const params: TextParams = {};
  const rules = fieldsOf(services.registry.getType(entry.row.subjectType));
  const values: [string, unknown][] = [...Object.entries(entry.subjectShown), ...Object.entries(entry.shownDetails)];
  for (const [name, value] of values) {
    if (typeof value === 'string') params[name] = rules.get(name)?.division ? fullName(value, locale) : value;
    else if (typeof value === 'number') params[name] = value;
  }
  // What is hidden has a place in the text, and nothing stands there.
  for (const name of rules.keys()) params[name] ??= '…';
  const own = `event.${entry.event}.${entry.row.subjectType}`;
  return services.catalogue.text(services.catalogue.has(own) ? own : `event.${entry.event}`, locale, params);
}

/** What the entry is checked by, for auditors of the operation's lead; null for all others. */
export async function proofOf(entry: ShownEntry, services: Services): Promise<LogProof | null> {
  if (!services.needToKnow.showsProof(entry.reader)) return null;
  const { operation, seq, hash } = entry.row;
  const before = await services.store.read((session) => session.findOne(LogEntryRow, { operation, seq: seq - 1 }));
  const previousHash = before?.hash ?? GENESIS_HASH;
  return { seq, hash, previousHash, canonical: entry.isWhole ? canonicalEntry(entry.row, previousHash) : '' };
}
