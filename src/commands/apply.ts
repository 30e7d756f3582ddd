import { actionCode, type ActionDefinition } from '../core/action-table';
import type { Actor } from '../core/actor';
import type { Json } from '../core/canonical-json';
import type { Outcome } from '../core/decision';
import { isKind, type SubjectDefinition } from '../core/definition';
import type { Entry } from '../core/entry';
import type { KeyRing } from '../core/key-ring';
import type { Registry } from '../core/registry';
import type { Thing } from '../core/thing';
import { dateIn, type Instant } from '../core/time';
import { append, type Head } from '../store/log';
import type { Session } from '../store/session';
import { addTallies } from '../store/tallies';
import type { CommandResult } from './command';
import { Sealer, type SealedPart } from './seal-values';
import { withoutIdleEnds } from './write-parts';
import { SubjectWriter, type SubjectChange, type Written } from './write-subject';

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

/** Writes the outcome of a decided command: rows, history, tallies and entries, in the command's transaction. */
export class Applier {
  constructor(
    private readonly keyRing: KeyRing,
    private readonly registry: Registry,
  ) {}

  /** Everything that the command changes, each subject with its own entry: the command's own subject first. */
  async apply(session: Session, decided: Decided): Promise<CommandResult> {
    const { actor, at, newId, head } = decided;
    const { operation } = decided.thing;
    const sealer = new Sealer(session, this.keyRing, { operation, newId });
    const writer = new SubjectWriter(session, { operation, actor, at });
    const entries: Omit<Entry, 'seq'>[] = [];
    const results: Written[] = [];
    for (const change of this.changesOf(decided)) {
      const { definition, outcome } = change;
      const changed = await withoutIdleEnds(session, { operation, id: change.id }, outcome.parts);
      const parts = await sealer.parts(definition, changed);
      const sealed = await sealer.fields(definition, outcome.values);
      const seq = head.seq + 1 + entries.length;
      const written = standing(change) ?? (await writer.write(change, { sealed, parts, seq }));
      await this.count(session, decided, change);
      entries.push(this.entryOf(decided, change, { written, parts }));
      results.push(written);
    }
    const { seq } = await append(session, head, entries);
    const [main] = results;
    if (!main) throw new Error('a command without a subject');
    return {
      ...{ operation, command: decided.command, subjectType: decided.definition.type, subject: main.id },
      ...{ version: main.version, seq, repeated: false },
    };
  }

  private changesOf({ definition, action, outcome, thing, newId }: Decided): SubjectChange[] {
    const begun = outcome.begins ? (action.founds ? thing.id : newId(definition.idPrefix)) : thing.id;
    const state = outcome.state ?? action.to[0];
    return [
      changeOf(definition, { thing: outcome.begins ? null : thing, id: begun, outcome, state }),
      ...outcome.others.map(({ type, thing: other, id, outcome: change }) => {
        if (!action.also?.includes(type)) throw new Error(`${action.name} does not say that it changes a ${type}`);
        return changeOf(this.registry.getType(type), { thing: other, id, outcome: change, state: change.state });
      }),
    ];
  }

  private async count(session: Session, decided: Decided, { outcome }: SubjectChange): Promise<void> {
    const { at, timeZone, thing } = decided;
    const place = { operation: thing.operation, day: dateIn(at, timeZone), registry: this.registry };
    await addTallies(session, place, outcome.tallies);
  }

  private entryOf(
    { action, actor, thing, command, at, occurredAt, newId }: Decided,
    { definition, outcome }: SubjectChange,
    { written, parts }: { written: Written; parts: readonly SealedPart[] },
  ): Omit<Entry, 'seq'> {
    const code = actionCode(action.name);
    return {
      ...{ operation: thing.operation, id: newId('log'), command, at, occurredAt },
      ...{ actor: actor.memberId, agency: actor.agencyId, subjectType: definition.type, subject: written.id },
      ...{
        task: isKind(definition) ? written.id : (outcome.task ?? null),
        subjectVersion: written.version,
        action: code,
      },
      ...{ event: code, tallies: outcome.tallies },
      details: { ...written.details, ...outcome.remarks, ...partDetails(parts) },
    };
  }
}

function changeOf(
  definition: SubjectDefinition,
  { state, ...rest }: Pick<SubjectChange, 'thing' | 'id' | 'outcome'> & { state: string | undefined },
): SubjectChange {
  return { definition, ...rest, state: state ?? rest.thing?.state ?? Object.keys(definition.states)[0] ?? '' };
}

/** The subject as it stands, where only a task is told of. */
function standing({ id, thing, outcome }: SubjectChange): Written | null {
  return thing === null || outcome.task === undefined ? null : { id, version: thing.version, details: {} };
}

function partDetails(parts: readonly SealedPart[]): Record<string, Json> {
  const details: Record<string, Json[]> = {};
  for (const { part, key, details: values } of parts) (details[part] ??= []).push({ key, ...values });
  return details;
}
