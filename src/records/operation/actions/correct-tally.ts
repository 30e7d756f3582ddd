import { z } from 'zod';
import { defineAction } from '../../../core/action-table';
import { outcome, type ActorMetric, type TallyStep } from '../../../core/decision';
import { badInput, refuse, type FaultSpec } from '../../../core/errors';
import { parseMoney } from '../../../core/money';
import type { Thing } from '../../../core/thing';
import { dateIn } from '../../../core/time';
import type { MetricForm } from '../../../core/vocabulary';
import { CorrectTallyInput } from '../../../graph/types/correct-tally.input';
import { limit, subjectLimits } from '../../../graph/types/limits';
import { loadCorrections, type CorrectionFacts } from '../correction-facts';

/**
 * A commander of the lead corrects a tally. A correction is one more step of the counter, with its reason: on the day
 * that it belongs to for who sees the counter live, on the day of recording for everyone else. One of a task that others
 * must not know of yet is owed to them as the task's own counts are. Only who sees all of what is counted may correct it,
 * or refusals would tell the live sum.
 */
export const correctTally = defineAction<Thing, CorrectTallyInput, CorrectionFacts>({
  name: 'correctTally',
  from: ['RUNNING', 'PAUSED'],
  to: [],
  during: ['DRAFT', 'RUNNING', 'PAUSED', 'CLOSED'],
  subject: 'operationId',
  by: [{ agency: 'OPERATION_LEAD', roles: ['COMMANDER'] }],
  input: CorrectTallyInput,
  answersApart: true,
  limits: subjectLimits<CorrectTallyInput>({
    operationId: z.string().max(100),
    metric: z.string().max(40),
    amount: z.number().nullish(),
    money: z.number().int().min(0).nullish(),
    taskId: z.string().max(100).nullish(),
    agencyId: limit.id('agy').nullish(),
    day: limit.date,
    reason: limit.reason,
  }),
  loadFacts: loadCorrections,
  decide(_operation, input, facts, { now, timeZone, findMetric }) {
    const metric = findMetric(input.metric);
    if (!metric) throw badInput([{ path: 'metric', code: 'UNKNOWN_METRIC' }]);
    if (metric.audience !== 'INSIDERS') {
      throw refuse('FORBIDDEN', { denial: { action: 'CORRECT_TALLY', code: 'TOTAL_ONLY' } });
    }
    const { amount, faults } = amountOf(input, metric);
    faults.push(...placeFaults(input, facts, metric));
    if (input.day > dateIn(now, timeZone)) faults.push({ path: 'day', code: 'IN_FUTURE' });
    if (faults.length > 0) throw badInput(faults);
    const step = stepOf(input, facts, { amount, metric });
    assertNotBelowZero(step, facts);
    return outcome().correct(step, { reason: input.reason, task: input.taskId ?? null });
  },
});

/** What is to be added in the metric's own unit, and what is wrong with it. */
function amountOf(input: CorrectTallyInput, { form }: ActorMetric): { amount: number; faults: FaultSpec[] } {
  const fault = formFault(input, form);
  if (fault) return { amount: 0, faults: [fault] };
  const { amount, money } = input;
  const step = money ?? (form === 'MONEY' ? fenOf : wholeOf)(amount ?? 0);
  if (step !== null && step !== 0) return { amount: step, faults: [] };
  const code = step === 0 ? 'ZERO' : form === 'MONEY' ? 'TOO_FINE' : 'NOT_WHOLE';
  return { amount: 0, faults: [{ path: typeof money === 'number' ? 'money' : 'amount', code }] };
}

function formFault({ amount, money }: CorrectTallyInput, form: MetricForm): FaultSpec | null {
  const given = [amount, money].filter((each) => typeof each === 'number');
  if (form === 'DURATION') return { path: 'metric', code: 'NOT_CORRECTABLE' };
  if (given.length !== 1) return { path: 'amount', code: 'ONE_OF_BOTH' };
  return typeof money === 'number' && form !== 'MONEY' ? { path: 'money', code: 'COUNTS_NO_MONEY' } : null;
}

function wholeOf(amount: number): number | null {
  return Number.isSafeInteger(amount) ? amount : null;
}

/** Yuan with at most two decimals as fen, with their sign; null for anything finer or too large. */
function fenOf(yuan: number): number | null {
  const text = Math.abs(yuan).toFixed(2);
  const fen = Number(text) === Math.abs(yuan) ? parseMoney(text) : null;
  return fen === null ? null : Math.sign(yuan) * fen;
}

function placeFaults(input: CorrectTallyInput, facts: CorrectionFacts, metric: ActorMetric): FaultSpec[] {
  const { agencyId, taskId } = input;
  const { task } = facts;
  const faults: FaultSpec[] = [];
  // Who has left the operation may have been counted before.
  if (agencyId && !facts.agencyKnown) faults.push({ path: 'agencyId', code: 'UNKNOWN_AGENCY' });
  // A task of another kind may be hidden from the actor, so it is not told from one that is not there.
  const isCounted = metric.kind === '' ? task?.dimensions : task?.kind === metric.kind;
  if (taskId && !isCounted) faults.push({ path: 'taskId', code: 'UNKNOWN_TASK' });
  return faults;
}

function stepOf(
  { metric: name, day, agencyId }: CorrectTallyInput,
  { task }: CorrectionFacts,
  { amount, metric }: { amount: number; metric: ActorMetric },
): TallyStep {
  const isHidden = task !== null && metric.kind !== '' && !metric.openStates.has(task.state);
  const dimensions = { ...task?.dimensions, ...(agencyId ? { agency: agencyId } : {}) };
  return { metric: name, amount, day, ...dimensions, ...(isHidden ? { audience: 'INSIDERS' } : {}) };
}

function assertNotBelowZero({ amount, agency }: TallyStep, { total, ofAgency }: CorrectionFacts): void {
  const isBelow = total + amount < 0 || (agency !== undefined && ofAgency + amount < 0);
  if (isBelow) throw badInput([{ path: 'amount', code: 'BELOW_ZERO' }]);
  if (!Number.isSafeInteger(total + amount)) throw badInput([{ path: 'amount', code: 'NOT_ALLOWED' }]);
}
