import type { Actor } from '../core/actor';
import { fieldOf, isTask, type TaskThing, type Thing } from '../core/thing';
import { isTied } from '../core/ties';
import { isOfAny, type Having, type Sight } from '../core/visibility';
import type { Reader } from './viewer';

/** Whether a row of the table is about this reader and this thing. */
export function fits(sight: Sight, thing: Thing, reader: Reader): boolean {
  if (!viewerFits(sight, reader)) return false;
  if (sight.states && !sight.states.includes(thing.state)) return false;
  if (sight.having && !isHad(thing, sight.having)) return false;
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

function isHad(thing: Thing, having: Having): boolean {
  const value = fieldOf(thing, having.field);
  if ('is' in having) return value === having.is;
  return Array.isArray(value) && value.some((each) => having.oneOf.includes(String(each)));
}

/** Whether a value is one of a list; any value is, where there is no list. */
function isAmong<T>(list: readonly T[] | undefined, value: T | null): boolean {
  return list === undefined || (value !== null && list.includes(value));
}

function relationFits(sight: Sight, thing: Thing, reader: Reader): boolean {
  const { relation } = sight;
  const { actor, standing, partners } = reader;
  if (isOfAny(sight)) return true;
  if (relation === 'PARTNER') return ownersOf(thing).some((owner) => partners?.has(owner));
  if (relation === 'OWN') return actor.agencyId !== null && ownersOf(thing).includes(actor.agencyId);
  if (standing.part === null) return false;
  return isTask(thing) ? taskRelationFits(relation, thing, actor) : isTied(sight, thing, actor);
}

/** The agency that a thing is, or belongs to. */
function ownersOf(thing: Thing): string[] {
  const agency = fieldOf(thing, 'agency');
  return typeof agency === 'string' ? [thing.id, agency] : [thing.id];
}

function taskRelationFits(relation: Sight['relation'], thing: TaskThing, actor: Actor): boolean {
  if (relation === 'NAMED') return actor.memberId !== null && thing.members.includes(actor.memberId);
  return thing.agencies.some(
    (row) => row.agency === actor.agencyId && (relation === 'RELATED' || row.relation === relation),
  );
}
