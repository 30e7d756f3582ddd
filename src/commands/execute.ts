import { actionCode, isForKey, type ActionDefinition } from '../core/action-table';
import type { Actor } from '../core/actor';
import type { ActorMetric } from '../core/decision';
import { badInput, outcomeOf, refuse } from '../core/errors';
import type { IdSource } from '../core/ids';
import type { KeyRing } from '../core/key-ring';
import type { RegisteredAction, Registry } from '../core/registry';
import type { RulePack } from '../core/rule-pack';
import type { Thing } from '../core/thing';
import type { Clock, Instant } from '../core/time';
import { openStatesOf } from '../core/visibility';
import type { NeedToKnow } from '../access/need-to-know';
import type { Reader } from '../access/viewer';
import { storeFault } from '../store/faults';
import { foundHead, lockHead, type Head } from '../store/log';
import type { Session } from '../store/session';
import type { Store } from '../store/store';
import { Applier } from './apply';
import { checkInput, momentFaults, notAhead } from './check-input';
import type { Command, CommandDone, CommandResult, CommonInput } from './command';
import { factReader } from './fact-reader';
import { findRepeated, inputMac, keepResult, keyHolder, type Claim } from './idempotency';
import { Judge } from './judge';
import type { OperationIndex } from './operation-index';
import { loadScene, type Admitted } from './scene';
import { SerialQueue } from './serial-queue';

/** What the door is built from. */
export interface DoorParts {
  readonly store: Store;
  readonly registry: Registry;
  readonly needToKnow: NeedToKnow;
  readonly keyRing: KeyRing;
  readonly clock: Clock;
  readonly newId: IdSource;
  readonly operations: OperationIndex;
  readonly rules: RulePack;
  /** Called after each commit: a hint for who waits for the log. */
  onCommitted(operation: string, seq: number): void;
  /** Called after each answer, also of a refusal. */
  readonly onDone?: ((done: CommandDone) => void) | undefined;
}

/** Rolls back the head that a founding made first, when its key tells that it was done before. */
class FoundedBefore extends Error {
  constructor(readonly result: CommandResult) {
    super('founded before under the same key');
  }
}

/** Before anything is looked at: a key that may not do it must learn nothing of what it would be done to. */
function assertForKey(action: ActionDefinition, actor: Actor): void {
  if (isForKey(action, actor)) return;
  throw refuse('FORBIDDEN', { denial: { action: actionCode(action.name), code: 'NOT_FOR_KEY' } });
}

function resultOfBefore(error: unknown): CommandResult {
  if (error instanceof FoundedBefore) return error.result;
  throw error;
}

/**
 * The one door for every change (命令). A command is one transaction: the operation is locked, the command is looked
 * up by its key, allowed by the table, decided by a pure function, written with its entry of the log, and committed.
 */
export class Door {
  readonly judge: Judge;
  private readonly applier: Applier;
  private readonly queue = new SerialQueue();
  private readonly macKey: Buffer;

  constructor(private readonly parts: DoorParts) {
    this.judge = new Judge(parts.registry, parts.needToKnow);
    this.applier = new Applier(parts.keyRing, parts.registry);
    this.macKey = parts.keyRing.derive('idempotency');
  }

  /**
   * Does a command, or answers what it did before under the same key.
   * @throws Refusal with any code but UNAUTHENTICATED and CURSOR_EXPIRED; nothing is left behind then
   */
  async execute(command: Command): Promise<CommandResult> {
    const began = performance.now();
    const tell = (outcome: string): void => {
      const action = this.parts.registry.findAction(command.action)?.action.name ?? 'unknown';
      this.parts.onDone?.({ action, outcome, seconds: (performance.now() - began) / 1_000 });
    };
    try {
      const result = await this.carryOut(command);
      tell(result.repeated ? 'REPEATED' : 'OK');
      return result;
    } catch (error) {
      tell(outcomeOf(error));
      throw error;
    }
  }

  private async carryOut(command: Command): Promise<CommandResult> {
    const admitted = await this.admit(command);
    const result = await this.queue.run(admitted.operation, () => this.transact(admitted));
    this.parts.operations.keep(result.subject, result.operation);
    if (!result.repeated) this.parts.onCommitted(result.operation, result.seq);
    return result;
  }

  private async admit(command: Command): Promise<Admitted> {
    const registered = this.parts.registry.findAction(command.action);
    if (!registered) throw badInput([{ path: 'action', code: 'UNKNOWN_ACTION' }]);
    assertForKey(registered.action, command.actor);
    const { clock, rules } = this.parts;
    const now = clock.now();
    const sent = checkInput(registered.action, command.input);
    // What was sent, since it is the same when it is sent again.
    const claim = this.claimOf(command.actor, { name: registered.action.name, input: sent });
    const skew = rules.step('command.clock_skew');
    const faults = momentFaults(sent, { now, skew, maxAge: rules.step('command.occurred_at_max_age') });
    // What was done once is answered again, however late.
    if (faults.length > 0 && !(await this.isRepeated(claim))) throw badInput(faults);
    const input = notAhead(registered.action, sent, { now, skew });
    const operation = await this.operationOf(registered, input);
    const isMeant = command.operation === undefined || command.operation === operation;
    const meant = this.parts.registry.findAction(command.action, String(input[registered.action.subject]));
    if (operation !== null && isMeant) return { ...(meant ?? registered), command, input, operation, claim };
    // A key that was used for something else is told before a thing that is not there.
    if (claim) await this.parts.store.read((session) => findRepeated(session, claim));
    throw refuse('NOT_FOUND');
  }

  private async isRepeated(claim: Claim | null): Promise<boolean> {
    if (claim === null) return false;
    return this.parts.store.read(async (session) => (await findRepeated(session, claim)) !== null);
  }

  private async operationOf(
    { action, definition }: RegisteredAction,
    input: Readonly<Record<string, unknown>>,
  ): Promise<string | null> {
    if (action.founds) return this.parts.newId('op');
    if (action.begins && definition.ofSystem) return this.parts.operations.system();
    return this.parts.operations.find(String(input[action.subject]));
  }

  private claimOf(
    actor: Actor,
    of: { name: string; input: CommonInput & Readonly<Record<string, unknown>> },
  ): Claim | null {
    if (!of.input.idempotencyKey) return null;
    const mac = inputMac(this.macKey, of.name, of.input);
    return { actor: keyHolder(actor), key: of.input.idempotencyKey, inputMac: mac };
  }

  /** A key that another transaction took meanwhile is found on the second run: same input the first result, other a mismatch. */
  private async transact(admitted: Admitted): Promise<CommandResult> {
    const run = async (): Promise<CommandResult> =>
      this.parts.store
        .write((session) => this.run(session, admitted), { repeatable: admitted.claim !== null })
        .catch(resultOfBefore);
    try {
      return await run();
    } catch (error) {
      if (storeFault(error) !== 'DUPLICATE') throw error;
      return await run();
    }
  }

  private async run(session: Session, admitted: Admitted): Promise<CommandResult> {
    const { operation, action, claim } = admitted;
    const head = action.founds ? await foundHead(session, operation) : await lockHead(session, operation);
    if (!head) throw refuse('NOT_FOUND');
    const repeated = claim ? await findRepeated(session, claim) : null;
    if (repeated && action.founds) throw new FoundedBefore(repeated);
    if (repeated) return repeated;
    const at = this.parts.clock.now();
    const result = await this.decide(session, admitted, { head, at });
    if (claim) await keepResult(session, claim, { result, at });
    return result;
  }

  private async decide(
    session: Session,
    admitted: Admitted,
    { head, at }: { head: Head; at: Instant },
  ): Promise<CommandResult> {
    const { registry, newId } = this.parts;
    const { action, definition, input, command } = admitted;
    const { actor } = command;
    const scene = await loadScene(session, admitted, { registry, now: at });
    this.judge.assertAllowed({ ...scene, action, actor });
    if (scene.followsUnknown) throw badInput([{ path: 'follows', code: 'UNKNOWN_KEY' }]);
    const { thing, timeZone } = scene;
    const occurredAt = input.occurredAt ?? null;
    const findMetric = (metric: string): ActorMetric | null => this.metricFor(metric, { actor, ...scene });
    const context = {
      actor,
      now: at,
      occurredAt: occurredAt ?? at,
      timeZone,
      rules: this.parts.rules,
      newId,
      secret: command.secret ?? null,
      findMetric,
    };
    const facts = await this.facts(session, admitted, { thing, now: at });
    const outcome = action.decide(thing, input, facts, context);
    const decided = { action, definition, thing, outcome, actor, command: newId('cmd'), newId };
    return this.applier.apply(session, { ...decided, at, occurredAt, timeZone, head });
  }

  private metricFor(metric: string, { actor, standing }: Reader): ActorMetric | null {
    const found = this.parts.registry.findMetric(metric);
    if (!found) return null;
    const { definition, kind, rules } = found;
    const audience = this.parts.needToKnow.audience(definition, { actor, standing });
    return { form: rules.form, kind, audience, openStates: openStatesOf(definition) };
  }

  private async facts(
    session: Session,
    { action, definition, input, operation, command: { actor } }: Admitted,
    { thing, now }: { thing: Thing; now: Instant },
  ): Promise<unknown> {
    const system = (await this.parts.operations.system()) ?? operation;
    const { registry, keyRing } = this.parts;
    const reader = factReader(session, { operation, system, registry, keyRing });
    const requests = [{ action: action.name, thing, input, actor }];
    const loader = action.loadFacts ? action : definition;
    const [facts] = (await loader.loadFacts?.(reader, requests, now)) ?? [];
    return facts;
  }
}
