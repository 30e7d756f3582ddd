import { prefixOf } from '../core/ids';
import { isKind } from '../core/definition';
import type { Registry } from '../core/registry';
import { OperationRow } from '../store/rows/operation.row';
import { TaskRow } from '../store/rows/task.row';
import type { Rows } from '../store/session';
import type { Store } from '../store/store';

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
    const kept = this.known.get(id);
    if (kept !== undefined) return kept;
    const definition = this.registry.findPrefix(prefixOf(id) ?? '');
    if (!definition) return null;
    const rows = (isKind(definition) ? TaskRow : definition.row) as Rows<{ id: string; operation: string }>;
    const row = await this.store.read((session) => session.findOne(rows, { id }));
    if (row) this.keep(id, row.operation);
    return row?.operation ?? null;
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
