import { Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import type { FactReader } from '../../../core/facts';
import { badInput, type FaultSpec } from '../../../core/errors';
import type { FieldValues } from '../../../core/parts';
import { residentIdFault } from '../../../core/resident-id';
import type { CalendarDate } from '../../../core/time';
import { limit } from '../../../graph/types/limits';
import { CatalogueEntryRow } from '../../catalogue/rows';
import { GangRow, SuspectRow } from '../rows';

/** A suspect that is recorded for the first time: when registered, or when a trip detains somebody unknown. */

@InputType({ description: 'A suspect who is not recorded yet.' })
export class NewSuspectInput {
  @Field(() => String, { description: 'Name; kept sealed, and shown to those whose work it is.' })
  name!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Resident identity number 公民身份号码, 18 characters; kept sealed.',
  })
  idNumber?: string | null;
  @Field(() => ID, { nullable: true, description: 'The gang that the suspect belongs to.' })
  gangId?: string | null;
  @Field(() => String, { nullable: true, description: 'Code of the catalogue TARGET_PERSON.' })
  categoryCode?: string | null;
}

/** Limits of a new suspect. */
export const newSuspectLimits = z.strictObject({
  name: limit.text(1, 60),
  idNumber: limit.residentId.nullish(),
  gangId: limit.id('gang').nullish(),
  categoryCode: limit.catalogueCode.nullish(),
});

/** What must be known to record new suspects. */
export interface NewSuspectFacts {
  /** Identity numbers of suspects who are recorded already. */
  readonly known: ReadonlySet<string>;
  /** Ids of entries of the catalogue TARGET_PERSON that are in use, by code. */
  readonly categories: ReadonlyMap<string, string>;
  readonly gangs: ReadonlySet<string>;
}

/** What is written of a suspect beside the name; the parts of an input that name other things. */
export type SuspectNaming = Pick<NewSuspectInput, 'idNumber' | 'gangId' | 'categoryCode'>;

/** Facts of several inputs; one statement a table. */
export async function loadNewSuspectFacts(
  reader: FactReader,
  inputs: readonly SuspectNaming[],
): Promise<NewSuspectFacts> {
  const given = (name: keyof SuspectNaming): string[] => inputs.flatMap((input) => input[name] ?? []);
  const sealed = await reader.sealed('suspect.id-number', given('idNumber'));
  const suspects = await reader.many(SuspectRow, { idNumber: [...sealed.values()].flat() });
  const refs = new Set(suspects.map((row) => row.idNumber));
  const isKnown = ([, found]: readonly [string, readonly string[]]): boolean => found.some((ref) => refs.has(ref));
  const where = { kind: 'TARGET_PERSON' as const, code: given('categoryCode'), state: 'ACTIVE' };
  const categories = await reader.many(CatalogueEntryRow, where);
  const gangs = await reader.many(GangRow, { id: given('gangId') });
  return {
    known: new Set([...sealed].filter(isKnown).map(([value]) => value)),
    categories: new Map(categories.map((row) => [row.code, row.id])),
    gangs: new Set(gangs.map((row) => row.id)),
  };
}

/**
 * What is wrong with a new suspect in the light of the facts, all but that it is recorded already; `path` is where it
 * stands in the input, with a dot.
 */
export function newSuspectFaults(
  { idNumber, gangId, categoryCode }: SuspectNaming,
  facts: NewSuspectFacts,
  { path, today }: { path: string; today: CalendarDate },
): FaultSpec[] {
  const idFault = idNumber ? residentIdFault(idNumber, today) : null;
  return [
    ...(idFault ? [{ path: `${path}idNumber`, code: idFault }] : []),
    ...(gangId && !facts.gangs.has(gangId) ? [{ path: `${path}gangId`, code: 'UNKNOWN_GANG' }] : []),
    ...(categoryCode && !facts.categories.has(categoryCode)
      ? [{ path: `${path}categoryCode`, code: 'UNKNOWN_CODE' }]
      : []),
  ];
}

/**
 * Refuses a suspect whose number is recorded already. To be asked last, when nothing else is in the way of the command:
 * then whoever tries a number that is not recorded has recorded it, and stands in the log with it. Asked any earlier, a
 * command that cannot be done would tell who is sought, and leave no trace. Who acts and the version that they expect
 * are judged before a command is decided, and a key that was used before is answered before that.
 *
 * What remains: a number that is recorded is told without a trace, to who may guess one right; and on a database that
 * writes to several operations at once, of two commands of one member with one key, sent to two operations in the same
 * moment, the later one is undone after it was decided. The earlier one is in the log.
 * @throws Refusal BAD_USER_INPUT with KNOWN_SUSPECT
 */
export function assertNotRecorded({ idNumber }: SuspectNaming, { known }: NewSuspectFacts, path: string): void {
  if (idNumber && known.has(idNumber)) throw badInput([{ path: `${path}idNumber`, code: 'KNOWN_SUSPECT' }]);
}

/** A new suspect's fields. */
export function newSuspectValues(
  { name, idNumber, gangId, categoryCode }: NewSuspectInput,
  { categories }: NewSuspectFacts,
  agency: string,
): FieldValues {
  const none = { trip: null, detainedAt: null, detentionHouse: null, enteredHouseAt: null };
  const category = categoryCode ? (categories.get(categoryCode) ?? null) : null;
  return { name, idNumber: idNumber ?? null, category, gang: gangId ?? null, ...none, agency };
}
