import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { WebSocketServer, type WebSocket } from 'ws';
import { follow } from '../../src/cli/follow';
import { fetchToken } from '../support/app';
import { atEnd } from '../support/endings';
import { freePort } from '../support/free-port';
import { buildServer, startServer, type ServerProcess } from '../support/server-process';
import { PLAN } from '../support/trips';
import { cliOf, ownFolder, run, start, type Settings } from './cli';

/** A server that speaks as ours does, and does with the socket whatever a test wants. */
async function scriptedServer(subscribed: (socket: WebSocket, after: unknown, id: string) => void): Promise<string> {
  const http = createServer((_request, response) => response.end(JSON.stringify({ accessToken: 'token' })));
  const sockets = new WebSocketServer({ server: http, handleProtocols: () => 'graphql-transport-ws' });
  sockets.on('connection', (socket) => {
    socket.on('message', (text: Buffer) => {
      const { type, id, payload } = JSON.parse(text.toString()) as { type: string; id: string; payload: any };
      if (type === 'connection_init') socket.send(JSON.stringify({ type: 'connection_ack' }));
      if (type !== 'subscribe') return;
      if (/^subscription /m.test(String(payload.query))) subscribed(socket, payload.variables.after, id);
      else answer(socket, id, { operationByCode: { id: 'op_1' } });
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  atEnd(async () => {
    for (const socket of sockets.clients) socket.terminate();
    await new Promise((resolve) => http.close(resolve));
  });
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
}

function answer(socket: WebSocket, id: string, data: object): void {
  socket.send(JSON.stringify({ type: 'next', id, payload: { data } }));
  socket.send(JSON.stringify({ type: 'complete', id }));
}

function change(socket: WebSocket, id: string, cursor: string): void {
  const data = { boardChanged: { cursor, entries: [], tasks: [] } };
  socket.send(JSON.stringify({ type: 'next', id, payload: { data } }));
}

const asked = { member: 'yk-police.commander', operation: 'YK-FRAUD', after: null };

describe('follow, with a server that ends its connection', () => {
  let said: string[];

  beforeEach(() => {
    said = [];
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      said.push(String(text));
      return true;
    });
  });

  it.each([
    ['restarts', 1012, 'Service restart'],
    ['ends the session of its token', 4403, 'Session ended'],
    ['cannot tell who it is just now', 1013, 'Try again later'],
  ])('goes on after its last cursor where the server %s', async (_why, code, reason) => {
    const cursors: unknown[] = [];
    const url = await scriptedServer((socket, after, id) => {
      cursors.push(after);
      if (cursors.length > 2) {
        socket.send(JSON.stringify({ type: 'complete', id }));
        return;
      }
      change(socket, id, `c${cursors.length}`);
      socket.close(code, reason);
    });
    await follow({ ...asked, url });
    expect(cursors).toEqual([null, 'c1', 'c2']);
    expect(said.join('')).toMatch(/cursor c1\n.*trying again.*\n.*cursor c2\n/);
  });

  it('ends for good where the server does not let it in', async () => {
    const url = await scriptedServer((socket) => {
      socket.close(4403, 'Forbidden');
    });
    await expect(follow({ ...asked, url })).rejects.toThrow('the server does not know this member');
  });

  it('ends where the server completes the stream, and begins after the cursor that it was given', async () => {
    const cursors: unknown[] = [];
    const url = await scriptedServer((socket, after, id) => {
      cursors.push(after);
      socket.send(JSON.stringify({ type: 'complete', id }));
    });
    await follow({ ...asked, url: `${url}/`, after: 'c7' });
    expect(cursors).toEqual(['c7']);
  });

  it('goes on where the server is not available just now', async () => {
    let times = 0;
    const url = await scriptedServer((socket, _after, id) => {
      times += 1;
      const errors = [{ message: 'later', extensions: { code: 'UNAVAILABLE', retryable: true } }];
      socket.send(JSON.stringify(times === 1 ? { type: 'error', id, payload: errors } : { type: 'complete', id }));
    });
    await follow({ ...asked, url });
    expect(times).toBe(2);
  });

  it('ends with the words of an error that trying again does not help', async () => {
    const url = await scriptedServer((socket, _after, id) => {
      socket.send(JSON.stringify({ type: 'error', id, payload: [{ message: 'no such cursor' }] }));
    });
    await expect(follow({ ...asked, url })).rejects.toThrow('no such cursor');
  });
});

describe('follow, at a terminal', () => {
  let main: string;
  let settings: Settings;
  let server: ServerProcess;

  beforeAll(async () => {
    main = await buildServer();
    const DATABASE_URL = `sqlite:${join(await ownFolder(), 'demo.db')}`;
    settings = { DATABASE_URL, PORT: String(await freePort()) };
    server = await startServer(main, settings);
  });

  /** An officer plans a trip. */
  async function plan(title: string): Promise<void> {
    const ask = async (query: string, variables = {}): Promise<any> => {
      const token = await fetchToken(server.url, 'yk-police.officer');
      const response = await fetch(`${server.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors } = (await response.json()) as { data: any; errors?: unknown };
      if (errors !== undefined) throw new Error(JSON.stringify(errors));
      return data;
    };
    const { viewer, operationByCode } = await ask(
      '{ viewer { member { id } } operationByCode(code: "YK-FRAUD") { id } }',
    );
    const leaderId = viewer.member.id as string;
    const input = { operationId: operationByCode.id, title, destination: '450126', leaderId, memberIds: [leaderId] };
    await ask(PLAN, { input: { ...input, departOn: '2030-01-02' } });
  }

  it('prints each change once and in order, across a restart and a crash of the server', async () => {
    const running = start(cliOf(main), ['follow', 'yk-police.commander', 'YK-FRAUD'], settings);
    await running.says(/following YK-FRAUD[^]*cursor /);
    await plan('第一批次');
    await running.says(/第一批次/);
    await server.stop();
    await running.says(/trying again/);
    server = await startServer(main, settings);
    await plan('第二批次');
    await running.says(/第二批次/);
    await server.kill();
    server = await startServer(main, settings);
    await plan('第三批次');
    await running.says(/第三批次[^]*cursor /);
    await running.interrupt();
    const summaries = running.said().match(/“第.批次”/g);
    expect(summaries).toEqual(['“第一批次”', '“第二批次”', '“第三批次”']);
    expect(running.said()).not.toMatch(/\n\s+at |\[object/);
  });

  it('goes on after a cursor that was kept from before', async () => {
    const first = start(cliOf(main), ['follow', 'yk-police.commander', 'YK-FRAUD'], settings);
    await first.says(/cursor \S+\n/);
    await first.interrupt();
    const cursor = /cursor (\S+)\n/.exec(first.said())![1]!;
    await plan('错过的批次');
    const second = start(cliOf(main), ['follow', 'yk-police.commander', 'YK-FRAUD', '--after', cursor], settings);
    await second.says(/错过的批次/);
    await second.interrupt();
    expect(second.said().match(/错过的批次”/g)).toHaveLength(1);
  });

  it.each([
    ['an unknown member', ['nobody', 'YK-FRAUD'], /^there is no demo member nobody; see http:\S+\/demo\/members\n$/],
    ['an unknown operation', ['yk-police.commander', 'NOWHERE'], /^没有找到/],
    ['an operation that the member may not see', ['yk-urban.commander', 'YK-FRAUD'], /^没有找到/],
    ['a cursor that is none', ['yk-police.commander', 'YK-FRAUD', '--after', 'x'], /^填写有误.*游标/],
    [
      'a server that is not there',
      ['a', 'b', '--url', 'http://127.0.0.1:1'],
      /^no server answers at http:\S+:1: start it/,
    ],
  ])('refuses %s in one line', async (_what, args, line) => {
    const { code, err } = await run(cliOf(main), ['follow', ...args], settings);
    expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(line) });
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});
