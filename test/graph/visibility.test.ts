import 'reflect-metadata';
import { isDeepStrictEqual } from 'node:util';
import { NeedToKnow } from '../../src/access/need-to-know';
import type { Reader } from '../../src/access/viewer';
import { SYSTEM_ACTOR, type Actor, type Standing } from '../../src/core/actor';
import { fieldsOf, isKind, partFieldsOf, partRulesOf, type SubjectDefinition } from '../../src/core/definition';
import type { PartRules } from '../../src/core/parts';
import { TASK_RELATIONS, type Thing, type Tie } from '../../src/core/thing';
import { PARTS, ROLES, type AgencyType } from '../../src/core/vocabulary';
import type { VisibilityRule } from '../../src/graph/types/visibility';
import { idOf, startTestApp, type TestApp } from '../support/app';
import { START } from '../support/foundation';

/** What `visibility` says of every type is what need-to-know does, whoever reads and in whatever state. */

let app: TestApp;
let needToKnow: NeedToKnow;

beforeAll(async () => {
  app = await startTestApp();
  needToKnow = app.services.needToKnow;
});

const VISIBILITY = `query V($type: String!) { visibility(type: $type) {
  type metrics states relation agencyTypes roles parts via tasksIn having { field oneOf is } sees fields { class names level } } }`;

const rulesOf = async (type: string): Promise<VisibilityRule[]> => (await app.ask(VISIBILITY, { type })).visibility;

/** For the elements of a list of one type of thing; beside the classes stand the names of what is withheld. */
async function rulesOfPart({ type }: SubjectDefinition, part: PartRules): Promise<VisibilityRule[]> {
  const rules = (await rulesOf(part.type)).filter((rule) => rule.type === type);
  return rules.map((rule) => {
    const fields = rule.fields.filter(({ names }) => names.join() !== 'withheld');
    return Object.assign(rule, { fields });
  });
}

const STANDINGS: readonly Standing[] = [
  ...PARTS.map((part) => ({ part, descendant: false })),
  { part: null, descendant: true },
  { part: null, descendant: false },
];

/** What fields are worked out from, of every kind of task. */
const COUNTED = { numberSeq: 1, suspects: [], held: [], unaccounted: [] };

/** Of a record: how agy_a or mbr_a stands to a task that refers to it, or to its gang. */
const TIES: readonly (readonly Tie[])[] = [...TASK_RELATIONS, 'NAMED' as const].flatMap((relation) =>
  ['id', 'gang'].flatMap((by) =>
    ['PLANNED', 'ON_SITE', 'CLOSED'].map((state) => [
      { by, state, relation, who: relation === 'NAMED' ? 'mbr_a' : 'agy_a' },
    ]),
  ),
);

/** Things of a type in every state, that stand to agy_a and mbr_a in every way. */
function specimens(definition: SubjectDefinition): Thing[] {
  const relations = isKind(definition) ? [null, ...TASK_RELATIONS] : [null];
  const roles = definition.sets ? ROLES : ROLES.slice(0, 2);
  return Object.keys(definition.states).flatMap((state) =>
    relations.flatMap((relation) =>
      ['agy_a', 'agy_b'].flatMap((agency) =>
        roles.flatMap((role) =>
          tiesOf(definition).map((ties) => ({
            ...{ id: agency, operation: 'op', version: 1, state, createdAt: START, updatedAt: START, agency },
            ...{ roles: [role], onDuty: role === 'LIAISON', members: role === 'LIAISON' ? ['mbr_a'] : [] },
            ...(isKind(definition) ? { ...COUNTED, id: 'task', kind: definition.kind, leadAgency: 'agy_b' } : {}),
            agencies: relation === null ? [] : [{ agency, relation }],
            ties,
          })),
        ),
      ),
    ),
  );
}

function tiesOf({ sight }: SubjectDefinition): readonly (readonly Tie[])[] {
  return sight.some((row) => row.relation === 'CONCERNED') ? [[], ...TIES] : [[]];
}

function everyReader(definition: SubjectDefinition): Reader[] {
  const named = definition.sight.flatMap((sight) => sight.types ?? []);
  const types = [...new Set<AgencyType>([...named, 'BANK'])];
  const actors = types.flatMap((agencyType) =>
    ROLES.map((role) => ({ memberId: 'mbr_a', agencyId: 'agy_a', agencyType, roles: [role] })),
  );
  return [...actors, SYSTEM_ACTOR].flatMap((actor) =>
    STANDINGS.flatMap((standing) => [
      { actor, standing },
      { actor, standing, partners: new Set(['agy_b']) },
    ]),
  );
}

const none = (list: readonly unknown[]): boolean => list.length === 0;

/** The rules as an auditor reads them, in words of this test's own. */
function isAbout(rule: VisibilityRule, thing: any, { actor, standing, partners }: Reader): boolean {
  const relation = {
    PARTICIPANT: standing.part !== null,
    DESCENDANT: standing.descendant,
    ANYONE: true,
    OWN: actor.agencyId !== null && [thing.id, thing.agency].includes(actor.agencyId),
    PARTNER: [thing.id, thing.agency].some((owner) => partners?.has(owner)),
  }[rule.relation];
  const ofTask = isOfTask(rule, thing, actor);
  return (
    (relation ?? (standing.part !== null && ofTask)) &&
    (none(rule.states) || rule.states.includes(thing.state)) &&
    (none(rule.agencyTypes) || rule.agencyTypes.includes(actor.agencyType ?? '')) &&
    (none(rule.roles) || actor.roles.some((role) => rule.roles.includes(role))) &&
    (none(rule.parts) || rule.parts.includes(standing.part ?? '')) &&
    (rule.having === null || isHad(rule.having, thing[rule.having.field]))
  );
}

function isHad({ oneOf, is }: NonNullable<VisibilityRule['having']>, value: any): boolean {
  return is === null ? value.some((each: string) => oneOf.includes(each)) : value === is;
}

function isOfTask(rule: VisibilityRule, thing: any, { agencyId, memberId }: Actor): boolean {
  const { relation, via, tasksIn } = rule;
  if (agencyId === null) return false;
  if ('kind' in thing) {
    if (relation === 'NAMED') return thing.members.includes(memberId);
    return thing.agencies.some(
      (each: any) => each.agency === agencyId && ['RELATED', each.relation].includes(relation),
    );
  }
  if (relation === 'CONCERNED' && thing.agency === agencyId) return true;
  const isOf = { CONCERNED: ['LEAD', 'HOLDER', 'ASSIST'], RELATED: [...TASK_RELATIONS] }[relation] ?? [relation];
  return thing.ties.some(
    (tie: Tie) =>
      isOf.includes(tie.relation) &&
      (tie.by === 'id' || (tie.by === via && (none(tasksIn) || tasksIn.includes(tie.state)))) &&
      tie.who === (relation === 'NAMED' ? memberId : agencyId),
  );
}

const RANK = ['HIDDEN', 'MASKED', 'FULL'];

/** What a reader sees of a thing: how much of each class, and which fields not at all. */
interface Seen {
  readonly sees: boolean;
  readonly levels: Readonly<Record<string, string>>;
  readonly withheld: readonly string[];
}

const UNSEEN: Seen = { sees: false, levels: {}, withheld: [] };

/** By the rules. */
function said(rules: readonly VisibilityRule[], thing: Thing, reader: Reader): Seen {
  const about = rules.filter((rule) => rule.relation !== 'OTHERS' && isAbout(rule, thing, reader));
  if (!about.some(({ sees }) => sees)) return UNSEEN;
  const levels = new Map<string, string>();
  const withheld: string[] = [];
  for (const [i, { class: of, names }] of (about[0]?.fields ?? []).entries()) {
    const best = Math.max(...about.map((rule) => RANK.indexOf(rule.fields[i]?.level ?? '')));
    levels.set(of, RANK[best] ?? '');
    if (best === 0) withheld.push(...names);
  }
  return { sees: true, levels: Object.fromEntries(levels), withheld: withheld.sort() };
}

/** By need-to-know itself. */
function done(definition: SubjectDefinition, thing: Thing, reader: Reader): Seen {
  if (!needToKnow.mayKnow(definition, thing, reader)) return UNSEEN;
  const own = [...fieldsOf(definition).values()].filter((rule) => rule.unpublished !== true);
  const levels = own.map(({ class: of }) => [of, needToKnow.level(definition, thing, { reader, of })]);
  return {
    ...{ sees: true, levels: Object.fromEntries(levels) },
    withheld: needToKnow.show(definition, thing, reader).withheld,
  };
}

/** Elements of each of the thing's lists, by need-to-know itself. */
function doneOfParts(definition: SubjectDefinition, thing: Thing, reader: Reader): Map<PartRules, Seen> {
  const isThere = needToKnow.mayKnow(definition, thing, reader);
  const hidden = isThere ? needToKnow.show(definition, thing, reader).withheld : [];
  const parts = Object.entries(partRulesOf(definition)).map(([list, part]): [PartRules, Seen] => {
    if (!isThere || hidden.includes(list)) return [part, UNSEEN];
    const own = [...partFieldsOf(part).values()].filter((rule) => rule.unpublished !== true);
    const classes = [...new Set(own.map((rule) => rule.class))];
    const levels = classes.map((of) => [of, needToKnow.level(definition, thing, { reader, of })]);
    const { withheld } = needToKnow.showPart(part, {}, { name: '', definition, thing, reader });
    return [part, { sees: true, levels: Object.fromEntries(levels), withheld }];
  });
  return new Map(parts);
}

describe('visibility', () => {
  it('names every field of a type once, in each of its rules', async () => {
    const { __schema } = await app.ask('{ __schema { types { name fields { name } } } }');
    const { definitions } = app.services.registry;
    const types = definitions.flatMap((each) => [each, ...Object.values(partRulesOf(each))].map(({ type }) => type));
    for (const type of new Set(types)) {
      const { fields } = __schema.types.find(({ name }: { name: string }) => name === type);
      const names = fields.map(({ name }: { name: string }) => name).sort();
      for (const rule of await rulesOf(type)) {
        expect(rule.fields.flatMap((each) => each.names).sort()).toEqual(names);
        const isTable = definitions.some((each) => each.type === type);
        if (isTable && !rule.sees) expect(rule.fields.every(({ level }) => level === 'HIDDEN')).toBe(true);
      }
    }
  });

  it('says that a type without a table goes with what it is read through', async () => {
    expect(await rulesOf('Progress')).toMatchObject([
      { relation: 'PARENT', sees: true, fields: [{ class: 'OPEN', names: ['done', 'ratio', 'total', 'unit'] }] },
    ]);
  });

  it('says that elements of a list go by the table of the thing that has it', async () => {
    const names = ['agency', 'part', 'since', 'until'];
    const inner = (level: string): object => ({ type: 'Operation', fields: [{ class: 'INNER', names, level }] });
    expect(await rulesOf('Participation')).toMatchObject([
      { ...inner('FULL'), relation: 'PARTICIPANT', parts: [], sees: true },
      { ...inner('HIDDEN'), relation: 'PARTICIPANT', parts: ['LEAD'], sees: false },
      { ...inner('HIDDEN'), relation: 'DESCENDANT', sees: false },
      { ...inner('HIDDEN'), relation: 'OTHERS', sees: false },
    ]);
  });

  it.each(['Nothing', 'TaskFilter', 'Role', 'Query', '', '__Type'])('knows no type %s', async (type) => {
    const { extensions } = await app.refusal(VISIBILITY, { type });
    expect(extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'type', code: 'UNKNOWN_TYPE' }] });
  });

  it('says of every type that is shown something of each of its fields', async () => {
    const { __schema } = await app.ask('{ __schema { types { name kind fields { name } } } }');
    const shown = __schema.types.filter(
      ({ name, kind }: any) =>
        ['OBJECT', 'INTERFACE'].includes(kind) && !/^(__|Query$|Mutation$|Subscription$)/.test(name),
    );
    expect(shown.length).toBeGreaterThan(50);
    for (const { name, fields } of shown) {
      const rules = await rulesOf(name);
      expect([name, rules.length > 0]).toEqual([name, true]);
      for (const rule of rules) {
        const named = new Set(rule.fields.flatMap(({ names }) => names));
        expect([name, ...[...named].sort()]).toEqual([name, ...fields.map((each: any) => each.name).sort()]);
      }
    }
  });

  it('says of an interface what is shown of each type that is it', async () => {
    const kinds = app.services.registry.kinds.map(({ type }) => type);
    expect(new Set((await rulesOf('Task')).map(({ type }) => type))).toEqual(new Set(kinds));
    const types = app.services.registry.definitions.map(({ type }) => type);
    const subjects = (await rulesOf('Subject')).map(({ type }) => type);
    expect(subjects).toEqual(expect.arrayContaining(['ArrestTrip', 'Suspect', 'Gang', 'Operation']));
    expect(types).toEqual(expect.arrayContaining([...new Set(subjects)]));
    expect(await rulesOf('Task')).toContainEqual(
      expect.objectContaining({
        ...{ relation: 'PARTICIPANT', states: ['RETURNED', 'CLOSED'] },
        fields: expect.arrayContaining([{ class: 'NUMBER', names: ['number'], level: 'HIDDEN' }]),
      }),
    );
  });

  it('says of entries who is told who acted, and to whom they are proved', async () => {
    const rules = await rulesOf('LogEntry');
    const { definitions } = app.services.registry;
    let asked = 0;
    for (const definition of definitions.filter((each) => !each.ofSystem)) {
      const own = rules.filter(({ type }) => type === definition.type);
      for (const thing of specimens(definition)) {
        for (const reader of everyReader(definition).filter(({ standing }) => standing.part !== null)) {
          const about = own.filter((rule) => rule.relation !== 'OTHERS' && isAbout(rule, thing, reader));
          const level = (name: string): number =>
            Math.max(
              ...about.map(({ fields }) => RANK.indexOf(fields.find(({ names }) => names.includes(name))?.level ?? '')),
            );
          const isThere = about.some(({ sees }) => sees);
          const one = [
            isThere,
            isThere && level('actor') === 2,
            isThere && level('agency') === 2,
            isThere && level('proof') === 2,
          ];
          const knows = needToKnow.mayKnow(definition, thing, reader);
          const { withheld } = needToKnow.showDetails(definition, thing, { reader, details: {} });
          const isTold = (name: string): boolean => knows && (!isKind(definition) || !withheld.includes(name));
          const other = [knows, isTold('actor'), isTold('agency'), knows && needToKnow.showsProof(reader)];
          if (!isDeepStrictEqual(one, other)) expect({ thing, reader, one }).toEqual({ thing, reader, one: other });
          asked += 1;
        }
      }
    }
    expect(asked).toBeGreaterThan(1_000);
    for (const type of ['LogProof', 'ChainHead']) {
      expect(await rulesOf(type)).toMatchObject([
        { relation: 'PARTICIPANT', parts: ['LEAD'], roles: ['AUDITOR'], sees: true, fields: [{ level: 'FULL' }] },
        { relation: 'OTHERS', sees: false, fields: [{ level: 'HIDDEN' }] },
      ]);
    }
  });

  it('says of an account what is shown of it in what was recovered', async () => {
    const definition = app.services.registry.getType('ArrestTrip');
    const part = partRulesOf(definition)['recoveries']!;
    const rules = await rulesOf('BankAccount');
    const names = new Map([...partFieldsOf(part)].map(([name, { shownIn }]) => [name, shownIn?.field]));
    const levels = new Set<string>();
    for (const thing of specimens(definition)) {
      for (const reader of everyReader(definition)) {
        const seen = said(rules, thing, reader);
        if (!seen.sees) continue;
        const { hidden, ...shown } = needToKnow.showPart(
          part,
          { accountNumber: 'seal_1' },
          { name: 'recoveries', definition, thing, reader },
        );
        expect(seen.withheld).toEqual(hidden.flatMap((name) => names.get(name) ?? []).sort());
        const number = shown['accountNumber'] as { masked: boolean } | null;
        const level = number === null ? 'HIDDEN' : number.masked ? 'MASKED' : 'FULL';
        expect(seen.levels['FINANCIAL']).toBe(level);
        levels.add(level);
      }
    }
    expect(levels.size).toBeGreaterThan(1);
  });

  it('says of facts that their values have the class of the field that they tell', async () => {
    const [whole, ...others] = await rulesOf('Fact');
    const values = expect.arrayContaining(['text', 'money']);
    expect(whole?.fields).toContainEqual({ class: 'CASE', names: values, level: 'FULL' });
    const home = others.find(({ states }) => states.includes('RETURNED'));
    expect(home?.fields).toContainEqual({ class: 'CASE', names: values, level: 'HIDDEN' });
    expect(home?.fields).toContainEqual({
      class: 'OPEN',
      names: expect.arrayContaining(['code', 'text']),
      level: 'FULL',
    });
  });

  it('says of tallies what outsiders have of each metric, by what and whether small sums are withheld', async () => {
    const rules = await rulesOf('Tally');
    const groupings = ['AGENCY', 'HOLDER', 'VIOLATION', 'DIVISION', 'DAY'];
    const document = `query($id: ID!, $metric: Metric!, $by: [TallyGrouping!]) { operation(id: $id) {
      tallies(metrics: [$metric], by: $by) { amount withheld } } }`;
    const id = idOf(app.operations, 'YK-FRAUD');
    for (const [as, agencyType] of Object.entries({ 'icbc.liaison': 'BANK', 'yk-police.officer': 'POLICE_BUREAU' })) {
      for (const metric of ['TRIPS_SENT', 'SUSPECTS_DETAINED', 'MONEY_RECOVERED', 'GANGS_BROKEN']) {
        const about = rules.filter(
          ({ relation, agencyTypes, metrics }) =>
            relation === 'PARTICIPANT' &&
            metrics.includes(metric) &&
            (none(agencyTypes) || agencyTypes.includes(agencyType)),
        );
        for (const by of groupings) {
          const levels = about.map(({ fields }) => fields.find((each) => each.class === by)?.level ?? '');
          const { operation } = await app.ask(document, { id, metric, by: [by] }, { as });
          const isGiven = operation.tallies.some(({ withheld }: { withheld: boolean }) => !withheld);
          const isWhole = operation.tallies.every(({ withheld }: { withheld: boolean }) => !withheld);
          const best = Math.max(...levels.map((level) => RANK.indexOf(level)));
          // Of what is masked it depends on the sums whether one of them is large enough.
          expect([as, metric, by, best === 0 ? isGiven : best === 2 ? isWhole : true]).toEqual([
            as,
            metric,
            by,
            best !== 0,
          ]);
        }
      }
    }
    const outside = (metric: string): object | undefined =>
      rules.find(
        ({ relation, agencyTypes, metrics }) =>
          relation === 'PARTICIPANT' && none(agencyTypes) && metrics.includes(metric),
      );
    const level = (of: string, is: string): object => expect.objectContaining({ class: of, level: is });
    expect(outside('TRIPS_SENT')).toMatchObject({
      fields: expect.arrayContaining([level('TOTAL', 'FULL'), level('AGENCY', 'MASKED'), level('DAY', 'MASKED')]),
    });
    expect(outside('MONEY_RECOVERED')).toMatchObject({
      fields: expect.arrayContaining([level('TOTAL', 'FULL'), level('AGENCY', 'HIDDEN'), level('DAY', 'HIDDEN')]),
    });
  });

  it('says of every type what is shown of it', async () => {
    let asked = 0;
    const { definitions } = app.services.registry;
    const tables = new Map<string, VisibilityRule[]>();
    for (const { type } of definitions) tables.set(type, await rulesOf(type));
    for (const definition of definitions) {
      for (const thing of specimens(definition)) {
        for (const reader of everyReader(definition)) {
          const rules = tables.get(definition.type) ?? [];
          const [one, other] = [said(rules, thing, reader), done(definition, thing, reader)];
          if (!isDeepStrictEqual(one, other)) expect({ thing, reader, ...one }).toEqual({ thing, reader, ...other });
          asked += 1;
        }
      }
    }
    expect(asked).toBeGreaterThan(1_000);
  });

  it('says of every element of a list what is shown of it', async () => {
    let asked = 0;
    for (const definition of app.services.registry.definitions) {
      const tables = new Map<PartRules, VisibilityRule[]>();
      for (const part of Object.values(partRulesOf(definition))) tables.set(part, await rulesOfPart(definition, part));
      // Partners are of agencies and members alone, which have no such lists.
      const readers = everyReader(definition).filter(({ partners }) => partners === undefined);
      for (const thing of tables.size > 0 ? specimens(definition) : []) {
        for (const reader of readers) {
          for (const [part, other] of doneOfParts(definition, thing, reader)) {
            const one = said(tables.get(part) ?? [], thing, reader);
            if (!isDeepStrictEqual(one, other)) expect({ thing, reader, ...one }).toEqual({ thing, reader, ...other });
            asked += 1;
          }
        }
      }
    }
    expect(asked).toBeGreaterThan(1_000);
  });
});
