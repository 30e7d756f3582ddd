import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { startTestApp, toldConfig, type TestApp } from '../support/app';
import { startApp } from '../../src/app';
import { KeyRing } from '../../src/core/key-ring';
import { writeFile } from 'node:fs/promises';
import { pino } from 'pino';

/** What is left half-done by clients must neither end the server nor keep it from ending. */

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});

async function rawSocket(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined).resume();
  await once(socket, 'connect');
  return socket;
}

const UPGRADE =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n\r\n';

describe('a client', () => {
  it.each([
    ['a path that is none', 'GET /nowhere HTTP/1.1\r\nHost: localhost\r\n'],
    ['a foreign host', 'GET /graphql HTTP/1.1\r\nHost: evil.example\r\n'],
    ['the API', 'GET /graphql HTTP/1.1\r\nHost: localhost\r\n'],
  ])('that upgrades to %s and resets the connection does no harm', async (_what, head) => {
    for (let i = 0; i < 20; i += 1) {
      const socket = await rawSocket(app.url);
      socket.write(head + UPGRADE);
      socket.resetAndDestroy();
    }
    expect((await fetch(`${app.url}/livez`)).status).toBe(200);
  });

  it('that sends a subscription over HTTP is told to use a socket', async () => {
    const refusal = await app.refusal('subscription { boardChanged(operationId: "x") { cursor } }');
    expect(refusal.extensions).toEqual({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'query', code: 'NEEDS_SOCKET', message: '订阅须经 WebSocket 或 /graphql/stream 发送' }],
    });
  });
});

describe('a server', () => {
  it('stops although a client never asks, and another never finishes asking', async () => {
    const config = await toldConfig();
    const other = await startApp(config, { log: pino({ level: 'silent' }) });
    const silent = await rawSocket(other.url);
    const half = await rawSocket(other.url);
    half.write('POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{');
    const ended = Promise.all([once(silent, 'close'), once(half, 'close')]);
    await expect(other.stop()).resolves.toBeUndefined();
    await ended;
  });

  it('is not started with the key ring of another installation', async () => {
    const config = await toldConfig();
    const log = pino({ level: 'silent' });
    await (await startApp(config, { log })).stop();
    await writeFile(config.sealKeysFile, KeyRing.generate().json);
    await expect(startApp(config, { log })).rejects.toThrow('sealed with another key ring');
  });
});
