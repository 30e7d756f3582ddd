import type { AgencyType, Part, Role } from './vocabulary';

/**
 * Need-to-know (知悉范围) as data. A table says, for each type of subject, which viewers see a thing in which
 * states, and how much of each class of field. Whether and how a viewer sees something is decided from these
 * tables alone, by `access/need-to-know.ts`.
 */

/**
 * Classes of field. OPEN is shown to whoever sees the thing at all; every other class must be granted.
 * - NUMBER: running numbers, whose gaps would tell of neighbours
 * - CASE: what the work is about
 * - FINANCIAL: accounts and amounts of single cases
 * - PERSONAL: names, identity numbers, telephones of persons
 * - WHEREABOUTS: where officers and suspects are
 * - REPORTER: who reported
 * - INNER: an operation's inner life, for its participants
 * - PROOF: what is held against something: the log's chain by auditors, a sign-in or a key by the server itself
 */
export type FieldClass =
  'OPEN' | 'NUMBER' | 'CASE' | 'FINANCIAL' | 'PERSONAL' | 'WHEREABOUTS' | 'REPORTER' | 'INNER' | 'PROOF';

/** How much of a field is shown: the value, the value with "*" for characters, or nothing. */
export type Level = 'FULL' | 'MASKED' | 'HIDDEN';

/**
 * How the viewer stands to a thing.
 * - PARTICIPANT: its agency takes part in the operation
 * - DESCENDANT: its agency takes part in an operation below this one
 * - LEAD, HOLDER, CREATOR, ASSIST: its agency leads, holds, created or is assigned to the task
 * - RELATED: any of these four
 * - NAMED: the person stands in one of the thing's fields of members
 * - CONCERNED: its agency registered the record, or leads, holds or is assigned to a task that refers to it
 *
 * Of a record, the relations to a task are those to a task that refers to it.
 * - OWN: the thing is the viewer's own agency, or belongs to it (members, keys)
 * - PARTNER: the same of an agency that takes part in an operation together with the viewer's
 * - ANYONE: every signed-in member
 */
export type SightRelation =
  | 'PARTICIPANT'
  | 'DESCENDANT'
  | 'LEAD'
  | 'HOLDER'
  | 'CREATOR'
  | 'ASSIST'
  | 'RELATED'
  | 'CONCERNED'
  | 'NAMED'
  | 'OWN'
  | 'PARTNER'
  | 'ANYONE';

/** What must hold of a thing: a list that its row keeps as a set has one of these words, or a flag is set. */
export type Having =
  { readonly field: string; readonly oneOf: readonly string[] } | { readonly field: string; readonly is: true };

/** One row of a need-to-know table. A viewer who fits several rows sees the best of each class. */
export interface Sight {
  readonly relation: SightRelation;
  /** Only agencies of these types; left out: all. */
  readonly types?: readonly AgencyType[];
  /** Only members with one of these roles; left out: all. */
  readonly roles?: readonly Role[];
  /** Only agencies with this part in the operation; left out: all. */
  readonly parts?: readonly Part[];
  /** Only while the thing is in one of these states; left out: always. */
  readonly states?: readonly string[];
  /** Only things of which this holds. For records alone. */
  readonly having?: Having;
  /** For relations to tasks, of records alone: the field that names another record, whose tasks count too. */
  readonly via?: string;
  /** Only tasks in one of these states count by way of `via`; left out: in any. */
  readonly tasksIn?: readonly string[];
  /** What is shown beside OPEN; a class that is not named is hidden. */
  readonly shows?: Partial<Readonly<Record<FieldClass, Exclude<Level, 'HIDDEN'>>>>;
}

/** How a field of a thing is kept and shown. */
export interface FieldRule {
  readonly class: FieldClass;
  /** Kept as a sealed value; the log holds its reference and a commitment, never the value. */
  readonly sealed?: true;
  /** A sealed value that is looked up exactly: the purpose of its keyed index. */
  readonly blind?: string;
  /** It holds a division code, which texts tell by its name. */
  readonly division?: true;
  /** A list is cut when hidden, everything else becomes null. */
  readonly list?: true;
  /** Kept in the row and the log, but no field of the API. */
  readonly unpublished?: true;
  /** Answered although nothing of its class is granted, with this value: for fields that the API never leaves null. */
  readonly hiddenAs?: string | number | boolean;
  /** The type and the field of the API in which the value of an element of a list stands, if not in the element's own. */
  readonly shownIn?: { readonly type: string; readonly field: string };
  /** The field of the thing whose value stands here for whom the class is not granted; nothing is withheld then. */
  readonly otherwise?: string;
}

/** A type's fields by the names of the API; each has a class, or the server does not start. */
export type FieldRules = Readonly<Record<string, FieldClass | FieldRule>>;

/** The rule of a field, in its long form. */
export function fieldRule(rule: FieldClass | FieldRule): FieldRule {
  return typeof rule === 'string' ? { class: rule } : rule;
}

const RANK: Readonly<Record<Level, number>> = { HIDDEN: 0, MASKED: 1, FULL: 2 };

/** The better of two levels. */
export function better(a: Level, b: Level): Level {
  return RANK[a] >= RANK[b] ? a : b;
}

/** Whether a row is about any thing of its type in its states: of the viewer alone it depends whom it fits. */
export function isOfAny({ relation }: Sight): boolean {
  return relation === 'PARTICIPANT' || relation === 'DESCENDANT' || relation === 'ANYONE';
}

/** Whether whoever fits a row knows of all there are of its type in an operation: these see its counts live. */
export function isOfInsiders({ relation, states, having }: Sight): boolean {
  return relation === 'PARTICIPANT' && !states && !having;
}

/** Who is told what an operation's log is checked by: a gapless number would tell others what they do not see. */
export const PROOF_SIGHT: readonly Sight[] = [
  { relation: 'PARTICIPANT', parts: ['LEAD'], roles: ['AUDITOR'], shows: { PROOF: 'FULL' } },
];

/** Who is told who has read the telephone numbers of an agency's members: they are the agency's own people. */
export const MEMBER_READS_SIGHT: readonly Sight[] = [{ relation: 'OWN', roles: ['AUDITOR'], shows: { PROOF: 'FULL' } }];

/**
 * States in which those may see a task who do not see its case: whoever takes part, or where no row says that, whoever
 * has a relation to it. Only versions in these count for them, or the first number that they read would tell of the way.
 */
export function openStatesOf({
  sight,
  states,
}: {
  readonly sight: readonly Sight[];
  readonly states: Readonly<Record<string, unknown>>;
}): ReadonlySet<string> {
  const whole = sight.filter(({ shows }) => shows?.CASE === 'FULL');
  const rows = sight.filter((row) => !whole.some((other) => isWithin(row, other)));
  const general = rows.filter(isOfAny);
  const seen = general.length > 0 ? general : rows;
  return new Set(seen.flatMap((row) => row.states ?? Object.keys(states)));
}

/** Whether whoever fits a row fits another one too. */
function isWithin(row: Sight, other: Sight): boolean {
  const isPart = <T>(list: readonly T[] | undefined, of: readonly T[] | undefined): boolean =>
    of === undefined || (list?.every((each) => of.includes(each)) ?? false);
  const isSame = row.relation === other.relation && isPart(row.types, other.types) && isPart(row.roles, other.roles);
  return isSame && isPart(row.parts, other.parts) && isPart(row.states, other.states);
}
