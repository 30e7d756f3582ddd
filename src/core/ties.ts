import type { Actor } from './actor';
import { fieldOf, TASK_RELATIONS, type Thing, type Tie } from './thing';
import type { Sight } from './visibility';

/** How somebody stands to a record by the tasks that refer to it. Pure; `access/record-condition.ts` asks the same in SQL. */

/** Of the relations that make a record an agency's concern; who only created a task has handed it on. */
const CONCERNING: readonly Tie['relation'][] = ['LEAD', 'HOLDER', 'ASSIST'];

/** Relations to a task that a row about a record asks for; none where the row asks for something else. */
export function tiesAskedBy({ relation }: Sight): readonly Tie['relation'][] {
  if (relation === 'CONCERNED') return CONCERNING;
  if (relation === 'RELATED') return TASK_RELATIONS;
  return relation === 'NAMED' ? ['NAMED'] : TASK_RELATIONS.filter((each) => each === relation);
}

/** Whether a record is tied to an actor as a row of its table says. */
export function isTied(row: Sight, thing: Thing, { agencyId, memberId }: Actor): boolean {
  if (row.relation === 'CONCERNED' && agencyId !== null && fieldOf(thing, 'agency') === agencyId) return true;
  const asked = tiesAskedBy(row);
  return (thing.ties ?? []).some(
    (tie) =>
      asked.includes(tie.relation) && isBy(row, tie) && tie.who === (tie.relation === 'NAMED' ? memberId : agencyId),
  );
}

/** A task that refers to the record itself counts in any state. */
function isBy({ via, tasksIn }: Sight, { by, state }: Tie): boolean {
  return by === 'id' || (by === via && (tasksIn?.includes(state) ?? true));
}
