import type { Actor } from '../core/actor';
import type { Json } from '../core/canonical-json';
import { CLOCKS } from '../core/clocks';
import type { Outcome } from '../core/decision';
import { isKind, type KindDefinition, type SubjectDefinition } from '../core/definition';
import { isTask, type TaskThing, type Thing } from '../core/thing';
import type { Instant } from '../core/time';
import { setColumns } from '../core/word-set';
import type { Session } from '../store/session';
import type { Sealed, SealedPart } from './seal-values';
import { assistingAgencies, dueOf, writeParts } from './write-parts';
import { birthDetails, changedTask, insertTask, newTask, updateTask } from './write-task';

/** What a command does to one subject. */
export interface SubjectChange {
  readonly definition: SubjectDefinition;
  /** As it stood; null for one that begins. */
  readonly thing: Thing | null;
  readonly id: string;
  readonly outcome: Outcome;
  /** The state that it has afterwards. */
  readonly state: string;
}

/** A subject as a command has left it, with what the log tells of it. */
export interface Written {
  readonly id: string;
  readonly version: number;
  readonly details: Readonly<Record<string, Json>>;
}

/** What is to be written of one subject, sealed, and where in the log its entry will stand. */
interface Writing {
  readonly sealed: Sealed;
  readonly parts: readonly SealedPart[];
  readonly seq: number;
}

/** Writes subjects: tasks with their history, records with their row, and the parts of both. */
export class SubjectWriter {
  constructor(
    private readonly session: Session,
    private readonly scene: { readonly operation: string; readonly actor: Actor; readonly at: Instant },
  ) {}

  /** Parts first: what a task's header shows of its time limits and agencies is read from them. */
  async write(change: SubjectChange, writing: Writing): Promise<Written> {
    const { definition, id } = change;
    const { operation } = this.scene;
    await writeParts(this.session, definition, { operation, id, parts: writing.parts });
    if (!isKind(definition)) return this.writeRecord(change, writing);
    return change.thing === null
      ? this.beginTask(definition, change, writing)
      : this.changeTask(definition, change, writing);
  }

  private async writeRecord({ definition, thing, id, state }: SubjectChange, writing: Writing): Promise<Written> {
    const { operation, at } = this.scene;
    const { sealed, seq } = writing;
    const moved = thing?.state === state ? {} : { state };
    const details = { ...moved, ...sealed.details };
    const kept = { ...sealed.values, ...setColumns(definition.sets, sealed.values) };
    if (thing === null) {
      const row = { ...kept, operation, id, state, version: 1, createdAt: at, updatedAt: at };
      await this.session.insert(definition.row, [{ ...row, updatedSeq: seq }]);
      return { id, version: 1, details };
    }
    const version = thing.version + 1;
    const values = { ...kept, state, version, updatedAt: at, updatedSeq: seq };
    const found = await this.session.update(definition.row, { operation, id, version: thing.version }, values);
    if (found !== 1) throw new Error(`${id} moved under the lock of its operation`);
    return { id, version, details };
  }

  private async beginTask(kind: KindDefinition, change: SubjectChange, writing: Writing): Promise<Written> {
    const { operation, actor, at } = this.scene;
    const { id, state } = change;
    const by = { createdBy: actor.memberId, createdByAgency: actor.agencyId, leadAgency: actor.agencyId };
    const due = await this.due(id, writing.parts);
    const values = { ...by, ...writing.sealed.values, ...due };
    const assisting = await this.assisting(id, { task: null, parts: writing.parts });
    const moment = { at, seq: writing.seq };
    const task = await newTask(this.session, kind, { operation, id, state, values, moment, assisting });
    await insertTask(this.session, kind, { task, moment });
    return { id, version: 1, details: { ...birthDetails(task), ...writing.sealed.details, ...due } };
  }

  private async changeTask(kind: KindDefinition, change: SubjectChange, writing: Writing): Promise<Written> {
    const { at } = this.scene;
    const { thing: before, id, state } = change;
    if (!before || !isTask(before)) throw new Error(`${id} is no task`);
    const due = changed(await this.due(id, writing.parts), before);
    const values = { ...writing.sealed.values, ...due };
    const assisting = await this.assisting(id, { task: before, parts: writing.parts });
    const moment = { at, seq: writing.seq };
    const task = changedTask(kind, before, { state, values, moment, assisting });
    await updateTask(this.session, kind, { before, task, moment });
    const moved = state === before.state ? {} : { state };
    return { id, version: task.version, details: { ...moved, ...writing.sealed.details, ...due } };
  }

  /** What the header shows of the task's time limits, if the command touched one. */
  private async due(id: string, parts: readonly SealedPart[]): Promise<Partial<Awaited<ReturnType<typeof dueOf>>>> {
    if (!parts.some(({ part }) => part === CLOCKS)) return {};
    return dueOf(this.session, { operation: this.scene.operation, id });
  }

  private async assisting(
    id: string,
    { task, parts }: { task: TaskThing | null; parts: readonly SealedPart[] },
  ): Promise<readonly string[]> {
    if (parts.some(({ part }) => part === 'assignments')) {
      return assistingAgencies(this.session, { operation: this.scene.operation, id });
    }
    return (task?.agencies ?? []).filter(({ relation }) => relation === 'ASSIST').map(({ agency }) => agency);
  }
}

/** The values that differ from those that stand. */
function changed<T extends object>(values: T, before: TaskThing): Partial<T> {
  const differs = ([name, value]: [string, unknown]): boolean => before[name as keyof TaskThing] !== value;
  return Object.fromEntries(Object.entries(values).filter(differs)) as Partial<T>;
}
