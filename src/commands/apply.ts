import { actionCode, type ActionDefinition } from '../core/action-table';
import type { Actor } from '../core/actor';
import type { Json } from '../core/canonical-json';
import type { Outcome, PartChange } from '../core/decision';
import { fieldsOf, isKind, type SubjectDefinition } from '../core/definition';
import type { Entry } from '../core/entry';
import type { KeyRing } from '../core/key-ring';
import type { Registry } from '../core/registry';
import { isTask, type Thing } from '../core/thing';
import { dateIn, type Instant } from '../core/time';
import { append, type Head } from '../store/log';
import { sealValue, type SealMark } from '../store/seals';
import type { Session } from '../store/session';
import { addTallies } from '../store/tallies';
import type { CommandResult } from './command';
import { birthDetails, changedTask, insertTask, newTask, updateTask, type StoredValues } from './write-task';

/** A decided command with everything that writing it needs. */
export interface Decided {
  readonly action: ActionDefinition;
  readonly definition: SubjectDefinition;
  /** What the action acted on; for one that begins something, the operation. */
  readonly thing: Thing;
  readonly outcome: Outcome;
  readonly actor: Actor;
  readonly command: string;
  readonly at: Instant;
  readonly occurredAt: Instant | null;
  readonly timeZone: string;
  readonly head: Head;
  readonly newId: (prefix: string) => string;
}

interface Written {
  readonly id: string;
  readonly version: number;
  readonly task: string | null;
  readonly details: Record<string, Json>;
}

/** Writes the outcome of a decided command: rows, history, tallies and its entry, in the command's transaction. */
export class Applier {
  constructor(
    private readonly keyRing: KeyRing,
    private readonly registry: Registry,
  ) {}

  async apply(session: Session, decided: Decided): Promise<CommandResult> {
    const { definition, action, outcome, actor, at } = decided;
    const operation = decided.thing.operation;
    const stored = await this.seal(session, decided);
    const written = outcome.begins
      ? await this.begin(session, decided, stored)
      : await this.change(session, decided, stored);
    await this.writeParts(session, decided, written.id);
    const entry: Omit<Entry, 'seq'> = {
      ...{ operation, id: decided.newId('log'), command: decided.command, at, occurredAt: decided.occurredAt },
      ...{ actor: actor.memberId, agency: actor.agencyId, subjectType: definition.type, subject: written.id },
      ...{ task: written.task, subjectVersion: written.version, action: actionCode(action.name) },
      ...{ event: actionCode(action.name), tallies: outcome.tallies },
      details: { ...written.details, ...stored.details, ...outcome.remarks, ...partDetails(outcome.parts) },
    };
    const place = { operation, day: dateIn(at, decided.timeZone), registry: this.registry };
    await addTallies(session, place, outcome.tallies);
    const head = await append(session, decided.head, [entry]);
    return {
      ...{ operation, command: decided.command, subjectType: definition.type, subject: written.id },
      ...{ version: written.version, seq: head.seq, repeated: false },
    };
  }

  /** Values as rows keep them, and as the log tells them. */
  private async seal(
    session: Session,
    { definition, outcome, thing, newId }: Decided,
  ): Promise<{ values: StoredValues; details: Record<string, Json> }> {
    const rules = fieldsOf(definition);
    const values: Record<string, unknown> = {};
    const details: Record<string, Json> = {};
    for (const [name, value] of Object.entries(outcome.values)) {
      const rule = rules.get(name);
      // Without a class it would stand in the log and be shown to nobody, or to everybody.
      if (!rule) throw new Error(`${definition.type} has no field ${name}`);
      const sealed = rule.sealed === true && value !== null;
      const mark = sealed
        ? await this.sealOne(session, { operation: thing.operation, ref: newId('seal'), value })
        : null;
      values[name] = mark ? mark.ref : value;
      details[name] = mark ? { ...mark } : value;
    }
    return { values, details };
  }

  private async sealOne(
    session: Session,
    { operation, ref, value }: { operation: string; ref: string; value: Json },
  ): Promise<SealMark> {
    // Kept in clear without a word otherwise.
    if (typeof value !== 'string') throw new Error('only text can be sealed');
    return sealValue(session, this.keyRing, { operation, ref, value });
  }

  private async begin(session: Session, decided: Decided, { values }: { values: StoredValues }): Promise<Written> {
    const { definition, action, outcome, actor, at, thing } = decided;
    const state = outcome.state ?? action.to[0] ?? Object.keys(definition.states)[0] ?? '';
    const id = action.founds ? thing.id : decided.newId(definition.idPrefix);
    const seq = decided.head.seq + 1;
    if (!isKind(definition)) {
      const row = { ...values, operation: thing.operation, id, state, version: 1, createdAt: at, updatedAt: at };
      await session.insert(definition.row, [{ ...row, updatedSeq: seq }]);
      return { id, version: 1, task: null, details: { state } };
    }
    const by = { createdBy: actor.memberId, createdByAgency: actor.agencyId, leadAgency: actor.agencyId };
    const start = { operation: thing.operation, id, state, values: { ...by, ...values }, at };
    const task = await newTask(session, definition, start);
    await insertTask(session, definition, { task, moment: { at, seq } });
    return { id, version: 1, task: id, details: birthDetails(task) };
  }

  private async change(session: Session, decided: Decided, { values }: { values: StoredValues }): Promise<Written> {
    const { definition, action, outcome, at, thing } = decided;
    const state = outcome.state ?? action.to[0] ?? thing.state;
    const seq = decided.head.seq + 1;
    const details: Record<string, Json> = state === thing.state ? {} : { state };
    if (isKind(definition) && isTask(thing)) {
      const task = changedTask(definition, thing, { state, values, at });
      await updateTask(session, definition, { before: thing, task, moment: { at, seq } });
      return { id: thing.id, version: task.version, task: thing.id, details };
    }
    const version = thing.version + 1;
    const key = { operation: thing.operation, id: thing.id };
    await session.update(definition.row, key, { ...values, state, version, updatedAt: at, updatedSeq: seq });
    return { id: thing.id, version, task: null, details };
  }

  private async writeParts(session: Session, { definition, outcome, thing }: Decided, id: string): Promise<void> {
    for (const { part, key, values } of outcome.parts) {
      const rule = definition.parts?.[part];
      if (!rule) throw new Error(`${definition.type} has no part ${part}`);
      // A part of the operation has no id beside it: its key is the operation itself.
      const owner = definition.type === 'Operation' ? {} : { subject: id };
      const place = { operation: thing.operation, ...owner, [rule.key]: key };
      const found = await session.update(rule.row, place, { ...values });
      if (found === 0) await session.insert(rule.row, [{ ...place, ...values }]);
    }
  }
}

function partDetails(parts: readonly PartChange[]): Record<string, Json> {
  const details: Record<string, Json[]> = {};
  for (const { part, key, values } of parts) (details[part] ??= []).push({ key, ...values });
  return details;
}
