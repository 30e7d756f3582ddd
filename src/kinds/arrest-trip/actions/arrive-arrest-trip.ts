import { Field, InputType } from 'type-graphql';
import { defineAction } from '../../../core/action-table';
import { outcome } from '../../../core/decision';
import { DivisionCodeScalar } from '../../../graph/scalars';
import { TaskCommandInput } from '../../../graph/types/command.input';
import { limit, taskLimits } from '../../../graph/types/limits';
import { LEAD_COMMANDER, TRAVELLING } from '../parties';
import type { ArrestTripThing } from '../rows';

@InputType({ description: 'The trip has arrived where it works with the local police.' })
export class ArriveArrestTripInput extends TaskCommandInput {
  @Field(() => DivisionCodeScalar, {
    nullable: true,
    description: 'Where, if it is not the destination: a place on the way is added to the stops.',
  })
  destination?: string | null;
  @Field(() => String, { description: 'The local police 协作单位.' })
  hostAgency!: string;
  @Field(() => String, { description: 'Number of the cooperation letter 办案协作函.' })
  cooperationLetter!: string;
}

/** The trip reports to the local police with its letter; it may have several stops. @see 公安机关办理刑事案件程序规定 办案协作 */
export const arriveArrestTrip = defineAction<ArrestTripThing, ArriveArrestTripInput>({
  name: 'arriveArrestTrip',
  from: ['EN_ROUTE', 'ON_SITE'],
  to: ['ON_SITE'],
  subject: 'taskId',
  by: [TRAVELLING, LEAD_COMMANDER],
  input: ArriveArrestTripInput,
  limits: taskLimits<ArriveArrestTripInput>({
    destination: limit.division.nullish(),
    hostAgency: limit.text(2, 100),
    cooperationLetter: limit.text(2, 60),
  }),
  decide({ destination, stops }, { destination: place, hostAgency, cooperationLetter }) {
    const isNew = place && place !== destination && !stops.includes(place);
    return outcome().set({ hostAgency, cooperationLetter, ...(isNew ? { stops: [...stops, place] } : {}) });
  },
});
