import { isSystem, type Actor, type Standing } from './actor';
import type { DecisionContext, Outcome } from './decision';
import type { FactReader, FactRequest } from './facts';
import { fieldOf, isTask, type TaskRelation, type Thing } from './thing';
import type { Instant } from './time';
import type { AgencyType, CatalogueKind, Part, Role } from './vocabulary';

/**
 * The table of actions (动作表) is the only place that says who may do what when. The mutation, `availableActions`,
 * `deniedActions`, `taskKinds`, the diagram and the tests all read it.
 *
 * Terminology
 *   action   one command by its name; in the API its mutation, and in capitals the enum value
 *   party    one way to be entitled to an action; an action is open to who fits any of its parties
 *   duty     what keeps two actions in different hands (planner and approver)
 *   guard    a condition on the thing's own columns beside its state
 *   denial   why this actor may not do what the state would allow
 */

/** Relation of the actor's agency to the thing that a party asks for. */
type PartyAgency = TaskRelation | 'PARTICIPANT' | 'OPERATION_LEAD' | 'OWN' | 'ANY';

/** One way to be entitled to an action; everything given must hold. */
export interface Party {
  readonly agency?: PartyAgency;
  readonly types?: readonly AgencyType[];
  readonly roles?: readonly Role[];
  /** The person stands in this field of the thing. */
  readonly member?: string;
  /** The system itself: timers, founding, the operators' command line. */
  readonly system?: true;
}

/** Says what is wrong with an input, shaped like zod's `safeParse`. */
export interface InputLimits<Input> {
  safeParse(
    input: unknown,
  ):
    | { readonly success: true; readonly data: Input }
    | { readonly success: false; readonly error: { readonly issues: readonly InputIssue[] } };
}

/** One fault of an input as its limits tell it; the door turns it into a field fault of the API. */
export interface InputIssue {
  readonly path: readonly PropertyKey[];
  readonly code: string;
  readonly message: string;
  readonly [detail: string]: unknown;
}

/** A class of the API's input or answer; opaque to core. */
export type TypeClass = abstract new (...args: never[]) => object;

/**
 * One action of a kind or record. `decide` is pure and synchronous: safe to retry, tested without a database. It refuses
 * input that depends on facts (BAD_USER_INPUT) and conditions that are missing (PRECONDITION_FAILED).
 */
export interface ActionDefinition<T extends Thing = Thing, Input extends object = object, Facts = unknown> {
  /** The mutation's name, e.g. `approveArrestTrip`. */
  readonly name: string;
  /** States of the subject from which it is possible; an action that begins something has `begins` instead. */
  readonly from: readonly string[];
  /** States that it can lead to; none: the state stays. */
  readonly to: readonly string[];
  /** The subject is the operation and the action makes a new thing. */
  readonly begins?: true;
  /** The operation itself is made by it, so there is none to look up. */
  readonly founds?: true;
  /** Possible in these phases of the operation; left out: RUNNING. */
  readonly during?: readonly string[];
  readonly by: readonly Party[];
  /** Separate duties: not the person who stands in one of these fields. */
  readonly notBy?: readonly string[];
  /** The name of the input's field that names the subject. */
  readonly subject: string;
  readonly limits: InputLimits<Input>;
  /** The API's input class; left out, the action has no mutation (yet it has its row in the log). */
  readonly input?: TypeClass;
  /** What its mutation answers; left out: what all of its subject's do. */
  readonly payload?: TypeClass;
  /** A secret is drawn for it: `decide` is given its mark, and who asked is shown the secret itself, once. */
  readonly draws?: true;
  /** Types of other subjects that it changes or begins beside its own. */
  readonly also?: readonly string[];
  /** What `decide` needs beside the thing, for each request in order; left out: what the definition loads. */
  loadFacts?(reader: FactReader, requests: readonly FactRequest[], now: Instant): Promise<readonly Facts[]>;
  /** Its mutation answers something else than its subject and stands in a resolver of its own. */
  readonly answersApart?: true;
  /** Which fields of the input, at any depth, hold codes of which catalogue of the operation. */
  readonly catalogues?: Readonly<Record<string, CatalogueKind>>;
  /**
   * Fields of the input, at any depth, that tell when something happened, beside `at` and `occurredAt`: what a clock a
   * little ahead of ours tells is taken as now.
   */
  readonly moments?: readonly string[];
  /** What else must hold, from the thing's own columns; gives the denial's code or null. */
  guard?(thing: T): string | null;
  decide(thing: T, input: Input, facts: Facts, context: DecisionContext): Outcome;
}

/** Keeps the types of an action together; what is wrong in it is found when its kind is defined. */
export function defineAction<T extends Thing, Input extends object, Facts = undefined>(
  definition: ActionDefinition<T, Input, Facts>,
): ActionDefinition<T, Input, Facts> {
  return definition;
}

/** The enum value of an action: its name in capitals, `approveArrestTrip` → `APPROVE_ARREST_TRIP`. */
export function actionCode(name: string): string {
  return name.replace(/([A-Z])/g, '_$1').toUpperCase();
}

/** Codes of denials; their texts stand in the catalogues under `denial.*`. */
export type DenialCode =
  'NOT_YOUR_AGENCY' | 'NOT_YOUR_ROLE' | 'NOT_YOU' | 'SEPARATE_DUTIES' | 'OBSERVER' | 'NOT_FOR_KEY';

/** Everything the table is asked about at once. */
export interface Question<T extends Thing = Thing> {
  readonly thing: T;
  readonly actor: Actor;
  readonly standing: Standing;
}

/** Whether the key by which somebody comes, if it is one, is for the action. */
export function isForKey(action: Pick<ActionDefinition, 'name'>, { key }: Actor): boolean {
  return key === undefined || key.actions.includes(actionCode(action.name));
}

/** Null if the actor is entitled to the action, else why not. State and guard are asked apart. */
export function denialOf(action: ActionDefinition, question: Question): DenialCode | null {
  const { thing, actor } = question;
  if (!isForKey(action, actor)) return 'NOT_FOR_KEY';
  const faults = action.by.map((party) => partyFault(party, question));
  if (!faults.includes(null)) return worstFault(faults, question.standing.part);
  const separate = (action.notBy ?? []).some((field) => standsIn(field, { thing, actor }));
  return separate ? 'SEPARATE_DUTIES' : null;
}

/** Whether the thing's state allows the action. What else it holds is asked of who is entitled alone, by the guard. */
export function stateAllows(action: ActionDefinition, thing: Thing): boolean {
  return action.from.includes(thing.state);
}

function partyFault(party: Party, question: Question): DenialCode | null {
  const { thing, actor } = question;
  const isNamed = party.member === undefined || standsIn(party.member, { thing, actor });
  const hasRole = party.roles === undefined || party.roles.some((role) => actor.roles.includes(role));
  if (!isOfAgency(party, question)) return 'NOT_YOUR_AGENCY';
  if (isSystem(actor)) return null;
  if (!hasRole) return 'NOT_YOUR_ROLE';
  return isNamed ? null : 'NOT_YOU';
}

/** Whether the person stands in a field of the thing, alone or in a list. The system is no person. */
function standsIn(field: string, { thing, actor }: Pick<Question, 'thing' | 'actor'>): boolean {
  const value = fieldOf(thing, field);
  return actor.memberId !== null && (Array.isArray(value) ? value : [value]).includes(actor.memberId);
}

/** The system is of no agency: it fits the parties that are its own, and no member fits these. */
function isOfAgency(party: Party, { thing, actor, standing }: Question): boolean {
  if (party.system || isSystem(actor)) return party.system === true && isSystem(actor);
  return typeFits(party, actor) && agencyFits(party, thing, { actor, part: standing.part });
}

function typeFits({ types }: Party, { agencyType }: Actor): boolean {
  return types === undefined || (agencyType !== null && types.includes(agencyType));
}

/** What the actor is told where no party fits: the fault that is nearest to being entitled. */
function worstFault(faults: readonly (DenialCode | null)[], part: Part | null): DenialCode {
  if (part === 'OBSERVER') return 'OBSERVER';
  return (['NOT_YOUR_ROLE', 'NOT_YOU'] as const).find((code) => faults.includes(code)) ?? 'NOT_YOUR_AGENCY';
}

function agencyFits(party: Party, thing: Thing, who: { actor: Actor; part: Part | null }): boolean {
  const { actor, part } = who;
  if (party.agency === 'OWN') return fieldOf(thing, 'agency') === actor.agencyId || thing.id === actor.agencyId;
  if (party.agency === 'ANY') return true;
  if (part === null || part === 'OBSERVER') return false;
  if (party.agency === undefined || party.agency === 'PARTICIPANT') return true;
  if (party.agency === 'OPERATION_LEAD') return part === 'LEAD';
  const relation = party.agency;
  return isTask(thing) && thing.agencies.some((row) => row.agency === actor.agencyId && row.relation === relation);
}
