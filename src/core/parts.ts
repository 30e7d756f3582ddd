import type { Json } from './canonical-json';
import type { RowClass } from './facts';
import type { FieldRules } from './visibility';

/** Parts: rows that belong to a thing beside its own, such as the legs of a trip or an agency's participation. */

/** Values of fields by the names of the API; objects of the API stand as their id or code. */
export type FieldValues = Readonly<Record<string, Json>>;

/** What a command sets of one element of a part. */
export interface PartChange {
  /** Name of the list as the definition declares it. */
  readonly part: string;
  /** Which element; together with the thing's id it is the key. */
  readonly key: string;
  readonly values: FieldValues;
}

/** What the tables must know of a part. */
export interface PartRules {
  /** The property of its row that holds an element's key. */
  readonly key: string;
  /** The API's type of an element. */
  readonly type: string;
  /** Classes of an element's fields; how much of one is shown depends on the thing that it belongs to. */
  readonly fields: FieldRules;
}

/** A part with the row that keeps it. */
export interface PartDefinition extends PartRules {
  readonly row: RowClass;
}

/** Parts of every task, whatever its kind: who works on it by hand-over, and its time limits. */
export const TASK_PARTS: Readonly<Record<'assignments' | 'clocks', PartRules>> = {
  assignments: {
    key: 'agency',
    type: 'Assignment',
    fields: {
      agency: 'CASE',
      relation: 'CASE',
      handover: 'CASE',
      members: { class: 'CASE', list: true },
      asked: 'CASE',
      since: 'CASE',
      offeredBy: 'CASE',
      answerBy: 'CASE',
      answeredAt: 'CASE',
      returnReason: 'CASE',
      suggestedAgency: 'CASE',
    },
  },
  clocks: {
    key: 'key',
    type: 'Clock',
    fields: {
      key: { class: 'CASE', unpublished: true },
      code: 'CASE',
      label: 'CASE',
      thing: { class: 'CASE', unpublished: true },
      subject: 'CASE',
      startedAt: 'CASE',
      dueAt: 'CASE',
      nearAt: 'CASE',
      provisional: 'CASE',
      pausedAt: 'CASE',
      metAt: 'CASE',
      missedAt: 'CASE',
      ruleVersion: { class: 'CASE', unpublished: true },
      rule: 'CASE',
    },
  },
};
