import { Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import { defineAction } from '../../../core/action-table';
import type { Actor } from '../../../core/actor';
import { outcome, type DecisionContext } from '../../../core/decision';
import { badInput, refuse, type FaultSpec } from '../../../core/errors';
import type { FactReader, FactRequest } from '../../../core/facts';
import { isTied } from '../../../core/ties';
import { dateIn } from '../../../core/time';
import { POLICE } from '../../../core/vocabulary';
import { SubjectCommandInput } from '../../../graph/types/command.input';
import { limit, subjectLimits } from '../../../graph/types/limits';
import { loadReleaseFacts, NO_RELEASE, withRelease, type ReleaseFacts } from '../release';
import type { SuspectThing } from '../rows';
import { SUSPECT_STATES, SuspectStateEnum, type SuspectState } from '../types';
import { loadNewSuspectFacts, newSuspectFaults, type NewSuspectFacts, type SuspectNaming } from '../types/new-suspect';
import { CONCERNED } from '../visibility';

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

interface AmendFacts {
  readonly named: NewSuspectFacts;
  readonly release: ReleaseFacts;
}

/** From which states this command leads to which. */
const WAYS: Readonly<Partial<Record<SuspectState, readonly string[]>>> = {
  WANTED: ['LOCATED'],
  LOCATED: ['WANTED'],
  RELEASED: ['DETAINED', 'ESCORTED', 'HANDED_OVER'],
};

/**
 * An officer or commander of police amends a suspect; only one of an agency that the suspect concerns gives it to another
 * gang or releases it.
 * A release ends what a trip still owes for the suspect, and who was released is not detained again in the operation.
 */
export const amendSuspect = defineAction<SuspectThing, AmendSuspectInput, AmendFacts>({
  name: 'amendSuspect',
  from: SUSPECT_STATES,
  to: [],
  subject: 'suspectId',
  by: [{ types: POLICE, roles: ['OFFICER', 'COMMANDER'] }],
  also: ['ArrestTrip', 'Gang'],
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
  decide(suspect, input, { named, release }, context) {
    const { state, categoryCode, gangId, reason } = input;
    const faults = amendFaults(suspect, input, { named, context });
    if (faults.length > 0) throw badInput(faults);
    assertWay(suspect, state);
    const category = categoryCode ? named.categories.get(categoryCode) : undefined;
    const amended = outcome()
      .set({ ...(category === undefined ? {} : { category }), ...(gangId ? { gang: gangId } : {}) })
      .reason(reason);
    const moved = state ? amended.to(state) : amended;
    return isRelease(suspect, input) ? withRelease(moved, { suspect, at: context.occurredAt, facts: release }) : moved;
  },
});

/** Whether it sets the suspect free; who is free already is not released once more. */
function isRelease(suspect: SuspectThing, { state }: AmendSuspectInput): boolean {
  return state === 'RELEASED' && suspect.state !== 'RELEASED';
}

function amendFaults(
  suspect: SuspectThing,
  input: AmendSuspectInput,
  { named, context }: { named: NewSuspectFacts; context: DecisionContext },
): FaultSpec[] {
  const { gangId, categoryCode } = input;
  const { actor, now, timeZone, occurredAt } = context;
  const isBefore = suspect.detainedAt !== null && occurredAt < suspect.detainedAt;
  return [
    ...newSuspectFaults({ gangId, categoryCode } as SuspectNaming, named, { path: '', today: dateIn(now, timeZone) }),
    ...gangFaults(suspect, input, actor),
    // What another agency's trip owes ends with a release.
    ...(isRelease(suspect, input) && !isConcerned(suspect, actor) ? [{ path: 'state', code: 'NOT_CONCERNED' }] : []),
    ...(isRelease(suspect, input) && isBefore ? [{ path: 'occurredAt', code: 'BEFORE_DETENTION' }] : []),
    ...(isIdle(suspect, input, named) ? [{ path: 'state', code: 'NOTHING_TO_CHANGE' }] : []),
  ];
}

/**
 * Who works on a gang sees the names of its suspects. So a gang may only be given by an agency that sees the name
 * already: else any could take a suspect into a gang of its own to learn it. A gang counts those of it that are held,
 * so whoever was detained stays with it.
 */
function gangFaults(suspect: SuspectThing, { gangId }: AmendSuspectInput, actor: Actor): FaultSpec[] {
  const { gang, detainedAt } = suspect;
  if (!gangId || gangId === gang) return [];
  return [
    ...(isConcerned(suspect, actor) ? [] : [{ path: 'gangId', code: 'NOT_CONCERNED' }]),
    ...(detainedAt === null ? [] : [{ path: 'gangId', code: 'DETAINED_ALREADY' }]),
  ];
}

function isConcerned(suspect: SuspectThing, actor: Actor): boolean {
  return isTied(CONCERNED, suspect, actor);
}

/** Whether everything that is given stands so already. */
function isIdle(
  suspect: SuspectThing,
  { state, categoryCode, gangId }: AmendSuspectInput,
  { categories }: NewSuspectFacts,
): boolean {
  const isSame = [
    !state || state === suspect.state,
    !categoryCode || categories.get(categoryCode) === suspect.category,
    !gangId || gangId === suspect.gang,
  ];
  return !isSame.includes(false);
}

function assertWay({ state: from }: SuspectThing, to: SuspectState | null | undefined): void {
  if (!to || to === from) return;
  if (WAYS[to] === undefined) throw badInput([{ path: 'state', code: 'NOT_ALLOWED' }]);
  if (!WAYS[to].includes(from)) {
    const label = `state.Suspect.${from}`;
    throw refuse('ILLEGAL_TRANSITION', { state: from, allowed: ['AMEND_SUSPECT'], label });
  }
}

async function loadFacts(reader: FactReader, requests: readonly FactRequest[]): Promise<readonly AmendFacts[]> {
  const inputs = requests.map(({ input }) => input as AmendSuspectInput);
  const suspects = requests.map(({ thing }) => thing as SuspectThing);
  const named = await loadNewSuspectFacts(reader, inputs);
  const freed = requests.filter(({ thing, input }) => isRelease(thing as SuspectThing, input as AmendSuspectInput));
  const releases = await loadReleaseFacts(
    reader,
    freed.map(({ thing }) => thing as SuspectThing),
  );
  return suspects.map(({ id }) => ({ named, release: releases.get(id) ?? NO_RELEASE }));
}
