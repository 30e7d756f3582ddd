import { gql } from '@apollo/client';
import { pino } from 'pino';
import { installedRegistry, startApp } from '../../src/app';
import { buildApiSchema } from '../../src/graph/schema';
import { dataOf, errorOf, fetchToken, toldConfig, type Answer, type Variables } from '../support/app';
import { atEnd } from '../support/endings';
import { freePort } from '../support/free-port';
import { nextOf } from '../support/live';
import { documentsOf, readmeAsks, type ReadmeAsk } from '../support/readme';
import {
  apolloOf,
  urqlByStreamOf,
  urqlOf,
  type MakeClient,
  type Reached,
  type StockClient,
} from '../support/stock-clients';
import { APPROVE } from '../support/trips';

/** The story of the README by the clients that frontends use, with the README's own documents. */

const schema = buildApiSchema(installedRegistry());
const CHANGED = documentsOf('docs/live-protocol.md').get('BoardChanged') ?? '';
const BOARD = documentsOf('docs/live-protocol.md').get('Board') ?? '';

interface Server extends Reached {
  /** Stops it, and starts it again on the same database and port. */
  restart(): Promise<void>;
}

async function startServer(): Promise<Server> {
  const config = { ...(await toldConfig()), port: await freePort() };
  const log = pino({ level: 'silent' });
  let app = await startApp(config, { log });
  atEnd(() => app.stop());
  const { url } = app;
  return {
    url,
    tokenOf: (code) => fetchToken(url, code),
    restart: async () => {
      await app.stop();
      app = await startApp(config, { log });
    },
  };
}

/** The only `ask` of the README that has this in it, where the story comes to it. */
function told(words: string): ReadmeAsk {
  const [found, ...others] = readmeAsks().filter(({ fill }) => fill(ANY).query.includes(words));
  if (!found || others.length > 0) throw new Error(`the README does not ask once for ${words}`);
  return found;
}
const ANY = { OPERATION: '', LEADER: '', TRIP: '' };

const LIBRARIES: readonly (readonly [string, MakeClient])[] = [
  ['Apollo Client', (server, member) => apolloOf(server, member, schema)],
  ['urql', urqlOf],
  ['urql by server-sent events', urqlByStreamOf],
];

/** What a client keeps of a task, without what its library adds. */
const keptOf = ({ id, version, stateLabel }: any) => ({ id, version, stateLabel });

describe.each(LIBRARIES)('%s', (_name, make) => {
  let server: Server;
  let operation: string;
  let leader: string;
  const clients = new Map<string, Promise<StockClient>>();

  const clientOf = (member: string): Promise<StockClient> => {
    const client = clients.get(member) ?? make(server, member);
    clients.set(member, client);
    return client;
  };

  /** Asks as the README does. */
  async function ask({ member, fill }: ReadmeAsk, values: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const { query, variables } = fill(values);
    return (await clientOf(member)).ask(query, variables);
  }

  /** Plans as the README does, but for what is given. */
  async function plan(given: Variables): Promise<Answer> {
    const { member, fill } = told('planArrestTrip');
    const { query, variables } = fill({ OPERATION: operation, LEADER: leader });
    const input = { ...(variables['input'] as Variables), ...given };
    return (await clientOf(member)).ask(query, { input });
  }

  beforeAll(async () => {
    server = await startServer();
    operation = dataOf(await ask(told('{ operationByCode(code: "YK-FRAUD") { id } }'))).operationByCode.id;
    leader = dataOf(await ask(told('viewer'))).viewer.member.id;
  });

  it('goes through the story of the README, and follows it on the board, also across a restart', async () => {
    const { id, board } = dataOf(await ask(told('columns'))).operationByCode;
    expect({ id, columns: board.columns.length }).toEqual({ id: operation, columns: 5 });
    const commander = await clientOf('yk-police.commander');
    const begun = commander.follow(CHANGED, { operationId: operation, after: board.cursor });

    const values = { OPERATION: operation, LEADER: leader };
    const planned = dataOf(await ask(told('planArrestTrip'), values)).planArrestTrip;
    const { cursor, task } = planned;
    expect(await nextOf(begun)).toMatchObject({
      ...{ after: board.cursor, cursor, final: true, removed: [] },
      entries: [{ event: 'PLAN_ARREST_TRIP' }],
      tasks: [{ id: task.id, version: 1, number: task.number, stateLabel: task.stateLabel }],
    });
    expect(dataOf(await ask(told('planArrestTrip'), values)).planArrestTrip).toEqual(planned);

    const approved = dataOf(await ask(told('approveArrestTrip'), { TRIP: task.id })).approveArrestTrip.task;
    const seen = await nextOf(begun);
    expect(seen.tasks).toMatchObject([keptOf(approved)]);
    expect(approved.version).toBe(2);

    await server.restart();
    expect(await begun.end()).not.toBeNull();
    const departed = dataOf(await ask(told('departArrestTrip'), { TRIP: task.id })).departArrestTrip.task;
    const resumed = commander.follow(CHANGED, { operationId: operation, after: seen.cursor });
    expect(await nextOf(resumed)).toMatchObject({
      after: seen.cursor,
      entries: [{ event: 'DEPART_ARREST_TRIP' }],
      tasks: [keptOf(departed)],
    });
    resumed.unsubscribe();

    const hidden = await ask(told('task(id'), { TRIP: task.id });
    expect(errorOf(hidden).extensions).toEqual({ code: 'NOT_FOUND' });
    const now = dataOf(await commander.ask(BOARD, { operationId: operation })).board;
    const shown = now.columns.flatMap(({ tasks }: any) => tasks.nodes).find(({ id: each }: any) => each === task.id);
    expect(keptOf(shown)).toEqual(keptOf(departed));
  });

  it('is told at which field an input is wrong, and why a command is refused', async () => {
    const wrong = errorOf(await plan({ idempotencyKey: 'wrong', destination: '999999' }));
    expect(wrong.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'destination', code: 'UNKNOWN_DIVISION', message: expect.any(String) }],
    });
    await plan({ idempotencyKey: 'once' });
    const other = errorOf(await plan({ idempotencyKey: 'once', title: '另一次行动' }));
    expect(other.extensions).toEqual({ code: 'IDEMPOTENCY_MISMATCH' });
    const { id: taskId } = dataOf(await plan({ idempotencyKey: 'conflict' })).planArrestTrip.task;
    const commander = await clientOf('yk-police.commander');
    const late = errorOf(await commander.ask(APPROVE, { input: { taskId, expectedVersion: 7 } }));
    expect(late.extensions).toEqual({ code: 'VERSION_CONFLICT', currentVersion: 1 });
    const own = await (await clientOf('yk-police.officer')).ask(APPROVE, { input: { taskId } });
    expect(errorOf(own).extensions).toMatchObject({ code: 'FORBIDDEN', denial: { action: 'APPROVE_ARREST_TRIP' } });
  });

  it('is told the same way why it may not follow, and that nobody knows it', async () => {
    const commander = await clientOf('yk-police.commander');
    const refused = commander.follow(CHANGED, { operationId: operation, after: 'x' });
    expect(errorOf(await refused.next()).extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'after', code: 'NOT_A_CURSOR' }],
    });
    const nobody = await make({ ...server, tokenOf: async () => 'x' }, 'nobody');
    expect(errorOf(await nobody.ask('{ serverTime }')).extensions).toEqual({ code: 'UNAUTHENTICATED' });
  });
});

describe('a normalised cache', () => {
  it('is kept up by what the live board tells, under the ids of what was queried', async () => {
    const server = await startServer();
    const [commander, officer, leader] = await Promise.all(
      ['yk-police.commander', 'yk-police.officer', 'yk-police.officer-02'].map((code) =>
        apolloOf(server, code, schema),
      ),
    );
    const OPERATION = dataOf(await officer!.ask(told('{ operationByCode(code: "YK-FRAUD") { id } }').fill().query))
      .operationByCode.id;
    const LEADER = dataOf(await leader!.ask(told('viewer').fill().query)).viewer.member.id;
    const planned = told('planArrestTrip').fill({ OPERATION, LEADER });
    const { id } = dataOf(await officer!.ask(planned.query, planned.variables)).planArrestTrip.task;
    const { cursor } = dataOf(await officer!.ask(BOARD, { operationId: OPERATION })).board;
    const fragment = gql('fragment Kept on Task { version stateLabel }');
    const kept = (): unknown => officer!.cache.readFragment({ id: `ArrestTrip:${id}`, fragment });
    expect(kept()).toMatchObject({ version: 1 });
    const live = officer!.follow(CHANGED, { operationId: OPERATION, after: cursor });
    const approved = await commander!.ask(told('approveArrestTrip').fill({ TRIP: id }).query);
    await nextOf(live);
    const { version, stateLabel } = dataOf(approved).approveArrestTrip.task;
    expect(kept()).toMatchObject({ version, stateLabel });
    live.unsubscribe();
  });
});
