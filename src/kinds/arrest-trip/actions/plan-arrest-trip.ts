import { Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import { defineAction } from '../../../core/action-table';
import { begin } from '../../../core/decision';
import { badInput, type FaultSpec } from '../../../core/errors';
import type { Thing } from '../../../core/thing';
import type { CalendarDate, Instant } from '../../../core/time';
import { POLICE, PRIORITIES, type Priority } from '../../../core/vocabulary';
import { DateScalar, DateTimeScalar, DivisionCodeScalar } from '../../../graph/scalars';
import { CommandInput } from '../../../graph/types/command.input';
import { PriorityEnum } from '../../../graph/types/enums';
import { commandLimits, limit } from '../../../graph/types/limits';
import type { ArrestTripFacts } from '../facts';

@InputType({ description: 'Plans an arrest trip 外省抓捕; the agency of who plans it becomes its lead agency.' })
export class PlanArrestTripInput extends CommandInput {
  @Field(() => ID, { description: 'The operation that the trip belongs to.' })
  operationId!: string;
  @Field(() => String, { description: 'Read by whoever may see the trip: no names, numbers or telephones.' })
  title!: string;
  @Field(() => DivisionCodeScalar, { description: 'Where the trip goes.' })
  destination!: string;
  @Field(() => [DivisionCodeScalar], { nullable: true, description: 'Places on the way, in the order of travel.' })
  stops?: string[] | null;
  @Field(() => ID, { description: 'The member of the own agency who leads the trip.' })
  leaderId!: string;
  @Field(() => [ID], { description: 'Everyone who travels, police of the operation; the leader is added.' })
  memberIds!: string[];
  @Field(() => DateScalar, { description: 'Planned day of departure.' })
  departOn!: CalendarDate;
  @Field(() => PriorityEnum, { nullable: true, description: 'NORMAL if left out.' })
  priority?: Priority | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When the trip should be back.' })
  dueAt?: Instant | null;
}

/** An officer or commander of police plans a trip. */
export const planArrestTrip = defineAction<Thing, PlanArrestTripInput, ArrestTripFacts>({
  name: 'planArrestTrip',
  from: [],
  to: ['PLANNED'],
  begins: true,
  subject: 'operationId',
  by: [{ types: POLICE, roles: ['OFFICER', 'COMMANDER'] }],
  input: PlanArrestTripInput,
  limits: commandLimits<PlanArrestTripInput>({
    operationId: limit.id('op'),
    title: limit.title,
    destination: limit.division,
    stops: z.array(limit.division).max(20).nullish(),
    leaderId: limit.id('mbr'),
    memberIds: z.array(limit.id('mbr')).min(1).max(50),
    departOn: limit.date,
    priority: z.enum(PRIORITIES).nullish(),
    dueAt: limit.instant.nullish(),
  }),
  decide(_operation, input, { people }, { actor }) {
    assertPolice(input, people, actor.agencyId);
    return begin({
      title: input.title,
      priority: input.priority ?? 'NORMAL',
      dueAt: input.dueAt ?? null,
      destination: input.destination,
      stops: input.stops ?? [],
      departOn: input.departOn,
      leader: input.leaderId,
      members: [...new Set([input.leaderId, ...input.memberIds])],
    });
  },
});

/** Only police of the operation travel, and one of the lead agency's own leads them. */
function assertPolice(input: PlanArrestTripInput, people: ArrestTripFacts['people'], agency: string | null): void {
  const faults: FaultSpec[] = input.memberIds.flatMap((id, i) =>
    people.has(id) ? [] : [{ path: `memberIds.${i}`, code: 'NOT_POLICE_OF_OPERATION' }],
  );
  const leader = people.get(input.leaderId);
  if (!leader) faults.unshift({ path: 'leaderId', code: 'NOT_POLICE_OF_OPERATION' });
  else if (leader.agency !== agency) faults.unshift({ path: 'leaderId', code: 'NOT_OF_OWN_AGENCY' });
  if (faults.length > 0) throw badInput(faults);
}
