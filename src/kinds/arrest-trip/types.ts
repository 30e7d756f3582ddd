import { Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from 'type-graphql';
import type { CalendarDate, Instant } from '../../core/time';
import type { ApiContext } from '../../graph/context';
import { DateScalar, DateTimeScalar } from '../../graph/scalars';
import { Division } from '../../graph/types/common';
import { Member } from '../../graph/types/directory';
import { Node, Subject } from '../../graph/types/node';
import { Payload } from '../../graph/types/payload';
import { Task } from '../../graph/types/task';

@ObjectType({
  implements: [Node, Subject, Task],
  simpleResolvers: true,
  description: 'Arrest trip 外省抓捕: officers travel to another province, arrest there, and bring suspects home.',
})
export class ArrestTrip extends Task {
  @Field(() => Int, {
    nullable: true,
    description: 'Running among the trips of the operation; withheld together with number.',
  })
  batch!: number | null;
  @Field(() => DateScalar, { description: 'Planned day of departure.' })
  departOn!: CalendarDate;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it set out.' })
  departedAt!: Instant | null;
}

/** An arrest trip as need-to-know shows it: ids and codes where the API has objects. */
interface ShownTrip {
  readonly destination: string;
  readonly stops: readonly string[];
  readonly leader: string | null;
  readonly members: readonly string[];
}

@Resolver(() => ArrestTrip)
export class ArrestTripFields {
  @FieldResolver(() => Division, { description: 'Where it goes.' })
  destination(@Root() trip: ShownTrip, @Ctx() { divisions }: ApiContext): Division {
    return divisions.get(trip.destination);
  }

  @FieldResolver(() => [Division], { description: 'Places on the way, in the order of travel.' })
  stops(@Root() trip: ShownTrip, @Ctx() { divisions }: ApiContext): Division[] {
    return trip.stops.map((code) => divisions.get(code));
  }

  @FieldResolver(() => Member, { nullable: true, description: 'The member who leads it.' })
  async leader(@Root() trip: ShownTrip, @Ctx() { loaders }: ApiContext): Promise<Member | null> {
    return trip.leader === null ? null : loaders.member.load(trip.leader);
  }

  @FieldResolver(() => [Member], { description: 'Everyone who travels.' })
  async members(@Root() trip: ShownTrip, @Ctx() { loaders }: ApiContext): Promise<Member[]> {
    return Promise.all(trip.members.map((id) => loaders.member.load(id)));
  }
}

@ObjectType({ implements: Payload, simpleResolvers: true, description: 'What commands on arrest trips answer.' })
export class ArrestTripPayload extends Payload {
  @Field(() => ArrestTrip, { description: 'The trip as it stands now.' })
  task!: ArrestTrip;
}
