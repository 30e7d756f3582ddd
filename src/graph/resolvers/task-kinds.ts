import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, Info, Query, Resolver, Root } from 'type-graphql';
import { actionCode, type ActionDefinition } from '../../core/action-table';
import { isKind, type KindDefinition, type MetricDefinition } from '../../core/definition';
import { isFinal, stateDiagram } from '../../core/diagram';
import type { Locale } from '../../core/vocabulary';
import type { ApiContext } from '../context';
import { fieldsOfAction, fieldsWithin, firstText, optionsOf, type InputFieldSource } from '../input-fields';
import { ActionEnum } from '../types/enums';
import { LocaleArg } from '../types/locale-arg';
import { ActionInfo, InputFieldInfo, InputOption, MetricInfo, StateInfo, TaskKindInfo } from '../types/task-kind-info';

@Resolver(() => TaskKindInfo)
export class TaskKindInfoFields {
  @Query(() => [TaskKindInfo], { description: 'The kinds of task that are installed, from the tables that run.' })
  taskKinds(@Ctx() { services }: ApiContext): TaskKindInfo[] {
    return services.registry.kinds.map((kind) => kindInfo(kind, services.registry.commonActionsOf(kind)));
  }

  @FieldResolver(() => String, { description: 'The kind in words.' })
  label(@Root() { kind }: TaskKindInfo, @Ctx() context: ApiContext, @LocaleArg() locale?: Locale): string {
    return text(context, `kind.${kind}`, locale);
  }
}

@Resolver(() => StateInfo)
export class StateInfoFields {
  @FieldResolver(() => String, { description: 'The state in words.' })
  label(@Root() { kind, state }: StateInfo, @Ctx() context: ApiContext, @LocaleArg() locale?: Locale): string {
    return text(context, `state.${kind}.${state}`, locale);
  }
}

@Resolver(() => ActionInfo)
export class ActionInfoFields {
  @Query(() => [ActionInfo], {
    description: 'Actions of all kinds and records that `perform` or a mutation of their own does, in a fixed order.',
  })
  actions(
    @Ctx() { services }: ApiContext,
    @Arg('codes', () => [ActionEnum], { nullable: true, description: 'Only these actions.' }) codes?: string[],
  ): ActionInfo[] {
    return services.registry
      .actions()
      .filter(({ action }) => isOffered(action) && (codes?.includes(actionCode(action.name)) ?? true))
      .map(({ action, definition }) => actionInfo(action, isKind(definition)));
  }

  @FieldResolver(() => String, { description: 'The action in words.' })
  label(@Root() { action }: ActionInfo, @Ctx() context: ApiContext, @LocaleArg() locale?: Locale): string {
    return text(context, `action.${action}`, locale);
  }

  @FieldResolver(() => [InputFieldInfo], {
    description: 'What it asks for beside what every command has, in the order of a form.',
  })
  fields(@Root() { mutation }: ActionInfo, @Ctx() { services }: ApiContext, @Info() info: GraphQLResolveInfo) {
    const registered = services.registry.findAction(mutation);
    return registered ? fieldsOfAction(info.schema, registered.action) : [];
  }
}

@Resolver(() => InputFieldInfo)
export class InputFieldInfoFields {
  @FieldResolver(() => String, { description: 'The field in words.' })
  label(@Root() field: InputFieldSource, @Ctx() context: ApiContext, @LocaleArg() locale?: Locale): string {
    return firstText(context.services.catalogue, field.labelKeys, context.localeOf(locale));
  }

  @FieldResolver(() => [InputOption], { description: 'The values that it can have; empty: they are not counted.' })
  options(@Root() field: InputFieldSource): InputOption[] {
    return optionsOf(field);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Name of the type of thing whose id it takes, e.g. Member, Gang; null: it takes no id, or any.',
  })
  idOf(@Root() { idPrefix }: InputFieldSource, @Ctx() { services }: ApiContext): string | null {
    return idPrefix === null ? null : (services.registry.findPrefix(idPrefix)?.type ?? null);
  }

  @FieldResolver(() => [InputFieldInfo], { description: 'Fields within it, where its type is an input of its own.' })
  fields(@Root() field: InputFieldSource): InputFieldInfo[] {
    return fieldsWithin(field);
  }
}

@Resolver(() => InputOption)
export class InputOptionFields {
  @FieldResolver(() => String, { description: 'The value in words.' })
  label(@Root() { labelKeys }: InputOption, @Ctx() context: ApiContext, @LocaleArg() locale?: Locale): string {
    return firstText(context.services.catalogue, labelKeys, context.localeOf(locale));
  }
}

@Resolver(() => MetricInfo)
export class MetricInfoFields {
  @Query(() => [MetricInfo], { description: 'What is counted by kinds and records, in the order of tallies.' })
  metrics(@Ctx() { services }: ApiContext): MetricInfo[] {
    return services.registry.metrics().map(({ metric, rules }) => metricInfo(metric, rules));
  }

  @FieldResolver(() => String, { description: 'The metric in words.' })
  label(@Root() { metric }: MetricInfo, @Ctx() context: ApiContext, @LocaleArg() locale?: Locale): string {
    return text(context, `metric.${metric}`, locale);
  }
}

function text({ services, localeOf }: ApiContext, key: string, locale: Locale | undefined): string {
  return services.catalogue.text(key, localeOf(locale));
}

function kindInfo(kind: KindDefinition, common: readonly ActionDefinition[]): TaskKindInfo {
  return {
    ...{ kind: kind.kind, prefix: kind.prefix, typeName: kind.type, diagram: stateDiagram(kind) },
    states: Object.entries(kind.states).map(([state, { phase }]) => ({
      ...{ kind: kind.kind, state, phase, final: isFinal(kind, state) },
    })),
    actions: [...kind.actions, ...common].filter(isOffered).map((action) => actionInfo(action, true)),
    metrics: Object.entries(kind.metrics).map(([metric, rules]) => metricInfo(metric, rules)),
  };
}

/** Sums of money are kept in fen, and told in yuan. */
function metricInfo(metric: string, { form, unit }: MetricDefinition): MetricInfo {
  return { metric, form, unit: form === 'MONEY' ? 'yuan' : unit };
}

function isOffered(action: ActionDefinition): boolean {
  return action.input !== undefined;
}

/** The API's states are those of tasks; what a record allows is told by its own availableActions. */
function actionInfo(action: ActionDefinition, isOfTask: boolean): ActionInfo {
  const [from, to] = isOfTask ? [action.from, action.to] : [[], []];
  return {
    ...{ action: actionCode(action.name), mutation: action.name, from: [...from], to: [...to] },
    roles: [...new Set(action.by.flatMap((party) => party.roles ?? []))],
    agencyTypes: [...new Set(action.by.flatMap((party) => party.types ?? []))],
    duties: [...(action.notBy ?? [])],
  };
}
