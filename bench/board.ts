import { deepStrictEqual } from 'node:assert';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { App } from '../src/app';
import { HttpCallers } from './http-callers';
import { tokenOf, Trips } from './installation';
import type { Comparison, Way } from './measure';
import { PEER, type Peer } from './peer';
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
  const asked = (): Promise<Buffer> => ask(`${app.url}/graphql`, { headers, body });
  let answer = await asked();
  for (let shown = shownIn(answer); shown < TASKS; shown += 1) await trips.plan();
  const statements = await countStatements(app.services.store, async () => (answer = await asked()));
  if (shownIn(answer) !== TASKS) throw new Error(`the board shows ${shownIn(answer)} tasks instead of ${TASKS}`);
  return { headers, body, answer, statements };
}

const COMMANDER = 'yk-police.commander';

/** The board over HTTP: a server that reads the request and answers the same bytes, and the peer. */
export async function boardComparison(
  app: App,
  { board, database, peer }: { board: BoardRequest; database: string; peer: Peer },
): Promise<{ comparison: Comparison; close: () => Promise<void> }> {
  const floor = await startFloor(board.answer);
  const calling = new HttpCallers();
  const way = (name: string, url: string, { length }: Buffer): Way =>
    calling.way(name, { url, steps: [{ ...board, bytes: length }], callers: CALLERS });
  const kilobytes = Math.round(board.answer.length / 1_000);
  return {
    comparison: {
      ...{ work: `board of ${TASKS} tasks (${kilobytes} kB)`, database, callers: CALLERS, counted: 'answers' },
      ours: way('GraphQL over HTTP', `${app.url}/graphql`, board.answer),
      others: [
        way('node:http, same bytes', floor.url, board.answer),
        way(PEER, peer.url, await askSame(peer.url, board)),
      ],
    },
    close: async () => {
      await calling.close();
      await floor.close();
    },
  };
}

/** The peer's answer to the same request. @throws where it is not the same board, but for its id and its place in the log */
async function askSame(url: string, { headers, body, answer }: BoardRequest): Promise<Buffer> {
  const own = await ask(url, { headers, body });
  deepStrictEqual(shown(own), shown(answer), 'the peer answers another board');
  return own;
}

function shown(answer: Buffer): object {
  const { data } = JSON.parse(answer.toString()) as { data?: { board: object } };
  return { ...data?.board, id: null, cursor: null };
}

async function ask(url: string, { headers, body }: Pick<BoardRequest, 'headers' | 'body'>): Promise<Buffer> {
  const response = await fetch(url, { method: 'POST', headers, body });
  return Buffer.from(await response.arrayBuffer());
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
