import { Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import { defineAction } from '../../../core/action-table';
import { outcome, type OutcomeBuilder } from '../../../core/decision';
import { badInput, refuse, type FaultSpec } from '../../../core/errors';
import type { FactReader, FactRequest } from '../../../core/facts';
import { fieldOf, type Thing } from '../../../core/thing';
import { dateIn, type CalendarDate, type Instant } from '../../../core/time';
import { POLICE } from '../../../core/vocabulary';
import { SubjectCommandInput } from '../../../graph/types/command.input';
import { limit, subjectLimits } from '../../../graph/types/limits';
import { TaskRow } from '../../../store/rows/task.row';
import { TRIP_OUT } from '../facts';
import type { SuspectThing } from '../rows';
import { SUSPECT_STATES, SuspectStateEnum, type SuspectState } from '../types';
import { loadNewSuspectFacts, newSuspectFaults, type NewSuspectFacts } from '../types/new-suspect';

@InputType({ description: 'Amends what is known of a suspect.' })
export class AmendSuspectInput extends SubjectCommandInput {
  @Field(() => ID, { description: 'The suspect.' })
  suspectId!: string;
  @Field(() => SuspectStateEnum, {
    nullable: true,
    description: 'WANTED or LOCATED before the arrest, RELEASED after it; the others come of the commands on the trip.',
  })
  state?: SuspectState | null;
  @Field(() => String, { nullable: true, description: 'Code of the catalogue TARGET_PERSON.' })
  categoryCode?: string | null;
  @Field(() => ID, { nullable: true, description: 'The gang that the suspect belongs to.' })
  gangId?: string | null;
  @Field(() => String, { description: 'Why; it stands in the log.' })
  reason!: string;
}

interface AmendFacts extends NewSuspectFacts {
  /** The trip that detained the suspect, and the one that brings the suspect home if that is another. */
  readonly trips: readonly Thing[];
}

/** From which states this command leads to which. */
const WAYS: Readonly<Partial<Record<SuspectState, readonly string[]>>> = {
  WANTED: ['LOCATED'],
  LOCATED: ['WANTED'],
  RELEASED: ['DETAINED', 'ESCORTED', 'HANDED_OVER'],
};

/** An officer or commander of police amends a suspect. A release ends what a trip still owes for the suspect. */
export const amendSuspect = defineAction<SuspectThing, AmendSuspectInput, AmendFacts>({
  name: 'amendSuspect',
  from: SUSPECT_STATES,
  to: [],
  subject: 'suspectId',
  by: [{ types: POLICE, roles: ['OFFICER', 'COMMANDER'] }],
  also: ['ArrestTrip'],
  input: AmendSuspectInput,
  catalogues: { categoryCode: 'TARGET_PERSON' },
  limits: subjectLimits<AmendSuspectInput>({
    suspectId: z.string().max(100),
    state: z.enum(SUSPECT_STATES).nullish(),
    categoryCode: limit.catalogueCode.nullish(),
    gangId: limit.id('gang').nullish(),
    reason: limit.reason,
  }),
  loadFacts,
  decide(suspect, input, facts, { now, timeZone, occurredAt }) {
    const { state, categoryCode, gangId, reason } = input;
    const faults = amendFaults(suspect, input, { facts, today: dateIn(now, timeZone) });
    if (faults.length > 0) throw badInput(faults);
    assertWay(suspect, state);
    const category = categoryCode ? facts.categories.get(categoryCode) : undefined;
    const amended = outcome()
      .set({ ...(category === undefined ? {} : { category }), ...(gangId ? { gang: gangId } : {}) })
      .reason(reason);
    if (!state) return amended;
    const moved = amended.to(state);
    return state === 'RELEASED' ? released(moved, { suspect, trips: facts.trips, at: occurredAt }) : moved;
  },
});

function amendFaults(
  suspect: SuspectThing,
  input: AmendSuspectInput,
  { facts, today }: { facts: AmendFacts; today: CalendarDate },
): FaultSpec[] {
  const { state, categoryCode, gangId } = input;
  return [
    ...newSuspectFaults({ gangId, categoryCode } as AmendSuspectInput, facts, { path: '', today }),
    ...gangFaults(suspect, input),
    ...(state || categoryCode || gangId ? [] : [{ path: 'state', code: 'NOTHING_TO_CHANGE' }]),
  ];
}

/** A gang counts those of it that were detained, so whoever was detained stays with it. */
function gangFaults({ gang, detainedAt }: SuspectThing, { gangId }: AmendSuspectInput): FaultSpec[] {
  return gangId && gangId !== gang && detainedAt !== null ? [{ path: 'gangId', code: 'DETAINED_ALREADY' }] : [];
}

function assertWay({ state: from }: SuspectThing, to: SuspectState | null | undefined): void {
  if (!to || to === from) return;
  if (WAYS[to] === undefined) throw badInput([{ path: 'state', code: 'NOT_ALLOWED' }]);
  if (!WAYS[to].includes(from)) {
    const label = `state.Suspect.${from}`;
    throw refuse('ILLEGAL_TRANSITION', { state: from, allowed: ['AMEND_SUSPECT'], label });
  }
}

/** Trips owe nothing more for a suspect who is free: no house to enter in time, no family to be told. */
function released(
  moved: OutcomeBuilder,
  { suspect, trips, at }: { suspect: SuspectThing; trips: readonly Thing[]; at: Instant },
): OutcomeBuilder {
  return trips.reduce((done, trip) => {
    const others = (field: string): string[] =>
      (fieldOf(trip, field) as readonly string[]).filter((id) => id !== suspect.id);
    const change = outcome()
      .set({ held: others('held'), unaccounted: others('unaccounted') })
      .end('arrest_trip.detention_house', { at, thing: suspect.id })
      .end('arrest_trip.family_notice', { at, thing: suspect.id });
    return done.also('ArrestTrip', trip, change);
  }, moved);
}

async function loadFacts(reader: FactReader, requests: readonly FactRequest[]): Promise<readonly AmendFacts[]> {
  const named = await loadNewSuspectFacts(
    reader,
    requests.map(({ input }) => input as AmendSuspectInput),
  );
  const suspects = requests.map(({ thing }) => thing as SuspectThing);
  const out = await reader.many(TaskRow, { kind: 'ARREST_TRIP', state: [...TRIP_OUT, 'RETURNED'] });
  const ids = [...suspects.flatMap(({ trip }) => trip ?? []), ...out.map(({ id }) => id)];
  const trips = await reader.things('ArrestTrip', [...new Set(ids)]);
  return suspects.map(({ id: suspect, trip }) => {
    const isHolder = (thing: Thing): boolean => (fieldOf(thing, 'held') as readonly string[]).includes(suspect);
    return { ...named, trips: trips.filter((thing) => thing.id === trip || isHolder(thing)) };
  });
}
