import DataLoader from 'dataloader';
import type { Shown, ShownPart } from '../access/need-to-know';
import type { ShownSeal } from '../access/show-fields';
import type { ReadField } from '../access/access-book';
import type { SubjectDefinition } from '../core/definition';
import { havingCondition } from '../access/record-condition';
import { takesPart } from '../core/actor';
import { refuse } from '../core/errors';
import { maskText } from '../core/mask';
import type { Instant } from '../core/time';
import { findParts, partOf, type PartRow } from '../store/parts';
import { ApiKeyUseRow } from '../store/rows/api-key.row';
import { AgencyRow, MemberRow } from '../store/rows/directory.row';
import { ParticipationRow } from '../store/rows/operation.row';
import { openValues } from '../store/seals';
import { sql, type Rows } from '../store/session';
import { groupBy } from '../store/things';
import type { Reading } from './reading';
import type { Services } from './services';
import type { Agency, Member } from './types/directory';
import type { Operation } from './types/operation';

/** Batched look-ups of what many fields point at; made anew for each request, and emptied for each message of a stream. */
export class Loaders {
  readonly agency: DataLoader<string, Agency>;
  readonly member: DataLoader<string, Member>;
  readonly operation: DataLoader<string, Operation | null>;
  /** Any subject as the viewer may see it; null for what it may not. */
  readonly subject: DataLoader<string, Shown | null>;
  /** Who takes part in an operation now; whether that is for the viewer, the operation's own `withheld` says. */
  readonly participations: DataLoader<string, readonly ParticipationRow[]>;
  /** An agency's active liaisons, those on duty first, then by code; whether they are for the viewer, the agency's own `withheld` says. */
  readonly liaisons: DataLoader<string, readonly Member[]>;
  /** When a key was last used; whether that is for the viewer, the key's own table says. */
  readonly keyUse: DataLoader<string, Instant | null>;
  private readonly records = new Map<string, DataLoader<string, readonly Shown[]>>();

  private readonly sealed: DataLoader<string, string | null>;
  private readonly referringLoaders = new Map<string, DataLoader<string, string[]>>();
  private readonly partLoaders = new Map<string, DataLoader<string, PartRow[]>>();

  constructor(
    private readonly services: Services,
    private readonly reading: Reading,
    private readonly onRead: (read: ReadField) => void,
  ) {
    this.agency = new DataLoader((ids) => this.directory(AgencyRow, 'Agency', ids) as Promise<(Agency | Error)[]>);
    this.member = new DataLoader((ids) => this.directory(MemberRow, 'Member', ids) as Promise<(Member | Error)[]>);
    this.subject = new DataLoader((ids) => reading.findSubjects(ids));
    this.sealed = new DataLoader((refs) => this.openSealed(refs));
    // An operation is a subject too, and is read once whichever way it is asked for.
    this.operation = this.subject as unknown as DataLoader<string, Operation | null>;
    this.participations = new DataLoader((ids) => this.findParticipations(ids));
    this.liaisons = new DataLoader((ids) => this.findLiaisons(ids));
    this.keyUse = new DataLoader((ids) => this.findKeyUses(ids));
  }

  /** All records of a type in an operation as they came; for records of which an operation has few. */
  recordsOf(type: string): DataLoader<string, readonly Shown[]> {
    const definition = this.services.registry.getType(type);
    return kept(this.records, type, (ids) => this.reading.recordsOf(definition, ids));
  }

  /** Forgets everything that was loaded. */
  forget(): void {
    const { agency, member, subject, participations, liaisons, sealed, keyUse, records } = this;
    for (const loader of [agency, member, subject, participations, liaisons, sealed, keyUse]) loader.clearAll();
    records.clear();
    this.partLoaders.clear();
    this.referringLoaders.clear();
  }

  /** Elements of a part of a shown thing, as its reader may see them; none where the list itself is withheld. */
  async parts(subject: Shown, name: string): Promise<ShownPart[]> {
    if (subject.withheld.includes(name)) return [];
    const { definition, thing, reader } = this.reading.originOf(subject);
    const rules = partOf(definition, name);
    const place = `${thing.operation} ${thing.id}`;
    const rows = thing.partsThen?.[name] ?? (await this.partLoader(definition, name).load(place));
    return rows.map((row) => this.services.needToKnow.showPart(rules, row, { name, definition, thing, reader }));
  }

  /** Ids of tasks that refer to something in a role, the oldest first; by `operation id`. */
  referring(role: string): DataLoader<string, string[]> {
    return kept(this.referringLoaders, role, (places) => this.referringTasks(role, places));
  }

  /** The text of a sealed value that is shown: opened now, masked for who sees it so; null where there is none. */
  async text(value: unknown): Promise<string | null> {
    if (typeof value === 'string') return value;
    if (typeof value !== 'object' || value === null || !('ref' in value)) return null;
    const { ref, masked, read } = value as ShownSeal;
    const text = await this.sealed.load(ref);
    if (read !== null && text !== null) this.onRead(read);
    return text !== null && masked ? maskText(text) : text;
  }

  /** One for each list of each type: elements of many things of an operation come in one statement. */
  private partLoader(definition: SubjectDefinition, name: string): DataLoader<string, PartRow[]> {
    const key = `${definition.type} ${name}`;
    return kept(this.partLoaders, key, (places) => this.partRows(definition, name, places));
  }

  private async partRows(definition: SubjectDefinition, name: string, places: readonly string[]): Promise<PartRow[][]> {
    const found = new Map<string, PartRow[]>();
    const byOperation = groupBy(places, (place) => place.split(' ')[0] ?? '');
    await this.services.store.read(async (session) => {
      for (const [operation, ofOperation] of byOperation) {
        const subjects = ofOperation.map((place) => place.split(' ')[1] ?? '');
        const rows = await findParts(session, definition, { name, operation, subjects });
        for (const [subject, ofSubject] of groupBy(rows, (row) => row.subject ?? operation)) {
          found.set(`${operation} ${subject}`, ofSubject);
        }
      }
    });
    return places.map((place) => found.get(place) ?? []);
  }

  private async referringTasks(role: string, places: readonly string[]): Promise<string[][]> {
    const operations = [...new Set(places.map((place) => place.split(' ')[0] ?? ''))];
    const targets = places.map((place) => place.split(' ')[1] ?? '');
    const rows = await this.services.store.read((session) =>
      session.select(sql`SELECT r.operation_id AS operation, r.target_id AS target, t.id AS id FROM task_reference r
        JOIN task t ON t.operation_id = r.operation_id AND t.id = r.task_id
        WHERE r.operation_id IN (${operations}) AND r.target_id IN (${targets}) AND r.role = ${role}
        ORDER BY t.created_at, t.id`),
    );
    const byPlace = groupBy(rows, (row) => `${String(row['operation'])} ${String(row['target'])}`);
    return places.map((place) => (byPlace.get(place) ?? []).map((row) => String(row['id'])));
  }

  private async openSealed(refs: readonly string[]): Promise<(string | null)[]> {
    const { store, keyRing } = this.services;
    const texts = await store.read((session) => openValues(session, keyRing, refs));
    return refs.map((ref) => texts.get(ref) ?? null);
  }

  private async findParticipations(operations: readonly string[]): Promise<ParticipationRow[][]> {
    const now = this.services.clock.now();
    const rows = await this.services.store.read((session) => session.find(ParticipationRow, { operation: operations }));
    const active = groupBy(
      rows.filter((row) => takesPart(row, now)),
      (row) => row.operation,
    );
    return operations.map((id) => active.get(id) ?? []);
  }

  private async findKeyUses(keys: readonly string[]): Promise<(Instant | null)[]> {
    const uses = await this.services.store.read((session) => session.find(ApiKeyUseRow, { key: keys }));
    return keys.map((id) => uses.find(({ key }) => key === id)?.lastUsedAt ?? null);
  }

  private async findLiaisons(agencies: readonly string[]): Promise<Member[][]> {
    const definition = this.services.registry.getType('Member');
    return this.services.store.read(async (session) => {
      const reader = await this.reading.directoryReader(session);
      const liaison = havingCondition(definition, { field: 'roles', oneOf: ['LIAISON'] }, 'm');
      const rows = await session.selectRows(
        MemberRow,
        sql`SELECT m.* FROM member m WHERE m.agency_id IN (${agencies}) AND m.state = ${'ACTIVE'} AND ${liaison}
          AND (${this.services.needToKnow.recordCondition(definition, reader, 'm')}) ORDER BY COALESCE(m.on_duty, 0) DESC, m.code`,
      );
      const byAgency = groupBy(rows, (row) => row.agency);
      const show = (thing: MemberRow): Member =>
        this.reading.show({ definition, thing, reader, phase: 'RUNNING' }) as unknown as Member;
      return agencies.map((id) => (byAgency.get(id) ?? []).map(show));
    });
  }

  /**
   * Agencies and members that something shown names: whoever may see the thing may know their posts. By its own id a
   * member is found by the table alone.
   */
  private async directory(
    rows: Rows<AgencyRow | MemberRow>,
    type: string,
    ids: readonly string[],
  ): Promise<(Shown | Error)[]> {
    const definition = this.services.registry.getType(type);
    return this.services.store.read(async (session) => {
      const found = await session.find(rows, { id: ids });
      const byId = new Map(found.map((row) => [row.id, row]));
      const reader = await this.reading.directoryReader(session);
      return ids.map((id) => {
        const thing = byId.get(id);
        return thing ? this.reading.show({ definition, thing, reader, phase: 'RUNNING' }) : refuse('NOT_FOUND');
      });
    });
  }
}

/** The loader of a key, made when it is first asked for. */
function kept<V>(
  loaders: Map<string, DataLoader<string, V>>,
  key: string,
  load: (keys: readonly string[]) => Promise<V[]>,
): DataLoader<string, V> {
  const loader = loaders.get(key) ?? new DataLoader(load);
  loaders.set(key, loader);
  return loader;
}
