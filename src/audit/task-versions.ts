import { boardKey, numberKey } from '../core/board-key';
import { fieldsOf, partRulesOf, type KindDefinition } from '../core/definition';
import type { Entry } from '../core/entry';
import { representativePoint } from '../core/geometry';
import { foldEntry, type Replayed, type ReplayedThing } from '../core/replay';
import { foldedTitle } from '../core/search-tokens';
import type { TaskRelation } from '../core/thing';
import type { Instant } from '../core/time';
import { openStatesOf } from '../core/visibility';
import type { TaskPhase } from '../core/vocabulary';
import { OPEN_END, type TaskHeaderColumns, type TaskHistoryRow } from '../store/rows/task.row';

/** A version of a task's header as the log tells it: what its history must hold. */
export type ToldVersion = Omit<TaskHistoryRow, 'operation' | 'task' | 'phase'> & {
  /** Undefined for a state that the kind does not have. */
  readonly phase: TaskPhase | undefined;
};

/** The versions of an operation's tasks as its log tells them, by the id of the task. */
export interface TaskCheck {
  readonly operation: string;
  readonly versions: ReadonlyMap<string, readonly ToldVersion[]>;
  readonly replayed: Replayed;
}

/** What a header holds where no command has said otherwise. */
const UNSAID = { holder: null, division: null, location: null, dueAt: null, paused: false, overdue: false } as const;

/** Every version of a task, from its own entries in order; worked out apart from the code that writes them. */
export function toldVersions(kind: KindDefinition, entries: readonly Entry[]): ToldVersion[] {
  const versions: ToldVersion[] = [];
  let thing: ReplayedThing | undefined;
  for (const entry of entries) {
    thing = foldEntry(thing, entry, Object.keys(partRulesOf(kind)));
    const before = versions.at(-1);
    if (before) before.toSeq = entry.seq;
    versions.push(versionOf(kind, { id: entry.subject, thing, before, said: Object.keys(entry.details) }));
  }
  return versions;
}

function versionOf(
  kind: KindDefinition,
  { id, thing, before, said }: { id: string; thing: ReplayedThing; before: ToldVersion | undefined; said: string[] },
): ToldVersion {
  const { version, createdAt, updatedAt, seq } = thing;
  const header = { ...UNSAID, ...thing.values } as unknown as TaskHeaderColumns;
  const { number, numberSeq, title, state, paused, priority, leadAgency, createdBy, createdByAgency } = header;
  const { holder, division, location, dueAt, overdue } = header;
  const phase = paused ? 'WAITING' : kind.states[state]?.phase;
  const isOver = phase === 'DONE' || phase === 'CANCELLED';
  return {
    ...{ kind: header.kind, number, numberSeq, title, state, paused, phase, priority, leadAgency, createdBy },
    ...{ createdByAgency, holder, division, location, dueAt, overdue, version, createdAt, updatedAt },
    closedAt: isOver ? (before?.closedAt ?? updatedAt) : null,
    ...openOf(kind, { before, state, phase, said, at: updatedAt, seq }),
    titleFolded: foldedTitle(title),
    ...(location === null ? { longitude: null, latitude: null } : representativePoint(location)),
    ...{ boardKey: boardKey({ id, priority, dueAt, number }), numberKey: numberKey(number) },
    ...{ fromSeq: seq, toSeq: OPEN_END },
  };
}

interface Change extends Pick<ToldVersion, 'state' | 'phase'> {
  readonly before: ToldVersion | undefined;
  /** Names of what the entry says. */
  readonly said: readonly string[];
  readonly at: Instant;
  readonly seq: number;
}

/** The newest version that everybody sees who sees the task: this one, or still the one before. */
function openOf(
  kind: KindDefinition,
  { before, state, phase, said, at, seq }: Change,
): Pick<ToldVersion, 'openVersion' | 'openAt' | 'openSeq'> {
  const rules = fieldsOf(kind);
  const isStep = before?.state !== state || before.phase !== phase;
  const parts = partRulesOf(kind);
  const isOpen = isStep || said.some((name) => !(name in parts) && rules.get(name)?.class === 'OPEN');
  if (before && !isOpen) return { openVersion: before.openVersion, openAt: before.openAt, openSeq: before.openSeq };
  const counted = before ? before.openVersion + (openStatesOf(kind).has(state) ? 1 : 0) : 1;
  return { openVersion: counted, openAt: at, openSeq: seq };
}

/** The agencies that a version concerns, each once by its strongest relation. */
export function toldAgencies(
  { leadAgency, holder, createdByAgency }: ToldVersion,
  { parts }: ReplayedThing,
): Map<string, TaskRelation> {
  const assisting = Object.entries(parts['assignments'] ?? {})
    .filter(
      ([, { relation, handover }]) => relation === 'ASSIST' && (handover === 'OFFERED' || handover === 'ACCEPTED'),
    )
    .map(([agency]): [string, TaskRelation] => [agency, 'ASSIST']);
  const named: readonly [string | null, TaskRelation][] = [
    [leadAgency, 'LEAD'],
    [holder, 'HOLDER'],
    ...assisting,
    [createdByAgency, 'CREATOR'],
  ];
  const strongest = new Map<string, TaskRelation>();
  for (const [agency, relation] of named) {
    if (agency && !strongest.has(agency)) strongest.set(agency, relation);
  }
  return strongest;
}
