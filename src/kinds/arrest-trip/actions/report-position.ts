import { Field, InputType } from 'type-graphql';
import { defineAction } from '../../../core/action-table';
import { outcome } from '../../../core/decision';
import type { Geometry } from '../../../core/geometry';
import type { Json } from '../../../core/canonical-json';
import type { Instant } from '../../../core/time';
import { DateTimeScalar, GeometryScalar } from '../../../graph/scalars';
import { TaskCommandInput } from '../../../graph/types/command.input';
import { limit, taskLimits } from '../../../graph/types/limits';
import { badInput } from '../../../core/errors';
import type { ClockRow } from '../../../store/rows/clock.row';
import { startPositions } from '../clocks';
import { forAll, positionClocksOf, tripsOf, type ById } from '../facts';
import { LEAD_COMMANDER, TRAVELLING } from '../parties';
import type { ArrestTripThing } from '../rows';

@InputType({ description: 'Reports where the trip is.' })
export class ReportPositionInput extends TaskCommandInput {
  @Field(() => DateTimeScalar, { description: 'When it was there.' })
  at!: Instant;
  @Field(() => GeometryScalar, {
    nullable: true,
    description: 'Where on the map; this or the place in words, or both.',
  })
  location?: Geometry | null;
  @Field(() => String, { nullable: true, description: 'Where, in words.' })
  place?: string | null;
}

/** Under way with suspects, the trip reports every two hours; a report starts the next two hours. */
export const reportPosition = defineAction<ArrestTripThing, ReportPositionInput, ById<ClockRow>>({
  name: 'reportPosition',
  from: ['EN_ROUTE', 'ON_SITE', 'ESCORTING'],
  to: [],
  subject: 'taskId',
  by: [TRAVELLING, LEAD_COMMANDER],
  input: ReportPositionInput,
  limits: taskLimits<ReportPositionInput>(
    { at: limit.instant, location: limit.geometry.nullish(), place: limit.text(2, 200).nullish() },
    ({ location, place }) => (location || place ? [] : [{ path: 'place', code: 'REQUIRED' }]),
  ),
  loadFacts: async (reader, requests) => forAll(requests, await positionClocksOf(reader, tripsOf(requests))),
  decide(trip, { at, location, place }, clocks, { actor, rules, newId }) {
    assertUnderWay(trip, at);
    const where = { location: (location ?? null) as unknown as Json, place: place ?? null };
    const reported = outcome().part('positions', newId('pos'), { at, ...where, by: actor.memberId });
    // What was sent late neither moves the trip back nor gives it more time.
    if (trip.positionAt !== null && at < trip.positionAt) return reported;
    const moved = reported.set({ positionAt: at, ...(location ? { location: where.location } : {}) });
    return isOfEscort(trip, at, clocks) ? startPositions(moved, rules, at) : moved;
  },
});

/** @throws Refusal BAD_USER_INPUT for a position from before the departure */
function assertUnderWay({ departedAt }: ArrestTripThing, at: Instant): void {
  if (departedAt !== null && at < departedAt) throw badInput([{ path: 'at', code: 'BEFORE_DEPARTURE' }]);
}

/** The time limit runs from the first departure with suspects at the earliest: a position from before tells nothing of it. */
function isOfEscort({ id, state }: ArrestTripThing, at: Instant, clocks: ById<ClockRow>): boolean {
  return state === 'ESCORTING' && at >= (clocks.get(id)?.startedAt ?? at);
}
