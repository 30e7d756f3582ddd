import { Field, ID, InputType } from 'type-graphql';
import { defineAction } from '../../../core/action-table';
import { begin } from '../../../core/decision';
import { badInput } from '../../../core/errors';
import type { Thing } from '../../../core/thing';
import { dateIn } from '../../../core/time';
import { POLICE } from '../../../core/vocabulary';
import { CommandInput } from '../../../graph/types/command.input';
import { commandLimits, limit } from '../../../graph/types/limits';
import {
  assertNotRecorded,
  loadNewSuspectFacts,
  newSuspectFaults,
  NewSuspectInput,
  newSuspectLimits,
  newSuspectValues,
  type NewSuspectFacts,
} from '../types/new-suspect';

@InputType({ description: 'Registers a suspect who is wanted.' })
export class RegisterSuspectInput extends CommandInput {
  @Field(() => ID, { description: 'The operation that hunts the suspect.' })
  operationId!: string;
  @Field(() => NewSuspectInput, { description: 'Who it is.' })
  suspect!: NewSuspectInput;
}

/** An officer or commander of police registers a suspect. */
export const registerSuspect = defineAction<Thing, RegisterSuspectInput, NewSuspectFacts>({
  name: 'registerSuspect',
  from: [],
  to: ['WANTED'],
  begins: true,
  subject: 'operationId',
  by: [{ types: POLICE, roles: ['OFFICER', 'COMMANDER'] }],
  input: RegisterSuspectInput,
  catalogues: { categoryCode: 'TARGET_PERSON' },
  limits: commandLimits<RegisterSuspectInput>({ operationId: limit.id('op'), suspect: newSuspectLimits }),
  async loadFacts(reader, requests) {
    const facts = await loadNewSuspectFacts(
      reader,
      requests.map(({ input }) => (input as RegisterSuspectInput).suspect),
    );
    return requests.map(() => facts);
  },
  decide(_operation, { suspect }, facts, { actor, now, timeZone }) {
    const faults = newSuspectFaults(suspect, facts, { path: 'suspect.', today: dateIn(now, timeZone) });
    if (faults.length > 0) throw badInput(faults);
    assertNotRecorded(suspect, facts, 'suspect.');
    return begin(newSuspectValues(suspect, facts, actor.agencyId ?? ''));
  },
});
