import { Field, InputType } from 'type-graphql';
import { defineAction } from '../../../core/action-table';
import { outcome } from '../../../core/decision';
import { OWN_DUE } from '../../../core/rule-pack';
import { TaskCommandInput } from '../../../graph/types/command.input';
import { limit, taskLimits } from '../../../graph/types/limits';
import { endPositions } from '../clocks';
import { disclosed } from '../counts';
import { forAll, gangsBehind, suspectsAmong, tripsOf, type GangsBehind } from '../facts';
import { LEAD_COMMANDER } from '../parties';
import type { ArrestTripThing } from '../rows';

@InputType({ description: 'Calls a trip off before it has returned.' })
export class AbortArrestTripInput extends TaskCommandInput {
  @Field(() => String, { description: 'Why; it stands in the log.' })
  reason!: string;
}

/**
 * A commander of the lead agency calls the trip off, never while somebody detained on it is in no detention house. Others
 * never learn of the trip or of what it counted, but of a gang that it helped to break.
 */
export const abortArrestTrip = defineAction<ArrestTripThing, AbortArrestTripInput, GangsBehind>({
  name: 'abortArrestTrip',
  from: ['PLANNED', 'APPROVED', 'EN_ROUTE', 'ON_SITE', 'ESCORTING'],
  to: ['ABORTED'],
  subject: 'taskId',
  by: [LEAD_COMMANDER],
  also: ['Gang'],
  guard: (trip) => (trip.unaccounted.length > 0 ? 'SUSPECT_NOT_IN_HOUSE' : null),
  input: AbortArrestTripInput,
  limits: taskLimits<AbortArrestTripInput>({ reason: limit.reason }),
  async loadFacts(reader, requests) {
    const trips = tripsOf(requests);
    const detained = trips.flatMap(({ suspects }) => suspects);
    return forAll(requests, await gangsBehind(reader, (await suspectsAmong(reader, detained)).values(), trips));
  },
  decide: (_trip, { reason }, facts, { occurredAt: at }) =>
    disclosed(endPositions(outcome().reason(reason).end(OWN_DUE, { at }), at), facts),
});
