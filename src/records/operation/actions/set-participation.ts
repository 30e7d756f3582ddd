import { Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import { defineAction } from '../../../core/action-table';
import { takesPart } from '../../../core/actor';
import { outcome } from '../../../core/decision';
import { badInput, refuse } from '../../../core/errors';
import type { Thing } from '../../../core/thing';
import type { Instant } from '../../../core/time';
import { PARTS, type Part } from '../../../core/vocabulary';
import { DateTimeScalar } from '../../../graph/scalars';
import { OperationCommandInput } from '../../../graph/types/command.input';
import { PartEnum } from '../../../graph/types/enums';
import { limit, operationLimits } from '../../../graph/types/limits';
import type { OperationFacts } from '../facts';

@InputType({ description: 'Says that an agency takes part in an operation, and as what; or that it leaves.' })
export class SetParticipationInput extends OperationCommandInput {
  @Field(() => ID, { description: 'The agency.' })
  agencyId!: string;
  @Field(() => PartEnum, { nullable: true, description: 'As what it takes part from now on; left out: it leaves.' })
  part?: Part | null;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When its part ends, later than now; left out: no end is set, or without a part, it leaves at once.',
  })
  until?: Instant | null;
}

/** The lead's commander says which agencies take part, and as what. An operation always keeps a lead. */
export const setParticipation = defineAction<Thing, SetParticipationInput, OperationFacts>({
  name: 'setParticipation',
  from: ['DRAFT', 'RUNNING', 'PAUSED'],
  to: [],
  during: ['DRAFT', 'RUNNING', 'PAUSED', 'CLOSED'],
  subject: 'operationId',
  by: [{ system: true }, { agency: 'OPERATION_LEAD', roles: ['COMMANDER'] }],
  input: SetParticipationInput,
  limits: operationLimits<SetParticipationInput>({
    agencyId: limit.id('agy'),
    part: z.enum(PARTS).nullish(),
    until: limit.instant.nullish(),
  }),
  decide(_operation, input, facts, { actor, now, occurredAt }) {
    const { agencyId, part, until } = input;
    if (!facts.agencyKnown) throw badInput([{ path: 'agencyId', code: 'UNKNOWN_AGENCY' }]);
    if (until && until <= now) throw badInput([{ path: 'until', code: 'IN_PAST' }]);
    const present = facts.participations.filter((row) => takesPart(row, now));
    const isIn = present.some((row) => row.agency === agencyId);
    if (!part && !isIn) throw badInput([{ path: 'agencyId', code: 'NOT_TAKING_PART' }]);
    assertLed(input, { present, actorAgency: actor.agencyId });
    if (!part) return outcome().part('participations', agencyId, { until: until ?? now });
    const since = isIn ? {} : { since: occurredAt };
    return outcome().part('participations', agencyId, { part, ...since, until: until ?? null });
  },
});

/** No agency gives up its own lead: another lead takes it over first, and one without an end remains. */
function assertLed(
  { agencyId, part, until }: SetParticipationInput,
  { present, actorAgency }: { present: OperationFacts['participations']; actorAgency: string | null },
): void {
  const leads = present.filter((row) => row.part === 'LEAD');
  const remains = part === 'LEAD' && !until;
  if (remains || !leads.some((row) => row.agency === agencyId)) return;
  if (agencyId === actorAgency) throw badInput([{ path: 'agencyId', code: 'OWN_LEAD' }]);
  const others = leads.filter((row) => row.agency !== agencyId && row.until === null);
  if (others.length === 0) throw refuse('PRECONDITION_FAILED', { unmet: [{ code: 'LEAD_NEEDED' }] });
}
