import type { Beat } from '../../src/live/beat';
import type { OperationWatch } from '../../src/live/operation-watch';
import type { TestApp } from './app';
import type { Collected } from './clients';

/** What strikes the quarters; private to the feed otherwise. */
export function beatOf({ services }: TestApp): Beat {
  return (Reflect.get(services.boardFeed, 'parts') as { beat: Beat }).beat;
}

/** How many follow anything; 0 once every stream has ended. */
export function followersOf(app: TestApp): number {
  const { watch } = Reflect.get(app.services.operationFeed, 'parts') as { watch: OperationWatch };
  return app.heads.followers + beatOf(app).followers + watch.followers;
}

/** The next message of a subscription to a single field; fails where it is refused. */
export async function nextOf(live: Collected): Promise<any> {
  const { data, errors } = await live.next();
  if (errors) throw new Error(`it was refused: ${JSON.stringify(errors)}`);
  return Object.values<any>(data)[0];
}
