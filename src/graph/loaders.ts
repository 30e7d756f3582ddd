import DataLoader from 'dataloader';
import type { Shown } from '../access/need-to-know';
import { refuse } from '../core/errors';
import { AgencyRow, MemberRow } from '../store/rows/directory.row';
import type { Rows } from '../store/session';
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

  constructor(
    private readonly services: Services,
    private readonly reading: Reading,
  ) {
    this.agency = new DataLoader((ids) => this.directory(AgencyRow, 'Agency', ids) as Promise<(Agency | Error)[]>);
    this.member = new DataLoader((ids) => this.directory(MemberRow, 'Member', ids) as Promise<(Member | Error)[]>);
    this.subject = new DataLoader((ids) => Promise.all(ids.map((id) => reading.findSubject(id))));
    // An operation is a subject too, and is read once whichever way it is asked for.
    this.operation = this.subject as unknown as DataLoader<string, Operation | null>;
  }

  /** Forgets everything that was loaded. */
  forget(): void {
    for (const loader of [this.agency, this.member, this.subject]) loader.clearAll();
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
