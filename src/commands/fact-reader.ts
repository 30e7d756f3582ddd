import type { FactReader, FactWhere, RowClass } from '../core/definition';
import type { Session, Where } from '../store/session';

/** Reads facts inside a command's transaction: rows of its own operation, and the directory. */
export function factReader(session: Session, place: { operation: string; system: string }): FactReader {
  const within =
    (operation: string) =>
    async <T extends object>(rowClass: RowClass<T>, where: FactWhere<T>): Promise<T[]> =>
      session.find(rowClass, { ...where, operation } as Where<T>);
  const everywhere: FactReader['everywhere'] = (rowClass, where) => session.find(rowClass, where as Where<object>);
  const any: FactReader['any'] = (rowClass, where) =>
    session.findOne(rowClass, { ...where, operation: place.operation } as Where<object>);
  return { many: within(place.operation), directory: within(place.system), everywhere, any };
}
