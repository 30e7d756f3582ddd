import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { atEnd } from './endings';
import { freePort } from './free-port';
import { findProgram } from './programs.js';

/** A throw-away Redis on a loopback port, which can be killed, started again there, and stopped in its tracks. */
export interface RedisServer {
  readonly url: string;
  start(): Promise<void>;
  /** kill -9. */
  kill(): Promise<void>;
  /** It takes everything and answers nothing. */
  freeze(): void;
  thaw(): void;
}

const START_LIMIT_MS = 20_000;

/** Ends with the test run in whatever way that ends; tells its process id, for signals. */
const WATCHDOG = `"$@" >/dev/null 2>&1 &
echo $!
cat >/dev/null
kill -KILL $!; wait`;

/** Starts a Redis that keeps nothing; it ends with the test file. */
export async function startRedis({ password }: { password?: string } = {}): Promise<RedisServer> {
  const port = await freePort();
  const credentials = password === undefined ? '' : `:${password}@`;
  let running: { watchdog: ChildProcess; pid: number } | null = null;
  const kill = async (): Promise<void> => {
    const ended = running && once(running.watchdog, 'exit');
    running?.watchdog.stdin?.end();
    running = null;
    await ended;
  };
  const signal = (name: NodeJS.Signals): void => {
    if (running) process.kill(running.pid, name);
  };
  const start = async (): Promise<void> => {
    running = await run(port, password);
  };
  atEnd(kill);
  await start();
  return {
    ...{ url: `redis://${credentials}127.0.0.1:${port}/0`, start, kill },
    freeze: () => {
      signal('SIGSTOP');
    },
    thaw: () => {
      signal('SIGCONT');
    },
  };
}

async function run(port: number, password?: string): Promise<{ watchdog: ChildProcess; pid: number }> {
  const program = findProgram('redis-server');
  if (program === undefined) throw new Error('redis-server was not found; install it.');
  const settings = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no', '--dir', '/'];
  const secret = password === undefined ? [] : ['--requirepass', password];
  const watchdog = spawn('sh', ['-c', WATCHDOG, 'sh', program, ...settings, ...secret], {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [told] = (await once(watchdog.stdout, 'data')) as [Buffer];
  const giveUpAt = Date.now() + START_LIMIT_MS;
  while (!(await isOpen(port))) {
    if (Date.now() > giveUpAt) throw new Error('redis-server did not start');
    await sleep(20);
  }
  return { watchdog, pid: Number(told.toString()) };
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}

/** The address of a server that takes connections, and answers what it is told to: by itself nothing. */
export async function startOddServer(answer?: string): Promise<{ url: string; connections: () => number }> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', () => {
      if (answer !== undefined) socket.write(answer);
    });
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it does not listen');
  return { url: `redis://127.0.0.1:${address.port}`, connections: () => connections };
}
