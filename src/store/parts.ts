import { isKind, type SubjectDefinition } from '../core/definition';
import { TASK_PARTS, type PartDefinition } from '../core/parts';
import { AssignmentRow } from './rows/assignment.row';
import { ClockRow } from './rows/clock.row';
import type { Rows, Session } from './session';

/** A row of a part: which thing it belongs to, and its values under the names of the API. */
export interface PartRow {
  readonly operation: string;
  /** The thing; a part of the operation has none beside it. */
  readonly subject?: string;
  readonly [field: string]: unknown;
}

const OF_EVERY_TASK: Readonly<Record<string, PartDefinition>> = {
  assignments: { ...TASK_PARTS.assignments, row: AssignmentRow },
  clocks: { ...TASK_PARTS.clocks, row: ClockRow },
};

/** Lists of a subject that are kept in rows of their own, with those that every task has. */
export function partsOf(definition: SubjectDefinition): Readonly<Record<string, PartDefinition>> {
  return isKind(definition) ? { ...OF_EVERY_TASK, ...definition.parts } : (definition.parts ?? {});
}

/** One part that the definition must have. */
export function partOf(definition: SubjectDefinition, name: string): PartDefinition {
  const part = partsOf(definition)[name];
  if (!part) throw new Error(`${definition.type} has no part ${name}`);
  return part;
}

/** Where a part of a thing is kept: a part of the operation has no id beside it. */
export function partPlace(
  definition: SubjectDefinition,
  { operation, subjects }: { operation: string; subjects: string | readonly string[] },
): Readonly<Record<string, string | readonly string[]>> {
  return definition.type === 'Operation' ? { operation } : { operation, subject: subjects };
}

/** Rows of a part of several things of one operation, in one statement. */
export async function findParts(
  session: Session,
  definition: SubjectDefinition,
  { name, operation, subjects }: { name: string; operation: string; subjects: readonly string[] },
): Promise<PartRow[]> {
  const { row } = partOf(definition, name);
  return session.find(row as Rows<PartRow>, partPlace(definition, { operation, subjects }));
}
