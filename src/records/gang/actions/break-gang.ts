import { Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import { defineAction } from '../../../core/action-table';
import { outcome } from '../../../core/decision';
import { badInput } from '../../../core/errors';
import type { Instant } from '../../../core/time';
import { POLICE } from '../../../core/vocabulary';
import { DateTimeScalar } from '../../../graph/scalars';
import { SubjectCommandInput } from '../../../graph/types/command.input';
import { limit, subjectLimits } from '../../../graph/types/limits';
import type { GangFacts } from '../facts';
import type { GangThing } from '../rows';

@InputType({ description: 'Says that a gang is broken 打掉.' })
export class BreakGangInput extends SubjectCommandInput {
  @Field(() => ID, { description: 'The gang that is broken.' })
  gangId!: string;
  @Field(() => DateTimeScalar, { description: 'When it was broken.' })
  at!: Instant;
}

/**
 * A commander of police says that a gang is broken, while somebody of it is held or handed over, and not before the
 * first of these was detained; it stays broken whoever is released afterwards. It counts for those who do not see trips
 * only when no trip that detained one of it is still out: the count would tell of that trip.
 */
export const breakGang = defineAction<GangThing, BreakGangInput, GangFacts>({
  name: 'breakGang',
  from: ['ACTIVE'],
  to: ['BROKEN'],
  subject: 'gangId',
  by: [{ types: POLICE, roles: ['COMMANDER'] }],
  guard: (gang) => (gang.detained === 0 ? 'NOBODY_DETAINED' : null),
  input: BreakGangInput,
  limits: subjectLimits<BreakGangInput>({ gangId: z.string().max(100), at: limit.instant }),
  decide(gang, { at }, { detainedFrom, isTripOut }) {
    if (detainedFrom !== null && at < detainedFrom) throw badInput([{ path: 'at', code: 'BEFORE_DETENTION' }]);
    const dimensions = { agency: gang.agency, ...(gang.origin === null ? {} : { division: gang.origin }) };
    const broken = outcome().set({ brokenAt: at, disclosed: !isTripOut });
    const count = ['GANGS_BROKEN', 1, dimensions] as const;
    return isTripOut ? broken.tallyInside(...count) : broken.tally(...count);
  },
});
