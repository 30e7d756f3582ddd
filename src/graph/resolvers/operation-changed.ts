import { Ctx, Resolver, Root, Subscription } from 'type-graphql';
import type { Shown } from '../../access/need-to-know';
import { findStandings, STRANGER } from '../../access/standing';
import { SYSTEM_CODE } from '../../commands/operation-index';
import type { SeenOperation, SeenOperations } from '../../live/operation-feed';
import { OperationRow } from '../../store/rows/operation.row';
import type { Session } from '../../store/session';
import type { ApiContext } from '../context';
import { contextNow, holdWhileSame, readerNow, watchedBy } from '../live-viewer';
import { Operation } from '../types/operation';

@Resolver()
export class OperationChangedSubscription {
  @Subscription(() => Operation, {
    description:
      "The viewer's operations from now on: joined, begun, paused, closed, or changed in what they are. After a reconnect ask for them again.",
    subscribe: ({ context }) => follow(context as ApiContext),
  })
  operationChanged(@Root() operation: Operation, @Ctx() context: ApiContext): Operation {
    context.loaders.forget();
    const { reader } = context.reading.originOf(operation);
    holdWhileSame(context, reader, (later) => readerNow(context, later, operation.id));
    return operation;
  }
}

async function follow(context: ApiContext): Promise<AsyncIterableIterator<Operation>> {
  return context.services.operationFeed.follow({
    watched: await watchedBy(context, []),
    seen: (session, asked) => seenOperations(context, session, asked),
    now: () => context.services.clock.now(),
  });
}

async function seenOperations(
  context: ApiContext,
  session: Session,
  { changed, told }: { readonly changed: readonly string[]; readonly told: ReadonlySet<string> },
): Promise<SeenOperations<Operation> | null> {
  const now = await contextNow(context, session);
  if (!now) return null;
  const { services, viewer } = now;
  const standings = await findStandings(session, viewer.agencyId, services.clock.now());
  const asked = [...standings.keys()].filter((id) => changed.includes(id) || !told.has(id));
  const definition = services.registry.getType('Operation');
  const seen = new Map<string, SeenOperation<Operation>>();
  const rows = await session.find(OperationRow, { operation: asked });
  // What has changed comes before what it has brought into sight, such as the operations above.
  const isLater = ({ id }: OperationRow): number => (changed.includes(id) ? 0 : 1);
  for (const row of rows.sort((one, other) => isLater(one) - isLater(other))) {
    const reader = { actor: viewer, standing: standings.get(row.id) ?? STRANGER };
    if (row.code === SYSTEM_CODE || !services.needToKnow.mayKnow(definition, row, reader)) continue;
    const shown = context.reading.show({ definition, thing: row, reader, phase: row.state });
    const { part } = reader.standing;
    seen.set(row.id, { mark: markOf(shown, part), value: shown as unknown as Operation });
  }
  const [until] = [...standings.values()].flatMap((standing) => standing.until ?? []).sort();
  return { operations: seen, known: new Set(standings.keys()), until };
}

/** Differs with what an operation is and with the viewer's part, not with whatever else was done to it. */
function markOf(shown: Shown, part: string | null): string {
  const { version: _version, updatedAt: _updatedAt, ...lasting } = shown as Shown & Record<string, unknown>;
  return JSON.stringify([part, lasting]);
}
