import type { FactReader, FactWhere, RowClass } from '../core/facts';
import type { KeyRing } from '../core/key-ring';
import type { Registry } from '../core/registry';
import { findSealed } from '../store/seals';
import type { Session, Where } from '../store/session';
import { findThings } from '../store/things';

/** Where facts are read: in a command's own operation, and in the directory. */
export interface FactPlace {
  readonly operation: string;
  readonly system: string;
  readonly registry: Registry;
  readonly keyRing: KeyRing;
}

/** Reads facts inside a command's transaction. */
export function factReader(session: Session, { operation, system, registry, keyRing }: FactPlace): FactReader {
  const within =
    (place: string) =>
    async <T extends object>(rowClass: RowClass<T>, where: FactWhere<T>): Promise<T[]> =>
      session.find(rowClass, { ...where, operation: place } as Where<T>);
  return {
    many: within(operation),
    directory: within(system),
    everywhere: (rowClass, where) => session.find(rowClass, where as Where<object>),
    any: (rowClass, where) => session.findOne(rowClass, { ...where, operation } as Where<object>),
    things: (type, ids) => findThings(session, registry.getType(type), { operation, ids }),
    sealed: (purpose, values) => findSealed(session, keyRing, { operation, purpose, values }),
  };
}
