import type { Standing } from '../core/actor';
import type { Json } from '../core/canonical-json';
import {
  actorClassOf,
  ENTRY_ACTOR_FIELDS,
  fieldsOf,
  isKind,
  partFieldsOf,
  TASK_ACTOR_CLASS,
  type SubjectDefinition,
} from '../core/definition';
import type { PartRules } from '../core/parts';
import type { Registry } from '../core/registry';
import { isTask, type Thing } from '../core/thing';
import {
  better,
  isOfInsiders,
  MEMBER_READS_SIGHT,
  PROOF_SIGHT,
  type FieldClass,
  type Level,
  type Sight,
} from '../core/visibility';
import type { Audience } from '../core/vocabulary';
import { join, raw, sql, type Sql } from '../store/session';
import { anyRow } from './record-condition';
import { isShownWhole, showDetails, type ShownDetails } from './show-details';
import { showFields, type LevelOf } from './show-fields';
import { fits, isOfAll, viewerFits } from './sight';
import { groupStandings } from './standing';
import {
  anyKind,
  granting,
  grantingClass,
  kindSources,
  seesAllOf,
  type SightSource,
  type TaskPlace,
} from './task-condition';
import type { Reader } from './viewer';

export type { PlacedTask, SightSource, TaskPlace } from './task-condition';

/**
 * The place where need-to-know (知悉范围) is decided, for every way out: field, filter, count, log, subscription.
 * Things are asked about in memory (`mayKnow`, `show`), pages and counts in SQL (`taskCondition`, `recordCondition`);
 * both read the same tables, and tests hold them against each other.
 */

/** A thing as one reader may see it: hidden fields null, hidden lists cut, their names in `withheld`. */
export interface Shown {
  readonly __typename: string;
  readonly id: string;
  readonly operation: string;
  readonly withheld: readonly string[];
  readonly [field: string]: unknown;
}

/** An element of a part as one reader may see it. */
export interface ShownPart {
  readonly __typename: string;
  /** Id of the thing that it belongs to, and of its operation. */
  readonly subjectId: string;
  readonly operationId: string;
  readonly withheld: readonly string[];
  /** All that is hidden, also what is no field of the API by itself. */
  readonly hidden: readonly string[];
  readonly [field: string]: unknown;
}

/** The version of a task that an entry made, over `log_entry e`. */
const VERSION_OF_ENTRY = raw(`SELECT 1 FROM task_history h WHERE h.operation_id = e.operation_id
  AND h.task_id = e.subject_id AND h.from_seq = e.seq`);
/** The version of the task that an entry tells of, as it stood. */
const VERSION_THEN = raw(`SELECT 1 FROM task_history h WHERE h.operation_id = e.operation_id
  AND h.task_id = e.task_id AND h.from_seq <= e.seq AND h.to_seq > e.seq`);
const VERSION = { alias: 'h', id: 'h.task_id' };

export class NeedToKnow {
  constructor(private readonly registry: Registry) {}

  /** Whether the reader may know that the thing exists. */
  mayKnow(definition: SubjectDefinition, thing: Thing, reader: Reader): boolean {
    return definition.sight.some((sight) => fits(sight, thing, reader));
  }

  /** As what the reader sees the counts of a subject: inside who may know of all there are, in whatever state. */
  audience(definition: SubjectDefinition, reader: Reader): Audience {
    return definition.sight.some((row) => isOfInsiders(row) && viewerFits(row, reader)) ? 'INSIDERS' : 'OUTSIDERS';
  }

  /** How much of a class of fields the reader sees of a thing that it may know. */
  level(definition: SubjectDefinition, thing: Thing, { reader, of }: { reader: Reader; of: FieldClass }): Level {
    if (of === 'OPEN') return 'FULL';
    return definition.sight
      .filter((sight) => fits(sight, thing, reader))
      .reduce<Level>((best, sight) => better(best, sight.shows?.[of] ?? 'HIDDEN'), 'HIDDEN');
  }

  /** The same for each class that is asked about; worked out once a class. */
  private levelsFor(definition: SubjectDefinition, thing: Thing, reader: Reader): LevelOf {
    const known = new Map<FieldClass, Level>();
    return (of) => {
      const level = known.get(of) ?? this.level(definition, thing, { reader, of });
      known.set(of, level);
      return level;
    };
  }

  /** The only way from a row to the API. The reader must be one who may know the thing. */
  show(definition: SubjectDefinition, thing: Thing, reader: Reader): Shown {
    const values = { ...thing, ...definition.derive?.(thing) };
    const levelOf = this.levelsFor(definition, thing, reader);
    const { shown, withheld } = showFields(fieldsOf(definition), values, {
      ...{ levelOf, owner: { operation: thing.operation, subject: thing.id } },
    });
    return { ...shown, __typename: definition.type, id: thing.id, operation: thing.operation, withheld };
  }

  /** The version of a thing that the reader is shown. */
  versionFor(definition: SubjectDefinition, thing: Thing, reader: Reader): number {
    return isTask(thing) && !this.showsCase(definition, thing, reader) ? thing.openVersion : thing.version;
  }

  /** Whether the reader is told who acted on a thing that it may know. */
  showsActor(definition: SubjectDefinition, thing: Thing, reader: Reader): boolean {
    return this.level(definition, thing, { reader, of: actorClassOf(definition) }) === 'FULL';
  }

  /** Whether the reader is told what the log of its operation is checked by. */
  showsProof(reader: Reader): boolean {
    return PROOF_SIGHT.some((row) => viewerFits(row, reader));
  }

  /** Whether the reader is told who has read the telephone numbers of an agency's members. */
  showsReadsOf(agency: Thing, reader: Reader): boolean {
    return MEMBER_READS_SIGHT.some((row) => fits(row, agency, reader));
  }

  /** Whether the reader sees the case of a task, and so every version of it. */
  showsCase(definition: SubjectDefinition, thing: Thing, reader: Reader): boolean {
    return this.level(definition, thing, { reader, of: 'CASE' }) === 'FULL';
  }

  /** An element of one of the thing's parts. The reader must be one to whom the list itself is shown. */
  showPart(
    rules: PartRules,
    row: object,
    of: { name: string; definition: SubjectDefinition; thing: Thing; reader: Reader },
  ): ShownPart {
    const { name, definition, thing, reader } = of;
    const levelOf = this.levelsFor(definition, thing, reader);
    const { shown, withheld, hidden } = showFields(
      partFieldsOf(rules),
      { ...row },
      {
        ...{ levelOf, owner: { operation: thing.operation, subject: thing.id, prefix: `${name}.` } },
      },
    );
    return { ...shown, __typename: rules.type, subjectId: thing.id, operationId: thing.operation, withheld, hidden };
  }

  /**
   * Details of an entry by the visibility of its own subject. `withheld` names all that would be hidden of any entry
   * about it, what this one has of it is hidden, too; and the entry's own fields that tell who acted, where these are.
   */
  showDetails(
    definition: SubjectDefinition,
    thing: Thing,
    { reader, details }: { reader: Reader; details: Readonly<Record<string, Json>> },
  ): ShownDetails {
    const shown = showDetails(definition, details, this.levelsFor(definition, thing, reader));
    if (this.showsActor(definition, thing, reader)) return shown;
    return { ...shown, withheld: [...new Set([...ENTRY_ACTOR_FIELDS, ...shown.withheld])].sort() };
  }

  /** Whether nothing of an entry is hidden from the reader or masked; what is sealed stands in it as a commitment. */
  showsWhole(
    definition: SubjectDefinition,
    thing: Thing,
    { reader, details }: { reader: Reader; details: Readonly<Record<string, Json>> },
  ): boolean {
    const levelOf = this.levelsFor(definition, thing, reader);
    return isShownWhole(definition, details, levelOf) && this.showsActor(definition, thing, reader);
  }

  /** Row rule for tasks in SQL. */
  taskCondition(reader: Reader, place: TaskPlace): Sql {
    return anyKind(this.registry.kinds, reader, place);
  }

  /**
   * Where the tasks that a reader sees are read from: together, these hold every one of them, and others too. Who sees
   * few need not look through all that there are.
   * @param field only those of which this field is shown in full
   */
  sightSources(reader: Reader, field: string | null = null): SightSource[] {
    const { kinds } = this.registry;
    const sources = kinds.flatMap((kind) => kindSources(field === null ? kind : granting(kind, field), reader));
    const seen = new Set<string>();
    return sources.filter((source) => {
      const text = JSON.stringify(source);
      return !seen.has(text) && seen.add(text);
    });
  }

  /**
   * Row rule for a record in SQL, over the columns of its row under `alias`: the same rows as `mayKnow`. Where the
   * reader comes with its standings, operations are asked about by the standing in each.
   */
  recordCondition(definition: SubjectDefinition, reader: Reader, alias: string): Sql {
    const within = (standing: Standing): Sql => {
      const standingReader = { ...reader, standing };
      const rows = definition.sight.filter((sight) => viewerFits(sight, standingReader));
      return anyRow(definition, rows, { reader: standingReader, alias });
    };
    if (!reader.standings || definition.type !== 'Operation') return within(reader.standing);
    const alike = groupStandings(reader.standings);
    const conditions = alike.map(
      ({ standing, operations }) => sql`(${raw(alias)}.operation_id IN (${operations}) AND ${within(standing)})`,
    );
    return join(conditions, ' OR ', '1 = 0');
  }

  /**
   * Which rows of the tables are about this reader, whatever the thing: where it differs from before, what was shown
   * before may be shown no longer, and more may be.
   */
  sightOf(reader: Reader): string {
    const marks = (sight: readonly Sight[]): string => sight.map((row) => (viewerFits(row, reader) ? 1 : 0)).join('');
    return this.registry.definitions.map(({ sight }) => marks(sight)).join();
  }

  /** Whether the reader may know of every thing of a type, in whatever state. */
  seesAll(definition: SubjectDefinition, reader: Reader): boolean {
    return seesAllOf(definition, reader);
  }

  /** Whether the reader may know of every task, whatever its kind and state: nothing that is kept of all may tell it more. */
  knowsEveryTask(reader: Reader): boolean {
    return this.registry.kinds.every((kind) => seesAllOf(kind, reader));
  }

  /** Types of records whose entries in an operation's log the reader may see. */
  recordTypes(reader: Reader): string[] {
    return this.recordsOf(reader).map((definition) => definition.type);
  }

  /** The records of an operation that a reader who takes part in it may see some of. */
  recordsOf(reader: Reader): SubjectDefinition[] {
    const records = this.registry.definitions.filter((definition) => !isKind(definition));
    return records.filter(({ sight }) =>
      sight.some((row) => row.relation === 'PARTICIPANT' && viewerFits(row, reader)),
    );
  }

  /**
   * Whether a field is shown to the reader in full in no state of any kind: no filter may touch it then. Masked is not
   * enough, since trying filters would tell the rest.
   */
  hiddenEverywhere(name: string, reader: Reader): boolean {
    return this.registry.kinds.every((kind) => {
      const rule = fieldsOf(kind).get(name);
      if (!rule) return true;
      if (rule.class === 'OPEN') return false;
      return !kind.sight.some((sight) => viewerFits(sight, reader) && sight.shows?.[rule.class] === 'FULL');
    });
  }

  /** Condition that a field of a task is shown to the reader in full: other rows match no filter on it. */
  fieldCondition(name: string, reader: Reader, place: TaskPlace): Sql {
    return anyKind(
      this.registry.kinds.map((kind) => granting(kind, name)),
      reader,
      place,
    );
  }

  /**
   * Row rule for entries about tasks, over `log_entry e`: told by the version of the task that the entry made, so that
   * who learns of a task late learns nothing of what came before; and of what made no open version and is not the
   * reader's case to know, not even that it happened.
   */
  entryCondition(reader: Reader): Sql {
    const isOpen = sql`h.open_seq = h.from_seq AND (${anyKind(this.registry.kinds, reader, VERSION)})`;
    return sql`EXISTS (${VERSION_OF_ENTRY} AND (${this.fieldCondition('version', reader, VERSION)} OR ${isOpen}))`;
  }

  /**
   * Row rule for entries about other things that tell of a task, over `log_entry e`: for who sees the case of the version
   * that stood then, also where the task is known now.
   */
  besideCondition(reader: Reader): Sql {
    return sql`EXISTS (${VERSION_THEN} AND (${this.fieldCondition('version', reader, VERSION)}))`;
  }

  /** Row rule for entries about tasks of which the reader is told who acted. */
  actorCondition(reader: Reader): Sql {
    const known = this.registry.kinds.map((kind) => grantingClass(kind, TASK_ACTOR_CLASS));
    return sql`EXISTS (${VERSION_OF_ENTRY} AND (${anyKind(known, reader, VERSION)}))`;
  }

  /** Whether a field is shown to the reader in full of every task that it sees: no row needs to be asked then. */
  shownWhereverSeen(name: string, reader: Reader): boolean {
    return this.registry.kinds.every((kind) => {
      const rows = kind.sight.filter((sight) => viewerFits(sight, reader));
      const grants = granting(kind, name).sight.filter((sight) => viewerFits(sight, reader));
      return rows.length === grants.length || grants.some(isOfAll);
    });
  }
}
