import type { Reader } from '../access/viewer';
import { MemberRow } from '../store/rows/directory.row';
import type { Session } from '../store/session';
import { apiContext, type ApiContext } from './context';

/** The context of who follows, by the roles of now; null once the session is over or the member disabled. */
export async function contextNow(
  { services, viewer, document }: ApiContext,
  session: Session,
): Promise<ApiContext | null> {
  if (services.clock.now() >= viewer.sessionEndsAt) return null;
  const member = await session.findOne(MemberRow, { id: viewer.memberId, state: 'ACTIVE' });
  return member ? apiContext(services, { ...viewer, roles: member.roles }, document) : null;
}

/** Who follows an operation, by the rights of now; null as above. */
export async function readerNow(context: ApiContext, session: Session, operation: string): Promise<Reader | null> {
  const now = await contextNow(context, session);
  return now ? now.reading.reader(session, operation) : null;
}

/** The same for what is shown to participants alone; null for who takes no part any more, too. */
export async function participantNow(context: ApiContext, session: Session, operation: string): Promise<Reader | null> {
  const reader = await readerNow(context, session, operation);
  return reader && reader.standing.part !== null ? reader : null;
}

/** Operations whose commits a stream looks after: its own, and the one that says who its viewer is. */
export async function watchedBy({ services }: ApiContext, operations: readonly string[]): Promise<string[]> {
  const system = await services.operations.system();
  return system === null ? [...operations] : [...operations, system];
}
