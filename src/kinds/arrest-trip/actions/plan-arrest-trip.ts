import { Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import { defineAction } from '../../../core/action-table';
import { begin, type OutcomeBuilder } from '../../../core/decision';
import { badInput, type FaultSpec } from '../../../core/errors';
import { OWN_DUE } from '../../../core/rule-pack';
import type { Thing } from '../../../core/thing';
import { dateIn, startOfDay, type CalendarDate, type Instant } from '../../../core/time';
import { POLICE, PRIORITIES, type Priority } from '../../../core/vocabulary';
import { DateScalar, DateTimeScalar, DivisionCodeScalar } from '../../../graph/scalars';
import { CommandInput } from '../../../graph/types/command.input';
import { PriorityEnum } from '../../../graph/types/enums';
import { commandLimits, limit } from '../../../graph/types/limits';
import type { GangThing } from '../../../records/gang/rows';
import { forAll, gangsAmong, policeAmong, type ById, type Traveller } from '../facts';
import { TRAVELLERS } from '../parties';

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
  @Field(() => ID, { nullable: true, description: 'The gang that it hunts.' })
  gangId?: string | null;
  @Field(() => DateScalar, { description: 'Planned day of departure.' })
  departOn!: CalendarDate;
  @Field(() => PriorityEnum, { nullable: true, description: 'NORMAL if left out.' })
  priority?: Priority | null;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the trip should be back: a time limit of its own.',
  })
  dueAt?: Instant | null;
}

interface PlanFacts {
  readonly people: ById<Traveller>;
  readonly gangs: ById<GangThing>;
}

/** An officer or commander of police plans a trip. */
export const planArrestTrip = defineAction<Thing, PlanArrestTripInput, PlanFacts>({
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
    gangId: limit.id('gang').nullish(),
    departOn: limit.date,
    priority: z.enum(PRIORITIES).nullish(),
    dueAt: limit.instant.nullish(),
  }),
  async loadFacts(reader, requests, now) {
    const inputs = requests.map(({ input }) => input as PlanArrestTripInput);
    const named = inputs.flatMap(({ leaderId, memberIds }) => [leaderId, ...memberIds]);
    const people = await policeAmong(reader, named, now);
    const gangs = await gangsAmong(
      reader,
      inputs.flatMap(({ gangId }) => gangId ?? []),
    );
    return forAll(requests, { people, gangs });
  },
  decide(_operation, input, facts, { actor, now, occurredAt, timeZone, rules }) {
    const today = dateIn(now, timeZone);
    const faults = [
      ...peopleFaults(input, facts.people, actor.agencyId),
      ...planFaults(input, facts, { today, timeZone }),
    ];
    if (faults.length > 0) throw badInput(faults);
    const members = [...new Set([input.leaderId, ...input.memberIds])];
    const planned = begin({
      ...{ title: input.title, priority: input.priority ?? 'NORMAL', division: input.destination },
      ...{ destination: input.destination, stops: input.stops ?? [], departOn: input.departOn },
      ...{ leader: input.leaderId, members, gang: input.gangId ?? null },
      ...{ departedAt: null, returnedAt: null, hostAgency: null, cooperationLetter: null, report: null },
      ...{ suspects: [], held: [], unaccounted: [], positionAt: null, moneyRecovered: 0 },
    });
    const assigned = assign(planned, { members, people: facts.people, lead: actor.agencyId ?? '', since: occurredAt });
    return input.dueAt ? assigned.start(rules.clock(OWN_DUE, { from: occurredAt, dueAt: input.dueAt })) : assigned;
  },
});

/** The agencies whose members travel take part in the trip by its plan: who approves it agrees for all of them. */
function assign(
  planned: OutcomeBuilder,
  {
    members,
    people,
    lead,
    since,
  }: { members: readonly string[]; people: PlanFacts['people']; lead: string; since: Instant },
): OutcomeBuilder {
  const agencies = new Set([lead, ...members.flatMap((id) => people.get(id)?.agency ?? [])]);
  return [...agencies].reduce(
    (outcome, agency) =>
      outcome.part('assignments', agency, {
        ...{ relation: agency === lead ? 'LEAD' : 'ASSIST', handover: 'ACCEPTED', since },
        members: members.filter((id) => people.get(id)?.agency === agency),
        ...{
          asked: null,
          offeredBy: null,
          answerBy: null,
          answeredAt: null,
          returnReason: null,
          suggestedAgency: null,
        },
      }),
    planned,
  );
}

/** Only officers and commanders of the operation's police travel, and one of the lead agency's own leads them. */
function peopleFaults(
  { leaderId, memberIds }: PlanArrestTripInput,
  people: PlanFacts['people'],
  agency: string | null,
): FaultSpec[] {
  const leader = people.get(leaderId);
  return [
    ...travellerFaults(leader, 'leaderId'),
    ...(leader && leader.agency !== agency ? [{ path: 'leaderId', code: 'NOT_OF_OWN_AGENCY' }] : []),
    ...memberIds.flatMap((id, i) => travellerFaults(people.get(id), `memberIds.${i}`)),
  ];
}

function travellerFaults(traveller: Traveller | undefined, path: string): FaultSpec[] {
  if (!traveller) return [{ path, code: 'NOT_POLICE_OF_OPERATION' }];
  return traveller.roles.some((role) => TRAVELLERS.includes(role)) ? [] : [{ path, code: 'NOT_AN_OFFICER' }];
}

function planFaults(
  { gangId, departOn, dueAt }: PlanArrestTripInput,
  { gangs }: PlanFacts,
  { today, timeZone }: { today: CalendarDate; timeZone: string },
): FaultSpec[] {
  const earliest = departOn < today ? today : departOn;
  return [
    ...(gangId && !gangs.has(gangId) ? [{ path: 'gangId', code: 'UNKNOWN_GANG' }] : []),
    ...(departOn < today ? [{ path: 'departOn', code: 'IN_PAST' }] : []),
    ...(dueAt && dueAt < startOfDay(earliest, timeZone) ? [{ path: 'dueAt', code: 'BEFORE_DEPARTURE' }] : []),
  ];
}
