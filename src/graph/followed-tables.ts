import { entryClassOf, fieldsOf, isKind, type SubjectDefinition } from '../core/definition';
import { DIMENSIONS, forOutsiders } from '../core/tally';
import {
  fieldRule,
  isOfInsiders,
  MEMBER_READS_SIGHT,
  PROOF_SIGHT,
  type FieldClass,
  type Level,
} from '../core/visibility';
import { TALLY_GROUPINGS, type MetricForm, type TallyGrouping } from '../core/vocabulary';
import type { FieldVisibility, VisibilityRule } from './types/visibility';
import { classesOf, nothing, ruleOf, type Classes } from './visibility-table';

/**
 * Tables of types that are no things of their own and no elements of their lists: they follow, for each type of thing,
 * its own rows.
 */

type TablesOf = (
  definitions: readonly SubjectDefinition[],
  published: readonly string[],
  type: string,
) => VisibilityRule[];

export const FOLLOWING: Readonly<Partial<Record<string, TablesOf>>> = {
  LogEntry: entryTables,
  LogProof: proofTable,
  ChainHead: proofTable,
  AccessEntry: proofTable,
  MemberAccessEntry: memberReadsTable,
  Tally: (definitions, published) => tallyTables(definitions, published, (form) => form !== 'DURATION'),
  DurationTally: (definitions, published) => tallyTables(definitions, published, (form) => form === 'DURATION'),
  Fact: factTables,
};

/** Entries of an operation's log: of those above and of administration nobody is shown any. */
function entryTables(definitions: readonly SubjectDefinition[], published: readonly string[]): VisibilityRule[] {
  return definitions
    .filter((definition) => !definition.ofSystem)
    .flatMap((definition) => {
      const { type, sight } = definition;
      const classes = classesOf(
        new Map(published.map((name) => [name, fieldRule(entryClassOf(definition, name))])),
        published,
      );
      const rows = sight.filter(({ relation }) => relation !== 'DESCENDANT').map((row) => ruleOf(type, row, classes));
      const proofs = PROOF_SIGHT.map((row) => Object.assign(ruleOf(type, row, classes), { sees: false }));
      return [...rows, ...proofs, nothing(type, classes)];
    });
}

function proofTable(_definitions: readonly SubjectDefinition[], published: readonly string[]): VisibilityRule[] {
  const classes: Classes = new Map<FieldClass, readonly string[]>([['PROOF', published]]);
  return [...PROOF_SIGHT.map((row) => ruleOf('Operation', row, classes)), nothing('Operation', classes)];
}

/** Reads of members, who belong to no operation. */
function memberReadsTable(_definitions: readonly SubjectDefinition[], published: readonly string[]): VisibilityRule[] {
  const classes: Classes = new Map<FieldClass, readonly string[]>([['PROOF', published]]);
  return [...MEMBER_READS_SIGHT.map((row) => ruleOf('Agency', row, classes)), nothing('Agency', classes)];
}

/** What a fact says of itself; the rest is its value, which has the class of the field that it tells. */
const OF_FACTS: readonly string[] = ['code', 'label', 'form', 'withheld'];

function factTables(definitions: readonly SubjectDefinition[], published: readonly string[]): VisibilityRule[] {
  const values = published.filter((name) => !OF_FACTS.includes(name));
  return definitions.filter(isKind).flatMap((kind) => {
    const told = new Set((kind.facts ?? []).map(({ field }) => fieldsOf(kind).get(field)?.class ?? 'PROOF'));
    const open = told.has('OPEN') ? published : OF_FACTS;
    const classes: Classes = new Map([...[...told].map((of) => [of, values] as const), ['OPEN', open] as const]);
    return [...kind.sight.map((row) => ruleOf(kind.type, row, classes)), nothing(kind.type, classes)];
  });
}

/** Metrics of which outsiders are told alike. */
interface MetricsAlike {
  readonly names: readonly string[];
  readonly form: MetricForm;
  readonly outsiders: 'TOTAL' | 'GROUPS' | 'NONE';
}

/** Insiders see all of what is counted, live and in every grouping; everyone else who takes part what the metric says. */
function tallyTables(
  definitions: readonly SubjectDefinition[],
  published: readonly string[],
  isMeant: (form: MetricForm) => boolean,
): VisibilityRule[] {
  return definitions.flatMap((definition) =>
    metricsAlike(definition)
      .filter(({ form }) => isMeant(form))
      .flatMap((metrics) => {
        const { type, sight } = definition;
        const isTold = metrics.outsiders !== 'NONE';
        const rule = (base: VisibilityRule, fields: FieldVisibility[]): VisibilityRule =>
          Object.assign(base, { fields, metrics: [...metrics.names] });
        const fields = (levelOf: (grouping: TallyGrouping | null) => Level): FieldVisibility[] =>
          tallyFields(published, levelOf);
        const none: Classes = new Map();
        return [
          ...sight.filter(isOfInsiders).map((row) =>
            rule(
              ruleOf(type, row, none),
              fields(() => 'FULL'),
            ),
          ),
          rule(
            Object.assign(ruleOf(type, { relation: 'PARTICIPANT' }, none), { sees: isTold }),
            fields((grouping) => outsidersLevel(metrics, grouping)),
          ),
          rule(
            nothing(type, none),
            fields(() => 'HIDDEN'),
          ),
        ];
      }),
  );
}

function metricsAlike({ metrics = {} }: SubjectDefinition): MetricsAlike[] {
  const alike = new Map<string, MetricsAlike>();
  for (const [name, { form, outsiders = 'TOTAL' }] of Object.entries(metrics)) {
    const key = `${form} ${outsiders}`;
    alike.set(key, { form, outsiders, names: [...(alike.get(key)?.names ?? []), name] });
  }
  return [...alike.values()];
}

/** By the rule that decides it: whether there is such a grouping at all, and whether sums can be too small for it. */
function outsidersLevel({ form, outsiders }: MetricsAlike, grouping: TallyGrouping | null): Level {
  if (outsiders === 'NONE') return 'HIDDEN';
  const of = { form, hasGroups: outsiders === 'GROUPS', by: grouping === null ? [] : [grouping], isCut: false };
  if (forOutsiders([], { ...of, smallCell: 0 }).isWithheld) return 'HIDDEN';
  return forOutsiders([{ group: {}, amount: 1 }], { ...of, smallCell: 2 }).isWithheld ? 'MASKED' : 'FULL';
}

function tallyFields(
  published: readonly string[],
  levelOf: (grouping: TallyGrouping | null) => Level,
): FieldVisibility[] {
  const grouped: readonly string[] = Object.values(DIMENSIONS);
  const total = published.filter((name) => !grouped.includes(name)).sort();
  const groups = TALLY_GROUPINGS.filter((grouping) => published.includes(DIMENSIONS[grouping]));
  return [
    { class: 'TOTAL', names: total, level: levelOf(null) },
    ...groups.map((grouping) => ({ class: grouping, names: [DIMENSIONS[grouping]], level: levelOf(grouping) })),
  ];
}
