import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Worker } from 'node:worker_threads';
import type { App } from '../src/app';
import type { CallOrder, CallReport } from './caller';
import { tokenOf, Trips } from './installation';
import type { Comparison, Way } from './measure';
import { countStatements, type Statements } from './statements';

const TASKS = 50;
const CALLERS = 16;

const QUERY = `query Board($id: ID!) {
  board(operationId: $id, filter: { states: [PLANNED] }) {
    id cursor overdue
    columns { phase count tasks(first: ${TASKS}) { nodes {
      id version state phase priority title dueAt createdAt updatedAt
      leadAgency { id name }
      ... on ArrestTrip { number departOn destination { code name } leader { id name } members { id name } }
    } } }
  }
}`;

interface BoardAnswer {
  readonly data?: { readonly board: { readonly columns: readonly { readonly tasks: { readonly nodes: object[] } }[] } };
}

/** A board on the wire, as it is asked for and answered. */
export interface BoardRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly answer: Buffer;
  readonly statements: Statements;
}

/** Plans until the board shows 50 planned trips, and asks for it once as their commander. */
export async function prepareBoard(app: App): Promise<BoardRequest> {
  const trips = await Trips.of(app);
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${await tokenOf(app, COMMANDER)}` };
  const body = JSON.stringify({ query: QUERY, variables: { id: trips.operation } });
  const ask = async (): Promise<Buffer> => {
    const response = await fetch(`${app.url}/graphql`, { method: 'POST', headers, body });
    return Buffer.from(await response.arrayBuffer());
  };
  let answer = await ask();
  for (let shown = shownIn(answer); shown < TASKS; shown += 1) await trips.plan();
  const statements = await countStatements(app.services.store, async () => (answer = await ask()));
  if (shownIn(answer) !== TASKS) throw new Error(`the board shows ${shownIn(answer)} tasks instead of ${TASKS}`);
  return { headers, body, answer, statements };
}

const COMMANDER = 'yk-police.commander';

/** The board over HTTP against a server that reads the request and answers the same bytes. */
export async function boardComparison(
  app: App,
  { board, database }: { board: BoardRequest; database: string },
): Promise<{ comparison: Comparison; close: () => Promise<void> }> {
  const floor = await startFloor(board.answer);
  const worker = new Worker(require.resolve('./caller'));
  const way = (name: string, url: string): Way => ({
    name,
    run: async (forMs) => {
      const { headers, body, answer } = board;
      const order: CallOrder = { url, headers, body, callers: CALLERS, forMs, bytes: answer.length };
      worker.postMessage(order);
      const [report] = (await once(worker, 'message')) as [CallReport];
      if ('fault' in report) throw new Error(`${name}: ${report.fault}`);
      return report.rate;
    },
  });
  const kilobytes = Math.round(board.answer.length / 1_000);
  return {
    comparison: {
      ...{ work: `board of ${TASKS} tasks (${kilobytes} kB)`, database, callers: CALLERS, counted: 'answers' },
      ours: way('GraphQL over HTTP', `${app.url}/graphql`),
      floors: [way('node:http, same bytes', floor.url)],
    },
    close: async () => {
      await worker.terminate();
      await floor.close();
    },
  };
}

function shownIn(answer: Buffer): number {
  const { data } = JSON.parse(answer.toString()) as BoardAnswer;
  if (!data) throw new Error(`the board was refused: ${answer.toString()}`);
  return data.board.columns.reduce((sum, { tasks }) => sum + tasks.nodes.length, 0);
}

async function startFloor(answer: Buffer): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': answer.length });
      response.end(answer);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
