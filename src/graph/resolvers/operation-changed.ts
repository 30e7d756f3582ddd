import { Ctx, Resolver, Root, Subscription } from 'type-graphql';
import type { Shown } from '../../access/need-to-know';
import { findStandings } from '../../access/standing';
import { SYSTEM_CODE } from '../../commands/operation-index';
import type { SeenOperation } from '../../live/operation-feed';
import { OperationRow } from '../../store/rows/operation.row';
import type { Session } from '../../store/session';
import type { ApiContext } from '../context';
import { contextNow, watchedBy } from '../live-viewer';
import { Operation } from '../types/operation';

@Resolver()
export class OperationChangedSubscription {
  @Subscription(() => Operation, {
    description:
      "The viewer's operations from now on: joined, begun, paused, closed, or changed in what they are. After a reconnect ask for them again.",
    subscribe: ({ context }) => follow(context as ApiContext),
  })
  operationChanged(@Root() operation: Operation, @Ctx() { loaders }: ApiContext): Operation {
    loaders.forget();
    return operation;
  }
}

async function follow(context: ApiContext): Promise<AsyncIterableIterator<Operation>> {
  return context.services.operationFeed.follow({
    watched: await watchedBy(context, []),
    seen: (session, ids) => seenOperations(context, session, ids),
  });
}

async function seenOperations(
  context: ApiContext,
  session: Session,
  ids: readonly string[] | null,
): Promise<ReadonlyMap<string, SeenOperation<Operation>> | null> {
  const now = await contextNow(context, session);
  if (!now) return null;
  const { services, viewer } = now;
  const standings = await findStandings(session, viewer.agencyId, services.clock.now());
  const known = [...standings.keys()].filter((id) => ids?.includes(id) ?? true);
  const definition = services.registry.getType('Operation');
  const seen = new Map<string, SeenOperation<Operation>>();
  for (const row of await session.find(OperationRow, { id: known })) {
    const reader = { actor: viewer, standing: standings.get(row.id) ?? STRANGER };
    if (row.code === SYSTEM_CODE || !services.needToKnow.mayKnow(definition, row, reader)) continue;
    const shown = context.reading.show({ definition, thing: row, reader, phase: row.state });
    const { part } = reader.standing;
    seen.set(row.id, { mark: markOf(shown, part), value: shown as unknown as Operation });
  }
  return seen;
}

const STRANGER = { part: null, descendant: false } as const;

/** Differs with what an operation is and with the viewer's part, not with whatever else was done to it. */
function markOf(shown: Shown, part: string | null): string {
  const { version: _version, updatedAt: _updatedAt, ...lasting } = shown as Shown & Record<string, unknown>;
  return JSON.stringify([part, lasting]);
}
