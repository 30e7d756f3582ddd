import type { Services } from '../graph/services';
import { AgencyRow, MemberRow } from '../store/rows/directory.row';

/** Gives work the services of the installation that the settings name. */
export type WithServices = (work: (services: Services) => Promise<void>) => Promise<void>;

/** Does a command as the system itself and prints what it made or changed, and the secret that was drawn for it. */
export type Act = (action: string, inputOf: (services: Services) => Promise<object>) => Promise<void>;

/** The id of an agency or a member by its code. */
export async function idOf(
  { store }: Services,
  rows: typeof AgencyRow | typeof MemberRow,
  code: string,
): Promise<string> {
  const row = await store.read((session) => session.findOne<AgencyRow | MemberRow>(rows, { code }));
  if (!row) throw new Error(`没有 there is no ${rows === AgencyRow ? '单位 agency' : '成员 member'} ${code}`);
  return row.id;
}
