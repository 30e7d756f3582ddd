import type { App } from '../src/app';
import { KEY, TASK, type CallStep } from './caller';
import { HttpCallers } from './http-callers';
import { tokenOf, Trips } from './installation';
import type { Comparison } from './measure';
import { PEER, type Peer } from './peer';

const CALLERS = [1, 16];

/** The three commands as mutations, sent to Liandong and to the peer by the same documents. */
export async function httpCommandComparisons(
  app: App,
  { database, peer }: { database: string; peer: Peer },
): Promise<{ comparisons: Comparison[]; close: () => Promise<void> }> {
  const steps = await stepsOf(app);
  const calling = new HttpCallers();
  const comparisons = CALLERS.map((callers): Comparison => ({
    ...{ work: 'plan, approve, depart over HTTP', database, callers, counted: 'commands' },
    ours: calling.way('GraphQL over HTTP', { url: `${app.url}/graphql`, steps, callers }),
    others: [calling.way(PEER, { url: peer.url, steps, callers })],
  }));
  return { comparisons, close: () => calling.close() };
}

async function stepsOf(app: App): Promise<CallStep[]> {
  const { operation, people } = await Trips.of(app);
  const plan = {
    ...{ operationId: operation, title: '赴广西宾阳抓捕', destination: '450126', stops: ['450100'] },
    ...{ leaderId: people.leader, memberIds: [people.leader, people.companion] },
    ...{ departOn: '2030-01-01', dueAt: '2030-01-08T00:00:00.000Z' },
  };
  const sent = [
    { as: 'yk-police.officer', action: 'planArrestTrip', input: plan },
    { as: 'yk-police.commander', action: 'approveArrestTrip', input: { taskId: TASK, expectedVersion: 1 } },
    { as: 'yk-police.officer-02', action: 'departArrestTrip', input: { taskId: TASK, expectedVersion: 2 } },
  ];
  return Promise.all(
    sent.map(async ({ as, action, input }) => ({
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await tokenOf(app, as)}` },
      body: JSON.stringify({ query: mutation(action), variables: { input: { ...input, idempotencyKey: KEY } } }),
      bytes: null,
    })),
  );
}

/** Values are variables, as clients send them; the peer names the inputs as Liandong does. */
function mutation(action: string): string {
  const input = `${action.charAt(0).toUpperCase()}${action.slice(1)}Input`;
  return `mutation ($input: ${input}!) { ${action}(input: $input) { task { id version state } } }`;
}
