import type { Json } from '../core/canonical-json';
import { fieldsOf, isKind, partFieldsOf, REMARK_FIELDS, type SubjectDefinition } from '../core/definition';
import type { Entry } from '../core/entry';
import type { Registry } from '../core/registry';
import type { Replayed, ReplayedThing } from '../core/replay';
import type { Thing } from '../core/thing';
import { setColumns } from '../core/word-set';
import { TaskRow } from '../store/rows/task.row';
import type { Rows, Session } from '../store/session';
import { partPlace, partsOf } from '../store/parts';
import { findThings, groupBy } from '../store/things';
import { differences, type Values } from './differences';
import { taskFaults } from './task-faults';
import { toldVersions, type ToldVersion } from './task-versions';

/** What is checked: an operation's rows, against what its log tells. */
export interface RowCheck {
  readonly operation: string;
  readonly entries: readonly Entry[];
  readonly replayed: Replayed;
}

/** Things that are read at once: more would be more parameters than a statement takes. */
const CHUNK = 1_000;
/** Held against rows of their own. */
const APART = new Set(['operation', 'id', 'agencies', 'ties']);

/** Where rows and the replay of the log differ: a wrong value, a row too few, and a row that nobody's command made. */
export async function rowFaults(session: Session, registry: Registry, check: RowCheck): Promise<string[]> {
  const faults: string[] = [];
  const versions = taskVersions(registry, check);
  for (const definition of registry.definitions) {
    const { operation, replayed } = check;
    const told = new Map([...replayed.things].filter(([, thing]) => thing.type === definition.type));
    const rows = await keptThings(session, definition, { operation, told: [...told.keys()] });
    for (const [id, thing] of told) {
      const row = rows.get(id);
      const newest = versions.get(id)?.at(-1);
      faults.push(...(row ? thingFaults(definition, row, { thing, newest }) : [`${id} is in the log and has no row`]));
      faults.push(...(await partFaults(session, definition, { id, operation, told: thing })));
    }
    faults.push(...[...rows.keys()].filter((id) => !told.has(id)).map((id) => `${id} has a row and is not in the log`));
  }
  return [
    ...faults,
    ...(await taskFaults(session, registry, { operation: check.operation, versions, replayed: check.replayed })),
  ];
}

function taskVersions(registry: Registry, { entries, replayed }: RowCheck): Map<string, readonly ToldVersion[]> {
  const ofSubject = groupBy(entries, (entry) => entry.subject);
  const versions = new Map<string, readonly ToldVersion[]>();
  for (const [id, { type }] of replayed.things) {
    const definition = registry.findType(type);
    if (definition && isKind(definition)) versions.set(id, toldVersions(definition, ofSubject.get(id) ?? []));
  }
  return versions;
}

/** Every thing of a definition that has a row, and those of the log that have one somewhere. */
async function keptThings(
  session: Session,
  definition: SubjectDefinition,
  { operation, told }: { operation: string; told: readonly string[] },
): Promise<Map<string, Thing>> {
  const kept = isKind(definition)
    ? await session.find(TaskRow, { operation, kind: definition.kind })
    : await session.find(definition.row as Rows<Thing>, { operation });
  const ids = [...new Set([...told, ...kept.map((row) => row.id)])];
  const things = new Map<string, Thing>();
  for (let i = 0; i < ids.length; i += CHUNK) {
    const chunk = await findThings(session, definition, { operation, ids: ids.slice(i, i + CHUNK) });
    for (const thing of chunk) things.set(thing.id, thing);
  }
  return things;
}

function thingFaults(
  definition: SubjectDefinition,
  row: Thing,
  { thing, newest }: { thing: ReplayedThing; newest: ToldVersion | undefined },
): string[] {
  const { version, createdAt, updatedAt, seq } = thing;
  const common = { version, createdAt, updatedAt, updatedSeq: seq };
  const told: Values = { ...(newest ? headerOf(newest) : {}), ...storedValues(definition, thing), ...common };
  return differences({ ...row }, told, APART).map((name) => `${row.id}.${name}: the row and the log differ`);
}

/** What a task must hold beside its own values; members are none where nobody was named. */
function headerOf(newest: ToldVersion): Values {
  const { fromSeq: _from, toSeq: _to, ...header } = newest;
  return { members: [], ...header };
}

/** The values that rows must hold: references in place of what is sealed, and no remarks. */
function storedValues(definition: SubjectDefinition, { values }: ReplayedThing): Values {
  const rules = fieldsOf(definition);
  const stored = Object.entries(values)
    .filter(([name]) => !(name in REMARK_FIELDS))
    .map(([name, value]): [string, Json] => [name, rules.get(name)?.sealed ? refOf(value) : value]);
  return { ...Object.fromEntries(stored), ...setColumns(definition.sets, Object.fromEntries(stored)) };
}

function storedPart(values: Values | undefined, rules: ReturnType<typeof partFieldsOf>): Values | undefined {
  if (!values) return undefined;
  const refs = Object.entries(values).map(([name, value]) => [
    name,
    rules.get(name)?.sealed ? refOf(value as Json) : value,
  ]);
  return Object.fromEntries(refs) as Values;
}

function refOf(value: Json): Json {
  return typeof value === 'object' && value !== null && 'ref' in value ? (value['ref'] ?? null) : value;
}

type AnyRow = Record<string, unknown>;

async function partFaults(
  session: Session,
  definition: SubjectDefinition,
  { id, operation, told }: { id: string; operation: string; told: ReplayedThing },
): Promise<string[]> {
  const faults: string[] = [];
  for (const [part, rule] of Object.entries(partsOf(definition))) {
    const place = partPlace(definition, { operation, subjects: id });
    const rows = await session.find(rule.row as Rows<AnyRow>, place);
    const kept = new Map(rows.map((row) => [String(row[rule.key]), row]));
    const elements = told.parts[part] ?? {};
    const beside = new Set(['operation', 'subject', rule.key]);
    const rules = partFieldsOf(rule);
    for (const key of new Set([...kept.keys(), ...Object.keys(elements)])) {
      const [row, values] = [kept.get(key), storedPart(elements[key], rules)];
      const isSame = row && values && differences({ ...row }, values, beside).length === 0;
      if (!isSame) faults.push(`${id}.${part}[${key}]: the row and the log differ`);
    }
  }
  return faults;
}
