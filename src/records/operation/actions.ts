import { z } from 'zod';
import { defineAction } from '../../core/action-table';
import { takesPart } from '../../core/actor';
import { begin, outcome } from '../../core/decision';
import { badInput } from '../../core/errors';
import type { Thing } from '../../core/thing';
import type { CalendarDate, Instant } from '../../core/time';
import { OPERATION_LEVELS, PARTS, type OperationLevel, type Part } from '../../core/vocabulary';
import { commandLimits, limit, subjectLimits } from '../../graph/types/limits';
import type { OperationFacts } from './facts';

export interface CreateOperationInput {
  code: string;
  nameZh: string;
  nameEn?: string | null;
  level: OperationLevel;
  division?: string | null;
  parentId?: string | null;
  startsOn: CalendarDate;
  endsOn?: CalendarDate | null;
  exercise?: boolean | null;
}

/** An administrator founds an operation; its agency becomes the lead. */
export const createOperation = defineAction<Thing, CreateOperationInput, OperationFacts>({
  name: 'createOperation',
  from: [],
  to: ['DRAFT'],
  begins: true,
  founds: true,
  during: ['DRAFT'],
  subject: 'code',
  by: [{ system: true }, { agency: 'ANY', roles: ['ADMINISTRATOR'] }],
  limits: commandLimits<CreateOperationInput>({
    code: z.string().regex(/^[A-Z][A-Z0-9-]{1,38}[A-Z0-9]$/, { error: 'NOT_A_CODE' }),
    nameZh: limit.text(2, 100),
    nameEn: limit.text(2, 180).nullish(),
    level: z.enum(OPERATION_LEVELS),
    division: limit.division.nullish(),
    parentId: limit.id('op').nullish(),
    startsOn: limit.date,
    endsOn: limit.date.nullish(),
    exercise: z.boolean().nullish(),
  }),
  decide(_operation, input, facts, { actor, occurredAt }) {
    assertFree(input, facts);
    const made = begin({
      ...{ code: input.code, nameZh: input.nameZh, nameEn: input.nameEn ?? null, level: input.level },
      ...{ division: input.division ?? null, parent: input.parentId ?? null, exercise: input.exercise ?? false },
      ...{ timeZone: 'Asia/Shanghai', startsOn: input.startsOn, endsOn: input.endsOn ?? null },
    });
    if (actor.agencyId === null) return made;
    return made.part('participations', actor.agencyId, { part: 'LEAD', since: occurredAt, until: null });
  },
});

function assertFree({ code, parentId, startsOn, endsOn }: CreateOperationInput, facts: OperationFacts): void {
  if (facts.codeTaken) throw badInput([{ path: 'code', code: 'TAKEN', params: { code } }]);
  if (parentId && !facts.parentKnown) throw badInput([{ path: 'parentId', code: 'UNKNOWN_OPERATION' }]);
  if (endsOn && endsOn < startsOn) throw badInput([{ path: 'endsOn', code: 'BEFORE_START' }]);
}

interface OperationInput {
  operationId: string;
}

/** The lead's commander lets the work begin, or go on after a pause. */
export const startOperation = defineAction<Thing, OperationInput, OperationFacts>({
  name: 'startOperation',
  from: ['DRAFT', 'PAUSED'],
  to: ['RUNNING'],
  during: ['DRAFT', 'PAUSED', 'RUNNING', 'CLOSED'],
  subject: 'operationId',
  by: [{ system: true }, { agency: 'OPERATION_LEAD', roles: ['COMMANDER'] }],
  limits: subjectLimits<OperationInput>({ operationId: z.string().max(100) }),
  decide: () => outcome(),
});

/** The lead's commander stops the work for a while; clocks go on. */
export const pauseOperation = defineAction<Thing, OperationInput & { reason: string }, OperationFacts>({
  name: 'pauseOperation',
  from: ['RUNNING'],
  to: ['PAUSED'],
  during: ['DRAFT', 'PAUSED', 'RUNNING', 'CLOSED'],
  subject: 'operationId',
  by: [{ agency: 'OPERATION_LEAD', roles: ['COMMANDER'] }],
  limits: subjectLimits<OperationInput & { reason: string }>({
    operationId: z.string().max(100),
    reason: limit.reason,
  }),
  decide: (_operation, { reason }) => outcome().reason(reason),
});

export interface SetParticipationInput extends OperationInput {
  agencyId: string;
  /** Left out: it leaves. */
  part?: Part | null;
  until?: Instant | null;
}

/** The lead's commander says which agencies take part, and as what. */
export const setParticipation = defineAction<Thing, SetParticipationInput, OperationFacts>({
  name: 'setParticipation',
  from: ['DRAFT', 'RUNNING', 'PAUSED'],
  to: [],
  during: ['DRAFT', 'RUNNING', 'PAUSED', 'CLOSED'],
  subject: 'operationId',
  by: [{ system: true }, { agency: 'OPERATION_LEAD', roles: ['COMMANDER'] }],
  limits: subjectLimits<SetParticipationInput>({
    operationId: z.string().max(100),
    agencyId: limit.id('agy'),
    part: z.enum(PARTS).nullish(),
    until: limit.instant.nullish(),
  }),
  decide(_operation, { agencyId, part, until }, facts, { now, occurredAt }) {
    if (!facts.agencyKnown) throw badInput([{ path: 'agencyId', code: 'UNKNOWN_AGENCY' }]);
    const { participation } = facts;
    const isIn = participation !== null && takesPart(participation, now);
    if (!part) {
      if (!isIn) throw badInput([{ path: 'agencyId', code: 'NOT_TAKING_PART' }]);
      return outcome().part('participations', agencyId, { until: now });
    }
    const since = isIn ? {} : { since: occurredAt };
    return outcome().part('participations', agencyId, { part, ...since, until: until ?? null });
  },
});
