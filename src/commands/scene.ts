import { findStanding } from '../access/standing';
import type { Standing } from '../core/actor';
import type { SubjectDefinition } from '../core/definition';
import { refuse } from '../core/errors';
import type { RegisteredAction, Registry } from '../core/registry';
import type { Thing } from '../core/thing';
import type { Instant } from '../core/time';
import { OperationRow } from '../store/rows/operation.row';
import type { Session } from '../store/session';
import { findThings } from '../store/things';
import type { Command, CommonInput } from './command';
import { findEarlier, keyHolder, type Claim } from './idempotency';

/** A command whose input is checked and whose operation is known. */
export interface Admitted extends RegisteredAction {
  readonly command: Command;
  readonly input: CommonInput & Readonly<Record<string, unknown>>;
  readonly operation: string;
  readonly claim: Claim | null;
}

/** What a command finds under the lock of its operation: what it acts on, and who acts there. */
export interface Scene {
  readonly thing: Thing;
  /** Of the thing: for an action that begins something, the operation's. */
  readonly definition: SubjectDefinition;
  /** It is SYSTEM, in which something is begun: nobody is shown that, and everybody knows it. */
  readonly isSystem: boolean;
  readonly standing: Standing;
  /** The operation's phase. */
  readonly phase: string;
  readonly timeZone: string;
  /** The version that the actor was shown and expects; null: any. */
  readonly expectedVersion: number | null;
  /** The version that an earlier command of the actor's made, where this one follows it; null: any. */
  readonly followedVersion: number | null;
  /** The command names an earlier one of the actor's that was never done to this thing. */
  readonly followsUnknown: boolean;
}

/** Zone of an operation that is only being founded. */
const FOUNDING_ZONE = 'Asia/Shanghai';

/** Loads the scene of a command. @throws Refusal NOT_FOUND where there is nothing to act on */
export async function loadScene(
  session: Session,
  admitted: Admitted,
  { registry, now }: { registry: Registry; now: Instant },
): Promise<Scene> {
  const { operation, command, input } = admitted;
  const standing = await findStanding(session, command.actor.agencyId, { operation, now });
  if (admitted.action.founds) {
    const thing = { id: operation, operation, version: 0, state: '', createdAt: now, updatedAt: now };
    const founding = { thing, definition: admitted.definition, phase: 'DRAFT', timeZone: FOUNDING_ZONE };
    return {
      ...founding,
      isSystem: false,
      standing,
      expectedVersion: null,
      followedVersion: null,
      followsUnknown: false,
    };
  }
  const row = await session.findOne(OperationRow, { operation });
  if (!row) throw refuse('NOT_FOUND');
  const subject = await findSubject(session, admitted, { row, registry });
  const { version: followedVersion, isUnknown: followsUnknown } = await findFollowed(session, admitted, subject.thing);
  const expectedVersion = followedVersion === null ? (input.expectedVersion ?? null) : null;
  const { state: phase, timeZone } = row;
  const isSystem = admitted.action.begins === true && admitted.definition.ofSystem === true;
  return { ...subject, isSystem, standing, phase, timeZone, expectedVersion, followedVersion, followsUnknown };
}

async function findSubject(
  session: Session,
  { action, definition, input, operation }: Admitted,
  { row, registry }: { row: OperationRow; registry: Registry },
): Promise<Pick<Scene, 'thing' | 'definition'>> {
  if (action.begins) return { thing: row, definition: registry.getType('Operation') };
  const [thing] = await findThings(session, definition, { operation, ids: [String(input[action.subject])] });
  if (!thing) throw refuse('NOT_FOUND');
  return { thing, definition };
}

/**
 * The version that the actor's own earlier command answered, if this one follows it. Known is one that was done to the
 * same thing; what begins something may follow any, and has no version to expect.
 */
async function findFollowed(
  session: Session,
  { action, input, command }: Admitted,
  thing: Thing,
): Promise<{ version: number | null; isUnknown: boolean }> {
  if (!input.follows) return { version: null, isUnknown: false };
  const earlier = await findEarlier(session, keyHolder(command.actor), input.follows);
  if (action.begins) return { version: null, isUnknown: earlier === null };
  const isSame = earlier?.subject === thing.id;
  return { version: isSame ? earlier.version : null, isUnknown: !isSame };
}
