import { prefixOf } from '../core/ids';
import { isKind } from '../core/definition';
import type { Registry } from '../core/registry';
import { OperationRow } from '../store/rows/operation.row';
import { TaskRow } from '../store/rows/task.row';
import type { Rows } from '../store/session';
import type { Store } from '../store/store';
import { groupBy } from '../store/things';

/** Code of the operation that administration belongs to. */
export const SYSTEM_CODE = 'SYSTEM';

const KEPT_IDS = 50_000;

/** Which operation a thing belongs to. It never changes, so it is looked up once, before the lock, and kept. */
export class OperationIndex {
  private readonly known = new Map<string, string>();
  private systemId: string | null = null;

  constructor(
    private readonly store: Store,
    private readonly registry: Registry,
  ) {}

  /** The operation of any subject's id; null for what is no id of ours or is not there. */
  async find(id: string): Promise<string | null> {
    return (await this.findAll([id])).get(id) ?? null;
  }

  /** The operations of many ids by these, one statement a type; ids of nothing are left out. */
  async findAll(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const sought = groupBy(
      [...new Set(ids)].filter((id) => !this.known.has(id)),
      (id) => prefixOf(id) ?? '',
    );
    const found = new Map<string, string>();
    for (const [prefix, ofPrefix] of sought) {
      const definition = this.registry.findPrefix(prefix);
      if (!definition) continue;
      const rows = (isKind(definition) ? TaskRow : definition.row) as Rows<{ id: string; operation: string }>;
      // An operation is its own; by its id alone no index finds it.
      const where = definition.type === 'Operation' ? { operation: ofPrefix } : { id: ofPrefix };
      const read = await this.store.read((session) => session.find(rows, where));
      for (const row of read) found.set(row.id, row.operation);
    }
    for (const id of ids) {
      const operation = found.get(id) ?? this.known.get(id);
      if (operation !== undefined) found.set(id, operation);
    }
    for (const [id, operation] of found) this.keep(id, operation);
    return found;
  }

  /** The operation that agencies and members belong to; null before the installation is founded. */
  async system(): Promise<string | null> {
    if (this.systemId === null) {
      const row = await this.store.read((session) => session.findOne(OperationRow, { code: SYSTEM_CODE }));
      this.systemId = row?.id ?? null;
    }
    return this.systemId;
  }

  /** Remembers what a command has just made or found. */
  keep(id: string, operation: string): void {
    const oldest = this.known.keys().next();
    if (this.known.size >= KEPT_IDS && !oldest.done) this.known.delete(oldest.value);
    this.known.set(id, operation);
  }
}
