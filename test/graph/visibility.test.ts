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
import { startTestApp, type TestApp } from '../support/app';
import { START } from '../support/foundation';

/** What `visibility` says of every type is what need-to-know does, whoever reads and in whatever state. */

let app: TestApp;
let needToKnow: NeedToKnow;

beforeAll(async () => {
  app = await startTestApp();
  needToKnow = app.services.needToKnow;
});

const VISIBILITY = `query V($type: String!) { visibility(type: $type) {
  type states relation agencyTypes roles parts via tasksIn having { field oneOf } sees fields { class names level } } }`;

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
            ...{ roles: [role], members: role === 'LIAISON' ? ['mbr_a'] : [] },
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
    PARTNER: partners?.has(thing.id) ?? false,
  }[rule.relation];
  const ofTask = isOfTask(rule, thing, actor);
  return (
    (relation ?? (standing.part !== null && ofTask)) &&
    (none(rule.states) || rule.states.includes(thing.state)) &&
    (none(rule.agencyTypes) || rule.agencyTypes.includes(actor.agencyType ?? '')) &&
    (none(rule.roles) || actor.roles.some((role) => rule.roles.includes(role))) &&
    (none(rule.parts) || rule.parts.includes(standing.part ?? '')) &&
    (rule.having === null || thing[rule.having.field].some((each: string) => rule.having?.oneOf.includes(each)))
  );
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
    const { withheld } = needToKnow.showPart(part, {}, { definition, thing, reader });
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

  it.each(['Nothing', 'Task', 'TaskFilter', 'Role', 'Query', '', '__Type'])('knows no type %s', async (type) => {
    const { extensions } = await app.refusal(VISIBILITY, { type });
    expect(extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'type', code: 'UNKNOWN_TYPE' }] });
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
