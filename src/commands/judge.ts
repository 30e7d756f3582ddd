import { actionCode, denialOf, stateAllows, type ActionDefinition, type Question } from '../core/action-table';
import { isSystem } from '../core/actor';
import type { SubjectDefinition } from '../core/definition';
import { refuse } from '../core/errors';
import type { Registry } from '../core/registry';
import { isTask, type Thing } from '../core/thing';
import type { NeedToKnow } from '../access/need-to-know';

/** An action, what it acts on and in which operation: what the table of actions is asked about. */
export interface Case extends Question {
  readonly action: ActionDefinition;
  readonly definition: SubjectDefinition;
  /** The operation's phase. */
  readonly phase: string;
  /** Something is begun in SYSTEM. */
  readonly isSystem: boolean;
  /** What the actor was shown; null: any. */
  readonly expectedVersion: number | null;
  /** What the actor's own earlier command made; null: any. */
  readonly followedVersion: number | null;
}

/** A thing and who asks what may be done with it. */
export type Offer = Omit<Case, 'action' | 'isSystem' | 'expectedVersion' | 'followedVersion'>;

/** One thing that this viewer may not do although the state would allow it. */
export interface DeniedAction {
  readonly action: string;
  readonly code: string;
}

/** Asks the table of actions: for a command before it is decided, and for what a viewer is offered. */
export class Judge {
  constructor(
    private readonly registry: Registry,
    private readonly needToKnow: NeedToKnow,
  ) {}

  /**
   * Lets a command through or refuses it, in the order of the API: NOT_FOUND, VERSION_CONFLICT, ILLEGAL_TRANSITION,
   * FORBIDDEN, PRECONDITION_FAILED.
   */
  assertAllowed(asked: Case): void {
    const { action, thing } = asked;
    if (!this.mayKnow(asked)) throw refuse('NOT_FOUND');
    this.assertVersion(asked);
    this.assertState(asked);
    const denial = denialOf(action, asked);
    if (denial) throw refuse('FORBIDDEN', { denial: { action: actionCode(action.name), code: denial } });
    const unmet = action.guard?.(thing);
    if (unmet) throw refuse('PRECONDITION_FAILED', { unmet: [{ code: unmet }] });
  }

  /** A version is compared with what the actor is shown, or who guesses would learn of the others. */
  private assertVersion({ definition, thing, actor, standing, expectedVersion, followedVersion }: Case): void {
    const currentVersion = this.needToKnow.versionFor(definition, thing, { actor, standing });
    const isOther = expectedVersion !== null && expectedVersion !== currentVersion;
    const isMoved = followedVersion !== null && followedVersion !== thing.version;
    if (isOther || isMoved) throw refuse('VERSION_CONFLICT', { currentVersion });
  }

  /** The system, and who founds an operation or begins something in SYSTEM, act on what nobody had to be told of. */
  private mayKnow({ action, definition, thing, actor, standing, isSystem: inSystem }: Case): boolean {
    if (isSystem(actor) || action.founds || inSystem) return true;
    return this.needToKnow.mayKnow(definition, thing, { actor, standing });
  }

  private assertState(asked: Case): void {
    const { action, thing, phase } = asked;
    if (!this.phaseAllows(action, phase)) {
      throw refuse('ILLEGAL_TRANSITION', { state: phase, allowed: [], label: `state.Operation.${phase}` });
    }
    if (action.begins || action.founds || stateAllows(action, thing)) return;
    const label = `state.${isTask(thing) ? thing.kind : asked.definition.type}.${thing.state}`;
    throw refuse('ILLEGAL_TRANSITION', { state: thing.state, allowed: this.possible(asked), label });
  }

  /** Codes of the actions that the viewer may do now; guards included. */
  available(on: Offer): string[] {
    return this.candidates(on)
      .filter((action) => denialOf(action, on) === null && !action.guard?.(on.thing))
      .map((action) => actionCode(action.name));
  }

  /**
   * Actions that the state would allow but this viewer may not do, and why. What the thing holds beside its state (the
   * guard) is told only of those that the viewer is entitled to.
   */
  denied(on: Offer): DeniedAction[] {
    return this.candidates(on).flatMap((action) => {
      const code = denialOf(action, on) ?? action.guard?.(on.thing) ?? null;
      return code === null ? [] : [{ action: actionCode(action.name), code }];
    });
  }

  /** Codes of what the state allows, whoever asks. */
  private possible(on: { definition: SubjectDefinition; thing: Thing; phase: string }): string[] {
    return this.candidates(on).map((action) => actionCode(action.name));
  }

  /** Actions that have a mutation and that state and phase allow. */
  private candidates(on: { definition: SubjectDefinition; thing: Thing; phase: string }): ActionDefinition[] {
    return this.registry
      .actionsOn(on.definition)
      .filter((action) => action.input !== undefined && this.phaseAllows(action, on.phase))
      .filter((action) => action.begins === true || stateAllows(action, on.thing));
  }

  private phaseAllows(action: ActionDefinition, phase: string): boolean {
    return (action.during ?? ['RUNNING']).includes(phase);
  }
}
