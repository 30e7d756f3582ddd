import { SYSTEM_ACTOR } from '../core/actor';
import { dateIn, type Clock } from '../core/time';
import { OperationRow } from '../store/rows/operation.row';
import type { Store } from '../store/store';
import type { Door } from './execute';
import { SYSTEM_CODE } from './operation-index';

/** SYSTEM, to which agencies, members and keys belong, as it is founded. */
export const SYSTEM_OPERATION = {
  code: SYSTEM_CODE,
  nameZh: '系统管理',
  nameEn: 'Administration',
  level: 'NATION',
} as const;

const TIME_ZONE = 'Asia/Shanghai';

/** Founds SYSTEM in a database that has none; done by several processes at once, it is founded once. */
export async function foundInstallation({
  store,
  door,
  clock,
}: {
  readonly store: Store;
  readonly door: Door;
  readonly clock: Clock;
}): Promise<void> {
  const founded = await findSystem(store);
  const act = async (action: string, input: Readonly<Record<string, unknown>>): Promise<string> =>
    (await door.execute({ action, actor: SYSTEM_ACTOR, input: { ...input, idempotencyKey: `installation ${action}` } }))
      .operation;
  const operationId =
    founded?.operation ??
    (await act('createOperation', { ...SYSTEM_OPERATION, startsOn: dateIn(clock.now(), TIME_ZONE) }));
  if (founded?.state !== 'RUNNING') await act('startOperation', { operationId });
}

async function findSystem(store: Store): Promise<OperationRow | null> {
  return store.read((session) => session.findOne(OperationRow, { code: SYSTEM_CODE }));
}
