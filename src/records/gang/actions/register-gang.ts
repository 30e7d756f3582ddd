import { Field, ID, InputType } from 'type-graphql';
import { defineAction } from '../../../core/action-table';
import { begin } from '../../../core/decision';
import { badInput, type FaultSpec } from '../../../core/errors';
import type { Thing } from '../../../core/thing';
import { POLICE } from '../../../core/vocabulary';
import { DivisionCodeScalar } from '../../../graph/scalars';
import { CommandInput } from '../../../graph/types/command.input';
import { commandLimits, limit } from '../../../graph/types/limits';
import type { GangFacts } from '../facts';

@InputType({ description: 'Registers a gang 团伙 that is to be hunted.' })
export class RegisterGangInput extends CommandInput {
  @Field(() => ID, { description: 'The operation that hunts it.' })
  operationId!: string;
  @Field(() => String, { description: 'What it is called; never the name of a person.' })
  name!: string;
  @Field(() => DivisionCodeScalar, { nullable: true, description: 'Where its members come from.' })
  origin?: string | null;
  @Field(() => String, { nullable: true, description: 'Code of the catalogue FRAUD_MODUS.' })
  modusCode?: string | null;
}

/** An officer or commander of police registers a gang. */
export const registerGang = defineAction<Thing, RegisterGangInput, GangFacts>({
  name: 'registerGang',
  from: [],
  to: ['ACTIVE'],
  begins: true,
  subject: 'operationId',
  by: [{ types: POLICE, roles: ['OFFICER', 'COMMANDER'] }],
  input: RegisterGangInput,
  catalogues: { modusCode: 'FRAUD_MODUS' },
  limits: commandLimits<RegisterGangInput>({
    operationId: limit.id('op'),
    name: limit.text(2, 100),
    origin: limit.division.nullish(),
    modusCode: limit.catalogueCode.nullish(),
  }),
  decide(_operation, { name, origin, modusCode }, { moduses, names }, { actor }) {
    const faults: FaultSpec[] = [
      ...(names.has(name) ? [{ path: 'name', code: 'TAKEN', params: { code: name } }] : []),
      ...(modusCode && !moduses.has(modusCode) ? [{ path: 'modusCode', code: 'UNKNOWN_CODE' }] : []),
    ];
    if (faults.length > 0) throw badInput(faults);
    const modus = modusCode ? (moduses.get(modusCode) ?? null) : null;
    const untouched = { brokenAt: null, detained: 0, disclosed: false };
    return begin({ name, origin: origin ?? null, modus, ...untouched, agency: actor.agencyId });
  },
});
