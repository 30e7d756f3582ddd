import { findSignedIn, rolesOf } from '../access/sign-ins';
import type { Reader } from '../access/viewer';
import type { Session } from '../store/session';
import type { Role } from '../core/vocabulary';
import { apiContext, type ApiContext } from './context';

/**
 * The context of who follows, anew; null once the session is over, the member disabled, its key revoked, or its roles are
 * others: what a stream has told was chosen by those before, and who begins it again is another viewer.
 */
export async function contextNow(
  { services, viewer, document }: ApiContext,
  session: Session,
): Promise<ApiContext | null> {
  const standing = (await findSignedIn(session, [viewer], services.clock.now())).get(viewer);
  if (!standing || !isSame(rolesOf(standing.member, viewer.key), viewer.roles)) return null;
  return apiContext(services, viewer, document);
}

function isSame(one: readonly Role[], other: readonly Role[]): boolean {
  return one.length === other.length && one.every((role) => other.includes(role));
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

/** From now on the stream's message may be sent while its viewer sees by the same rows of the tables as the reader did. */
export function holdWhileSame(
  context: ApiContext,
  reader: Reader,
  now: (session: Session) => Promise<Reader | null>,
): void {
  const { store, needToKnow } = context.services;
  context.live.holds = async () => {
    const present = await store.read(now);
    return present !== null && needToKnow.sightOf(present) === needToKnow.sightOf(reader);
  };
}

/** Operations whose commits a stream looks after: its own, and the one that says who its viewer is. */
export async function watchedBy({ services }: ApiContext, operations: readonly string[]): Promise<string[]> {
  const system = await services.operations.system();
  return system === null ? [...operations] : [...operations, system];
}
