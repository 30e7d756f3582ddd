import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { getIntrospectionQuery } from 'graphql';
import WebSocket from 'ws';

/** Attacks by one who has a member's token, or none. Each goes on until it is stopped, whatever it is answered. */

/** What is attacked. */
export interface Target {
  readonly url: string;
  readonly token: string;
  readonly operationId: string;
  /** Part of the full number of sockets and connections. */
  readonly scale: number;
}

/** Begins an attack; what it gives ends it. */
export type Attack = (target: Target) => Promise<() => Promise<void>>;

/** So many attackers send, each again after a moment when it was answered. */
const ATTACKERS = 4;
const MOMENT_MS = 20;

const times = (count: number, each: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => each(i)).join(' ');

/** Runs again and again, by several at once. */
function again(once: (attacker: number) => Promise<unknown>, attackers = ATTACKERS): () => Promise<void> {
  let isOver = false;
  const attack = async (_: unknown, attacker: number): Promise<void> => {
    while (!isOver) {
      await once(attacker).catch(() => undefined);
      await sleep(MOMENT_MS);
    }
  };
  const attacks = Array.from({ length: attackers }, attack);
  return async () => {
    isOver = true;
    await Promise.all(attacks);
  };
}

/** Sends a body again and again. */
function flood(body: (target: Target) => string, tokenOf = ({ token }: Target): string => token): Attack {
  return async (target) => {
    const text = body(target);
    return again(async () => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${tokenOf(target)}` };
      const response = await fetch(`${target.url}/graphql`, { method: 'POST', headers, body: text });
      await response.arrayBuffer();
    });
  };
}

const document = (query: string, variables = {}): string => JSON.stringify({ query, variables });

async function openSocket({ url }: Target): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws');
  socket.on('error', () => undefined);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('close', reject));
  return socket;
}

async function openSigned(target: Target): Promise<WebSocket> {
  const socket = await openSocket(target);
  const answered = new Promise((resolve, reject) => socket.once('message', resolve).once('close', reject));
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${target.token}` } }));
  await answered;
  return socket;
}

/** Many at once, a hundred after the other, and what closes them. */
async function many<T extends { destroy(): unknown } | { terminate(): unknown }>(
  count: number,
  open: () => Promise<T>,
): Promise<() => Promise<void>> {
  const opened: T[] = [];
  for (let left = count; left > 0; left -= 100) {
    const batch = await Promise.allSettled(Array.from({ length: Math.min(left, 100) }, open));
    opened.push(...batch.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : [])));
  }
  return async () => {
    for (const each of opened) {
      if ('terminate' in each) each.terminate();
      else each.destroy();
    }
    await sleep(100);
  };
}

/** A connection that sends a little of a request, and more of it now and then. */
function trickle(head: string): Attack {
  return async (target) => {
    const { hostname, port } = new URL(target.url);
    const timers: NodeJS.Timeout[] = [];
    const close = await many(500 * target.scale, async () => {
      const socket: Socket = connect(Number(port), hostname).on('error', () => undefined);
      socket.write(head);
      timers.push(setInterval(() => socket.writable && socket.write('x'), 200));
      return socket;
    });
    return async () => {
      for (const timer of timers) clearInterval(timer);
      await close();
    };
  };
}

const follow = ({ operationId }: Target, id: string): string =>
  JSON.stringify({
    ...{ id, type: 'subscribe' },
    payload: { query: `subscription { boardChanged(operationId: "${operationId}") { cursor entries { id } } }` },
  });

const HEAD = 'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
const board =
  '{ boards: operations(first: 50) { nodes { id board { columns { tasks { nodes { id title number } } } } } } }';
const token = (): string =>
  `${randomBytes(30).toString('base64url')}.${randomBytes(90).toString('base64url')}.${randomBytes(32).toString('base64url')}`;
const unknownKey = `${Buffer.from(JSON.stringify({ alg: 'EdDSA', kid: 'nobody' })).toString('base64url')}.e30.AAAA`;

/** By what they are called in docs/attacks.md. */
export const ATTACKS: Readonly<Record<string, Attack>> = {
  '10,000 aliases': flood(() => document(`{ ${times(10_000, (i) => `a${i}: serverTime`)} }`)),
  '20,000 nested fields': flood(() => document('{a'.repeat(20_000) + '}'.repeat(20_000))),
  'a list of 200,000 in the document': flood(() => document(`{ nodes(ids: [${'1,'.repeat(200_000)}]) { id } }`)),
  'a list of 100,000 in the variables': flood(() =>
    document('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: Array<string>(100_000).fill('a') }),
  ),
  'objects of 45,000 unknown fields': flood(() =>
    document('mutation ($input: EditTaskInput!) { editTask(input: $input) { cursor } }', {
      input: Object.fromEntries(Array.from({ length: 45_000 }, (_, i) => [`f${i}`, 1])),
    }),
  ),
  'bodies of 10 MB': flood(() => document(' '.repeat(10_000_000))),
  'fragments in circles': flood(() =>
    document(`{ ...F0 } ${times(300, (i) => `fragment F${i} on Query { ...F${(i + 1) % 300} }`)}`),
  ),
  'fragments that spread twice, 2^60': flood(() =>
    document(
      `{ node(id: "x") { ...F0 } } ${times(60, (i) => `fragment F${i} on Node { ...F${i + 1} ... on Subject { ...F${i + 1} } }`)} fragment F60 on Node { id }`,
    ),
  ),
  'fields that overlap, 1,900': flood(() => document(`{ ${times(1_900, () => 'serverTime')} }`)),
  '5,000 directives': flood(() => document(`{ serverTime ${times(5_000, () => '@skip(if: false)')} }`)),
  '1,000 operations in a batch': flood(() => JSON.stringify(Array(1_000).fill({ query: '{ serverTime }' }))),
  'introspection of everything': flood(() => document(getIntrospectionQuery())),
  'boards of all operations': flood(() => document(board)),
  'tokens that are none': flood(() => document('{ serverTime }'), token),
  'tokens of an unknown key': flood(
    () => document('{ serverTime }'),
    () => unknownKey,
  ),
  'frames of 1 MiB': async (target) =>
    again(async () => {
      const socket = await openSigned(target);
      socket.send('x'.repeat(1_024 ** 2));
      await new Promise((resolve) => socket.once('close', resolve));
    }),
  'sockets that never say who they are': async (target) =>
    again(async () => {
      const socket = await openSocket(target);
      await new Promise((resolve) => socket.once('close', resolve));
    }, 500 * target.scale),
  'slow headers': trickle(`${HEAD}X-Slow: `),
  'slow bodies': trickle(`${HEAD}Content-Length: 100000\r\n\r\n{"query":"`),
  'idle sockets, 4,900': async (target) => many(4_900 * target.scale, () => openSigned(target)),
  'readers that are stuck, 200': async (target) =>
    many(200 * target.scale, async () => {
      const socket = await openSigned(target);
      socket.send(follow(target, 'board'));
      for (let i = 0; i < 40; i += 1) {
        socket.send(JSON.stringify({ id: `q${i}`, type: 'subscribe', payload: { query: board } }));
      }
      socket.pause();
      return socket;
    }),
  'subscriptions begun and ended': async (target) => {
    const sockets = await Promise.all(Array.from({ length: ATTACKERS }, () => openSigned(target)));
    const stop = again(async (attacker) => {
      for (let i = 0; i < 20; i += 1) {
        sockets[attacker]?.send(follow(target, `s${i}`));
        sockets[attacker]?.send(JSON.stringify({ id: `s${i}`, type: 'complete' }));
      }
    });
    return async () => {
      await stop();
      for (const socket of sockets) socket.terminate();
    };
  },
  'followers that come again and again, 200 at once': async (target) =>
    again(async () => {
      const close = await many(50 * target.scale, async () => {
        const socket = await openSigned(target);
        socket.send(follow(target, 'board'));
        return socket;
      });
      await close();
    }),
};
