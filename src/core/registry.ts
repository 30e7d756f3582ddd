import { actionCode, type ActionDefinition } from './action-table';
import {
  actionFaults,
  DefinitionFault,
  isKind,
  partRulesOf,
  type KindDefinition,
  type MetricDefinition,
  type SubjectDefinition,
  type Texts,
} from './definition';
import type { EveryTask } from './every-task';
import { prefixOf } from './ids';
import type { PartRules } from './parts';

/** An action together with the subject that it acts on or begins. */
export interface RegisteredAction {
  readonly action: ActionDefinition;
  readonly definition: SubjectDefinition;
  /** Every kind of task has it; the definition is that of one. */
  readonly common?: true;
}

/** A metric together with what counts it. */
export interface RegisteredMetric {
  readonly metric: string;
  readonly definition: SubjectDefinition;
  readonly rules: MetricDefinition;
  /** The kind of task that counts it, or '' where a record does. */
  readonly kind: string;
}

/** Every kind and record of this installation, looked up by type, id, action and metric. Refuses two of the same name. */
export class Registry {
  readonly kinds: readonly KindDefinition[];
  private readonly byType = new Map<string, SubjectDefinition>();
  private readonly byPart = new Map<string, PartRules>();
  private readonly byPrefix = new Map<string, SubjectDefinition>();
  private readonly byAction = new Map<string, RegisteredAction>();
  private readonly byMetric = new Map<string, RegisteredMetric>();
  /** Actions of every task, by their code and then by the prefix of the task's id. */
  private readonly common = new Map<string, Map<string, RegisteredAction>>();

  constructor(
    readonly definitions: readonly SubjectDefinition[],
    private readonly everyTask: EveryTask | null = null,
  ) {
    this.kinds = definitions.filter(isKind);
    for (const definition of definitions) this.add(definition);
    for (const kind of this.kinds) this.addCommon(kind);
    this.assertReachable();
  }

  /** The definition of an API type; null for one that is no subject. */
  findType(type: string): SubjectDefinition | null {
    return this.byType.get(type) ?? null;
  }

  /** The definition of an API type that is known to be a subject. */
  getType(type: string): SubjectDefinition {
    const definition = this.byType.get(type);
    if (!definition) throw new Error(`no subject of type ${type} is registered`);
    return definition;
  }

  /** The part whose elements are of an API type; null for one that is no part. */
  findPart(type: string): PartRules | null {
    return this.byPart.get(type) ?? null;
  }

  /** The kind by its name in the API, e.g. ARREST_TRIP. */
  getKind(kind: string): KindDefinition {
    const definition = this.kinds.find((each) => each.kind === kind);
    if (!definition) throw new Error(`no kind ${kind} is registered`);
    return definition;
  }

  /** The definition whose ids have this prefix. */
  findPrefix(prefix: string): SubjectDefinition | null {
    return this.byPrefix.get(prefix) ?? null;
  }

  /** An action by its name or its code; one of every task as the kind of the subject has it, else as any kind does. */
  findAction(name: string, subject = ''): RegisteredAction | null {
    const code = this.byAction.has(name) || this.common.has(name) ? name : actionCode(name);
    return this.byAction.get(code) ?? this.findCommon(code, subject);
  }

  /** A metric by its name, e.g. TRIPS_SENT. */
  findMetric(metric: string): RegisteredMetric | null {
    return this.byMetric.get(metric) ?? null;
  }

  /** All metrics, in the order of registration: kinds before records. */
  metrics(): RegisteredMetric[] {
    const all = [...this.byMetric.values()];
    return [...all.filter(({ kind }) => kind !== ''), ...all.filter(({ kind }) => kind === '')];
  }

  /** All actions, in the order of registration; those of every task stand once, as the first kind has them. */
  actions(): RegisteredAction[] {
    const own = this.definitions.flatMap((definition) => definition.actions.map((action) => ({ action, definition })));
    return [...own, ...[...this.common.values()].flatMap((byKind) => [...byKind.values()].slice(0, 1))];
  }

  /** Actions of every task, as a kind has them. */
  commonActionsOf(kind: KindDefinition): ActionDefinition[] {
    return [...this.common.values()].flatMap((byKind) => byKind.get(kind.idPrefix)?.action ?? []);
  }

  /** Texts of all that is installed. */
  texts(): Texts[] {
    const own = this.definitions.flatMap(({ text }) => text ?? []);
    return this.everyTask ? [...own, this.everyTask.text] : own;
  }

  /** Actions whose subject is a thing of this type: its own, and for the operation those that begin something. */
  actionsOn(definition: SubjectDefinition): ActionDefinition[] {
    const own = definition.actions.filter((action) => !action.begins && !action.founds);
    if (isKind(definition)) return [...own, ...this.commonActionsOf(definition)];
    if (definition.type !== 'Operation') return own;
    const all = this.actions().map(({ action }) => action);
    return [...own, ...all.filter((action) => action.begins === true && action.founds !== true)];
  }

  private add(definition: SubjectDefinition): void {
    this.addOnce(this.byType, definition.type, definition);
    this.addOnce(this.byPrefix, definition.idPrefix, definition);
    for (const part of Object.values(partRulesOf(definition))) this.byPart.set(part.type, part);
    for (const action of definition.actions) {
      this.addOnce(this.byAction, actionCode(action.name), { action, definition });
    }
    const kind = isKind(definition) ? definition.kind : '';
    for (const [metric, rules] of Object.entries(definition.metrics ?? {})) {
      this.addOnce(this.byMetric, metric, { metric, definition, rules, kind });
    }
  }

  private findCommon(code: string, subject: string): RegisteredAction | null {
    const byKind = this.common.get(code);
    const [first = null] = byKind?.values() ?? [];
    return byKind?.get(prefixOf(subject) ?? '') ?? first;
  }

  private addCommon(kind: KindDefinition): void {
    for (const action of this.everyTask?.actionsOf(kind) ?? []) {
      const code = actionCode(action.name);
      if (this.byAction.has(code)) throw new DefinitionFault(code, ['is registered twice']);
      const faults = actionFaults(kind, action);
      if (faults.length > 0) throw new DefinitionFault(kind.type, faults);
      const byKind = this.common.get(code) ?? new Map<string, RegisteredAction>();
      this.addOnce(byKind, kind.idPrefix, { action, definition: kind, common: true });
      this.common.set(code, byKind);
    }
  }

  /** A state that another subject's action leads to must have one that does, where that subject is installed. */
  private assertReachable(): void {
    for (const { type, states } of this.definitions) {
      for (const { reachedBy } of Object.values(states)) {
        const by = reachedBy === undefined ? null : this.findAction(reachedBy);
        if (!by || by.definition.type === type || by.action.also?.includes(type)) continue;
        throw new DefinitionFault(type, [`${reachedBy} is no action that changes it`]);
      }
    }
  }

  private addOnce<T>(map: Map<string, T>, name: string, value: T): void {
    if (map.has(name)) throw new DefinitionFault(name, ['is registered twice']);
    map.set(name, value);
  }
}
