import { Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { actionCode, type ActionDefinition } from '../../core/action-table';
import type { KindDefinition } from '../../core/definition';
import { isFinal, stateDiagram } from '../../core/diagram';
import type { Locale } from '../../core/vocabulary';
import type { ApiContext } from '../context';
import { LocaleArg } from '../types/locale-arg';
import { ActionInfo, MetricInfo, StateInfo, TaskKindInfo } from '../types/task-kind-info';

@Resolver(() => TaskKindInfo)
export class TaskKindInfoFields {
  @Query(() => [TaskKindInfo], { description: 'The kinds of task that are installed, from the tables that run.' })
  taskKinds(@Ctx() { services }: ApiContext): TaskKindInfo[] {
    return services.registry.kinds.map(kindInfo);
  }

  @FieldResolver(() => String, { description: 'Its name.' })
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
  @FieldResolver(() => String, { description: 'The action in words.' })
  label(@Root() { action }: ActionInfo, @Ctx() context: ApiContext, @LocaleArg() locale?: Locale): string {
    return text(context, `action.${action}`, locale);
  }
}

@Resolver(() => MetricInfo)
export class MetricInfoFields {
  @FieldResolver(() => String, { description: 'The metric in words.' })
  label(@Root() { metric }: MetricInfo, @Ctx() context: ApiContext, @LocaleArg() locale?: Locale): string {
    return text(context, `metric.${metric}`, locale);
  }
}

function text({ services, localeOf }: ApiContext, key: string, locale: Locale | undefined): string {
  return services.catalogue.text(key, localeOf(locale));
}

function kindInfo(kind: KindDefinition): TaskKindInfo {
  return {
    ...{ kind: kind.kind, prefix: kind.prefix, typeName: kind.type, diagram: stateDiagram(kind) },
    states: Object.entries(kind.states).map(([state, { phase }]) => ({
      ...{ kind: kind.kind, state, phase, final: isFinal(kind, state) },
    })),
    actions: kind.actions.filter((action) => action.input !== undefined).map(actionInfo),
    metrics: Object.entries(kind.metrics).map(([metric, { form, unit }]) => ({ metric, form, unit })),
  };
}

function actionInfo(action: ActionDefinition): ActionInfo {
  return {
    ...{ action: actionCode(action.name), mutation: action.name, from: [...action.from], to: [...action.to] },
    roles: [...new Set(action.by.flatMap((party) => party.roles ?? []))],
    agencyTypes: [...new Set(action.by.flatMap((party) => party.types ?? []))],
    duties: [...(action.notBy ?? [])],
  };
}
