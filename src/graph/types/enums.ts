import { registerEnumType } from 'type-graphql';
import type { Registry } from '../../core/registry';
import { RULE_CALENDARS } from '../../core/rule-pack';
import { actionCode } from '../../core/action-table';
import { TASK_ORDER_FIELDS } from '../../live/task-order';
import {
  AGENCY_TYPES,
  CATALOGUE_KINDS,
  FACT_FORMS,
  LOCALES,
  OPERATION_LEVELS,
  OPERATION_PHASES,
  PARTS,
  PRIORITIES,
  ROLES,
  TASK_PHASES,
  METRIC_FORMS,
  TALLY_GROUPINGS,
} from '../../core/vocabulary';

type EnumObject = Record<string, string>;

export function closed(name: string, values: readonly string[], description: string): EnumObject {
  const object = Object.fromEntries(values.map((value) => [value, value]));
  registerEnumType(object, { name, description });
  return object;
}

export const LocaleEnum = closed('Locale', LOCALES, 'A language of texts.');
export const AgencyTypeEnum = closed('AgencyType', AGENCY_TYPES, 'What an agency 单位 is.');
export const RoleEnum = closed('Role', ROLES, 'What a member does in its own agency.');
export const PartEnum = closed('Part', PARTS, 'Part of an agency in one operation 参与身份.');
export const OperationLevelEnum = closed('OperationLevel', OPERATION_LEVELS, 'Level of an operation.');
export const OperationPhaseEnum = closed('OperationPhase', OPERATION_PHASES, 'How far an operation is.');
export const VisibilityLevelEnum = closed(
  'VisibilityLevel',
  ['FULL', 'MASKED', 'HIDDEN'],
  'How much of a field is shown: the value, the value with "*" for characters, or nothing.',
);
export const TaskPhaseEnum = closed('TaskPhase', TASK_PHASES, "The board's columns; each state belongs to one.");
export const PriorityEnum = closed('Priority', PRIORITIES, 'How urgent a task is, ascending.');
export const DirectionEnum = closed('Direction', ['ASC', 'DESC'], 'Tasks without dueAt come last either way.');
export const TaskOrderFieldEnum = closed('TaskOrderField', TASK_ORDER_FIELDS, 'By what tasks can be ordered.');
export const DivisionLevelEnum = closed('DivisionLevel', ['PROVINCE', 'PREFECTURE', 'COUNTY'], 'Level of a division.');
export const MetricFormEnum = closed('MetricForm', METRIC_FORMS, 'What the amount of a metric is.');
export const RuleCalendarEnum = closed('RuleCalendar', RULE_CALENDARS, 'What a limit of time runs by.');
export const RelationEnum = closed('Relation', ['LEAD', 'ASSIST'], 'What an agency does in a task.');
export const HandoverEnum = closed(
  'Handover',
  ['OFFERED', 'ACCEPTED', 'RETURNED', 'TIMED_OUT', 'ENDED'],
  'How far the hand-over of a task to an agency is.',
);
export const TallyGroupingEnum = closed('TallyGrouping', TALLY_GROUPINGS, 'What tallies are grouped by.');

export const CatalogueKindEnum = closed('CatalogueKind', CATALOGUE_KINDS, 'What a catalogue of an operation lists.');
export const FactFormEnum = closed('FactForm', FACT_FORMS, 'How a fact is to be drawn.');

/** Put together at start from the registered kinds and records. */
export const TaskKindEnum: EnumObject = {};
export const TaskStateEnum: EnumObject = {};
export const ActionEnum: EnumObject = {};
export const MetricEnum: EnumObject = {};
registerEnumType(TaskKindEnum, { name: 'TaskKind', description: 'Sorts of task; grows with what is installed.' });
registerEnumType(TaskStateEnum, {
  name: 'TaskState',
  description: 'One name means one thing in one kind only; its label and phase come from the kind.',
});
registerEnumType(ActionEnum, { name: 'Action', description: "One for each command; its mutation's name in capitals." });
registerEnumType(MetricEnum, { name: 'Metric', description: 'What is counted.' });

/** Fills the enums that depend on what is installed; before the schema is built. */
export function fillEnums(registry: Registry): void {
  fill(
    TaskKindEnum,
    registry.kinds.map((kind) => kind.kind),
  );
  fill(
    TaskStateEnum,
    registry.kinds.flatMap((kind) => Object.keys(kind.states)),
  );
  fill(
    ActionEnum,
    registry.actions().map(({ action }) => actionCode(action.name)),
  );
  fill(
    MetricEnum,
    registry.metrics().map(({ metric }) => metric),
  );
}

function fill(target: EnumObject, values: readonly string[]): void {
  for (const value of values) target[value] = value;
}
