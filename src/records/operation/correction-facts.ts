import type { TallyDimensions } from '../../core/decision';
import type { FactReader, FactRequest } from '../../core/definition';
import { TallyRow } from '../../store/rows/ledger.row';
import { ParticipationRow } from '../../store/rows/operation.row';
import { LogEntryRow } from '../../store/rows/log-entry.row';
import { TaskRow } from '../../store/rows/task.row';

/** What a correction of a tally starts from. */
export interface CorrectionFacts {
  /** The metric's whole sum. */
  readonly total: number;
  /** The same of the agency whose count it is: the one named, or whom the task's own counts went to. */
  readonly ofAgency: number;
  /** The agency named takes part, or did. */
  readonly agencyKnown: boolean;
  /** The task named; null if there is none. */
  readonly task: CorrectedTask | null;
}

/** A task whose counts are corrected. */
interface CorrectedTask {
  readonly kind: string;
  readonly state: string;
  /** Where its last count of the metric went. */
  readonly dimensions: TallyDimensions | null;
}

/** Facts for each request, in order. Of the log only entries of the tasks named are read, by their index. */
export async function loadCorrections(
  reader: FactReader,
  requests: readonly FactRequest[],
): Promise<readonly CorrectionFacts[]> {
  const named = requests.map(({ input }) => input as Corrected);
  const present = await reader.many(ParticipationRow, { agency: named.flatMap(({ agencyId }) => agencyId ?? []) });
  const tasks = named.flatMap(({ taskId }) => taskId ?? []);
  const sums = await reader.many(TallyRow, { metric: named.map(({ metric }) => metric) });
  const headers = await reader.many(TaskRow, { id: tasks });
  const entries = await reader.many(LogEntryRow, { task: tasks });
  return named.map((correction) => {
    const rows = sums.filter((row) => row.metric === correction.metric);
    const header = headers.find((row) => row.id === correction.taskId);
    const dimensions = header ? lastPlace(entries, correction) : null;
    const agency = correction.agencyId ?? dimensions?.agency;
    return {
      agencyKnown: present.some((row) => row.agency === correction.agencyId),
      total: sumOf(rows),
      ofAgency: sumOf(rows.filter((row) => row.agency === agency)),
      task: header ? { kind: header.kind, state: header.state, dimensions } : null,
    };
  });
}

interface Corrected {
  readonly metric: string;
  readonly taskId?: string | null;
  readonly agencyId?: string | null;
}

function sumOf(rows: readonly TallyRow[]): number {
  return rows.reduce((sum, { amount }) => sum + amount, 0);
}

function lastPlace(entries: readonly LogEntryRow[], { metric, taskId, agencyId }: Corrected): TallyDimensions | null {
  const steps = entries
    .filter((entry) => entry.task === taskId && entry.subject === taskId)
    .sort((a, b) => a.seq - b.seq)
    .flatMap(({ tallies }) => tallies)
    .filter((step) => step.metric === metric && (!agencyId || step.agency === agencyId));
  const last = steps.at(-1);
  if (!last) return null;
  const { metric: _metric, amount: _amount, audience: _audience, day: _day, ...dimensions } = last;
  return dimensions;
}
