import type { Actor } from '../core/actor';
import { fieldOf, isTask, type TaskThing, type Thing } from '../core/thing';
import { isTied } from '../core/ties';
import { isOfAny, type Sight } from '../core/visibility';
import type { Reader } from './viewer';

/** Whether a row of the table is about this reader and this thing. */
export function fits(sight: Sight, thing: Thing, reader: Reader): boolean {
  if (!viewerFits(sight, reader)) return false;
  if (sight.states && !sight.states.includes(thing.state)) return false;
  if (sight.having && !holdsOneOf(thing, sight.having)) return false;
  return relationFits(sight, thing, reader);
}

/** What of a row depends on the reader alone. */
export function viewerFits(sight: Sight, { actor, standing }: Reader): boolean {
  if (sight.relation === 'PARTICIPANT' && standing.part === null) return false;
  if (sight.relation === 'DESCENDANT' && !standing.descendant) return false;
  const isOfType = isAmong(sight.types, actor.agencyType);
  const hasPart = isAmong(sight.parts, standing.part);
  return isOfType && hasPart && (!sight.roles || sight.roles.some((role) => actor.roles.includes(role)));
}

/** Whether a row is about every thing of its type, for a reader whom it fits. */
export function isOfAll(sight: Sight): boolean {
  return sight.states === undefined && sight.having === undefined && isOfAny(sight);
}

function holdsOneOf(thing: Thing, { field, oneOf }: NonNullable<Sight['having']>): boolean {
  const list = fieldOf(thing, field);
  return Array.isArray(list) && list.some((each) => oneOf.includes(String(each)));
}

/** Whether a value is one of a list; any value is, where there is no list. */
function isAmong<T>(list: readonly T[] | undefined, value: T | null): boolean {
  return list === undefined || (value !== null && list.includes(value));
}

function relationFits(sight: Sight, thing: Thing, reader: Reader): boolean {
  const { relation } = sight;
  const { actor, standing, partners } = reader;
  if (isOfAny(sight)) return true;
  if (relation === 'PARTNER') return partners?.has(thing.id) ?? false;
  if (relation === 'OWN') return isOwn(thing, actor);
  if (standing.part === null) return false;
  return isTask(thing) ? taskRelationFits(relation, thing, actor) : isTied(sight, thing, actor);
}

/** Whether a thing is the actor's own agency, or belongs to it; the system has none. */
function isOwn(thing: Thing, { agencyId }: Actor): boolean {
  return agencyId !== null && [thing.id, fieldOf(thing, 'agency')].includes(agencyId);
}

function taskRelationFits(relation: Sight['relation'], thing: TaskThing, actor: Actor): boolean {
  if (relation === 'NAMED') return actor.memberId !== null && thing.members.includes(actor.memberId);
  return thing.agencies.some(
    (row) => row.agency === actor.agencyId && (relation === 'RELATED' || row.relation === relation),
  );
}
