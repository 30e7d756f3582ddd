import type { Geometry } from './geometry';
import type { Instant } from './time';
import type { Priority, TaskPhase } from './vocabulary';

/**
 * A subject of commands as the pure rules see it: its row, by the names of the API's fields. Where the API shows
 * an object (a member, an agency, a division), the row holds its id or code under the same name.
 */
export interface Thing {
  readonly id: string;
  readonly operation: string;
  /** Counts every change of the thing, from 1. */
  readonly version: number;
  readonly state: string;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  /** Of a record, who stands how to tasks that refer to it; loaded where a row of its need-to-know table asks for it. */
  readonly ties?: readonly Tie[];
  /** Elements of its lists as they stood, of a thing of the past alone; of what stands they are read where asked for. */
  readonly partsThen?: Readonly<Record<string, readonly PartThen[]>>;
}

/** An element of a list of the past, as its row would hold it. */
type PartThen = Readonly<Record<string, unknown>>;

/** How an agency stands to a task; an agency has its strongest relation, in this order. */
export const TASK_RELATIONS = ['LEAD', 'HOLDER', 'ASSIST', 'CREATOR'] as const;
export type TaskRelation = (typeof TASK_RELATIONS)[number];

/** How somebody stands to a task that refers to a record. */
export interface Tie {
  /** The record's field with what the task refers to: `id`, or one that names another record. */
  readonly by: string;
  /** The task's. */
  readonly state: string;
  /** NAMED: `who` is a member whom the task names; else an agency. */
  readonly relation: TaskRelation | 'NAMED';
  readonly who: string;
}

/** What every task has, whatever its kind. */
export interface TaskThing extends Thing {
  readonly kind: string;
  /** e.g. "ARR-0021"; unique in its operation. */
  readonly number: string;
  /** Place in the running numbers of its kind, from 1. */
  readonly numberSeq: number;
  readonly title: string;
  readonly phase: TaskPhase;
  readonly paused: boolean;
  readonly priority: Priority;
  readonly leadAgency: string;
  readonly createdBy: string | null;
  readonly createdByAgency: string | null;
  /** The bank or carrier that the task is addressed to, in kinds that have one. */
  readonly holder: string | null;
  readonly division: string | null;
  readonly location: Geometry | null;
  readonly dueAt: Instant | null;
  readonly overdue: boolean;
  readonly closedAt: Instant | null;
  /**
   * Counts, from 1, the versions that everybody sees who sees the task: steps, and changes of fields that are open, in
   * states in which the task is seen without its case.
   */
  readonly openVersion: number;
  /** When the newest of them was made. */
  readonly openAt: Instant;
  /** Its position in the log. */
  readonly openSeq: number;
  /** Members assigned by name. */
  readonly members: readonly string[];
  /** Agencies that lead, hold, assist or created the task. */
  readonly agencies: readonly { readonly agency: string; readonly relation: TaskRelation }[];
}

/** Whether a thing is a task. */
export function isTask(thing: Thing): thing is TaskThing {
  return 'kind' in thing && 'leadAgency' in thing;
}

/** A field of a thing by name, for rules that are data; undefined where it has none. */
export function fieldOf(thing: Thing, name: string): unknown {
  return (thing as unknown as Readonly<Record<string, unknown>>)[name];
}
