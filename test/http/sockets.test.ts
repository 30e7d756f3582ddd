import { createServer } from 'node:http';
import { pino } from 'pino';
import { startApp } from '../../src/app';
import { listen } from '../../src/http/lifetime';
import { serveSockets, type SocketParts } from '../../src/http/sockets';
import { fetchToken, idOf, startTestApp, toldConfig, until, type TestApp } from '../support/app';
import { openBare, openSigned, statusOfUpgrade, type BareSocket } from '../support/clients';
import { atEnd } from '../support/endings';

/** How many sockets there may be, and how much may run on one. */

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ mostSockets: { inAll: 5_000, ofMember: 20 } });
});

const open = async (code: string, count: number): Promise<BareSocket[]> =>
  Promise.all(Array.from({ length: count }, () => openSigned(app, code)));

/** Signs a socket in; the code by which it is closed, or null where it is let in. */
async function outcomeOf(code: string, of: Pick<TestApp, 'url' | 'tokenOf'> = app): Promise<number | null> {
  const bare = await openBare(of);
  bare.send({ type: 'connection_init', payload: { authorization: `Bearer ${await of.tokenOf(code)}` } });
  return new Promise((resolve) => {
    bare.socket.once('close', resolve);
    bare.socket.once('message', () => {
      resolve(null);
    });
  });
}

describe('a member', () => {
  it('has 20 sockets at most, and another when one of them has closed; others have theirs', async () => {
    const [first, ...others] = await open('yk-police.officer', 20);
    expect(await outcomeOf('yk-police.officer')).toBe(1013);
    expect(await outcomeOf('yk-police.commander')).toBeNull();
    first!.socket.close();
    others[0]!.socket.terminate();
    await until(async () => (await outcomeOf('yk-police.officer')) === null);
    for (const { socket } of others) socket.terminate();
  });

  it('that goes while it is being signed in leaves nothing behind', async () => {
    const { authenticator } = app.services;
    const viewer = authenticator.viewer.bind(authenticator);
    let letIn = (): void => undefined;
    const gate = new Promise<void>((resolve) => (letIn = resolve));
    const asked = jest.spyOn(authenticator, 'viewer').mockImplementation(async (...given) => {
      await gate;
      return viewer(...given);
    });
    const authorization = `Bearer ${await app.tokenOf('icbc.liaison')}`;
    const gone = await Promise.all(Array.from({ length: 30 }, () => openBare(app)));
    for (const bare of gone) bare.send({ type: 'connection_init', payload: { authorization } });
    await until(() => asked.mock.calls.length === 30);
    for (const { socket } of gone) socket.terminate();
    await Promise.all(gone.map((bare) => bare.closed()));
    await fetch(`${app.url}/livez`);
    letIn();
    expect(await outcomeOf('icbc.liaison')).toBeNull();
  });
});

describe('a socket', () => {
  it('runs 50 operations at most, and another when one of them has ended', async () => {
    const bare = await openSigned(app, 'yk-police.officer-02');
    const query = 'subscription ($id: ID!) { boardChanged(operationId: $id) { cursor } }';
    const payload = { query, variables: { id: idOf(app.operations, 'YK-FRAUD') } };
    const subscribe = (id: string): void => {
      bare.send({ id, type: 'subscribe', payload });
    };
    /** The answer to one of them: the clock's beat may come to all others between. */
    const answerTo = async (id: string): Promise<unknown> => {
      for (;;) {
        const message = await bare.next();
        if (message.id === id) return message;
        expect(message).toMatchObject({ type: 'next' });
      }
    };
    for (let i = 0; i < 50; i += 1) subscribe(`s${i}`);
    for (let i = 0; i < 50; i += 1) expect(await bare.next()).toMatchObject({ type: 'next' });
    const told = { code: 'LIMIT_EXCEEDED', limit: 'subscriptions' };
    subscribe('more');
    expect(await answerTo('more')).toMatchObject({ id: 'more', type: 'error', payload: [{ extensions: told }] });
    bare.send({ id: 'query', type: 'subscribe', payload: { query: '{ serverTime }' } });
    expect(await answerTo('query')).toMatchObject({ id: 'query', type: 'error', payload: [{ extensions: told }] });
    bare.send({ id: 's7', type: 'complete' });
    subscribe('more');
    expect(await answerTo('more')).toMatchObject({ id: 'more', type: 'next' });
    bare.socket.terminate();
    await until(() => app.heads.followers === 0);
  });
});

describe('a server', () => {
  /** Takes 50 strangers. */
  let small: TestApp;

  beforeAll(async () => {
    small = await startTestApp({ mostSockets: { inAll: 60, ofMember: 20 } });
  });

  it('has no more sockets than it is set to, and says when to come again', async () => {
    const other = await startApp(
      { ...(await toldConfig()), mostSockets: { inAll: 2, ofMember: 2 } },
      { log: pino({ level: 'silent' }) },
    );
    atEnd(() => other.stop());
    const signed = { url: other.url, tokenOf: (code: string) => fetchToken(other.url, code) };
    const [first] = [await openSigned(signed, 'yk-police.officer'), await openSigned(signed, 'yk-police.officer')];
    expect(await outcomeOf('yk-police.commander', signed)).toBe(1013);
    expect((await fetch(`${other.url}/livez`)).status).toBe(200);
    first.socket.terminate();
    await until(async () => (await outcomeOf('yk-police.commander', signed)) === null);
  });

  it('lets members in however many strangers have sockets, and sends away who was silent the longest', async () => {
    const strangers = await Promise.all(Array.from({ length: 50 }, () => openBare(small)));
    const closed = strangers.map(async (bare) => bare.closed());
    const member = await openSigned(small, 'yk-police.officer');
    expect(await Promise.race(closed)).toBe(1006);
    expect((await Promise.all(closed)).sort()).toEqual([1006, ...Array<number>(49).fill(4408)]);
    expect(member.socket.readyState).toBe(member.socket.OPEN);
  });

  it('tells who comes while as many as it takes are just being signed in to come again', async () => {
    const { authenticator } = small.services;
    const viewer = authenticator.viewer.bind(authenticator);
    let letIn = (): void => undefined;
    const gate = new Promise<void>((resolve) => (letIn = resolve));
    const asked = jest.spyOn(authenticator, 'viewer').mockImplementation(async (...given) => {
      await gate;
      return viewer(...given);
    });
    const strangers = await Promise.all(Array.from({ length: 50 }, () => openBare(small)));
    for (const bare of strangers) bare.send({ type: 'connection_init', payload: {} });
    await until(() => asked.mock.calls.length === 50);
    expect(await statusOfUpgrade(small, {})).toBe(503);
    letIn();
    expect(await Promise.all(strangers.map((bare) => bare.closed()))).toEqual(Array<number>(50).fill(4403));
    expect(await statusOfUpgrade(small, {})).toBe(101);
  });

  it.each(['connection_ack', 'next', 'error'])(
    'closes a socket that sends %s, and writes of it nowhere',
    async (type) => {
      const written = jest.spyOn(console, 'error').mockImplementation(() => undefined);
      const bare = await openBare(await startTestApp());
      bare.send(
        type === 'connection_ack' ? { type } : { id: '1', type, payload: type === 'next' ? {} : [{ message: 'x' }] },
      );
      expect(await bare.closed()).toBe(4400);
      expect(written).not.toHaveBeenCalled();
    },
  );

  it('answers a ping without what came with it, and cuts off a stranger who sends much', async () => {
    const app = await startTestApp();
    const bare = await openBare(app);
    bare.send({ type: 'ping', payload: { text: 'x'.repeat(1_000) } });
    expect(await bare.next()).toEqual({ type: 'pong' });
    bare.send({ type: 'ping', payload: { text: 'x'.repeat(20_000) } });
    expect(await bare.closed()).toBe(1006);
  });

  it('does not begin an operation under the name of one that was ended and goes on still', async () => {
    const app = await startTestApp();
    const bare = await openSigned(app, 'yk-police.officer');
    const id = idOf(app.operations, 'YK-FRAUD');
    const slow = `{ ${Array.from({ length: 20 }, (_, i) => `a${i}: operation(id: "${id}") { board { columns { count } } }`).join(' ')} }`;
    bare.send({ id: 'x', type: 'subscribe', payload: { query: slow } });
    bare.send({ id: 'x', type: 'complete' });
    bare.send({
      id: 'x',
      type: 'subscribe',
      payload: { query: `subscription { boardChanged(operationId: "${id}") { cursor } }` },
    });
    expect(await bare.closed()).toBe(4409);
    await until(() => app.heads.followers === 0);
  });

  it('closes a socket with 4500 when it fails itself, and tells nothing of why', async () => {
    const written = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const fail = (): never => {
      throw new Error('secret of the database');
    };
    const format = jest.fn();
    // The first is for the sign-in that failed, and fails itself.
    format.mockImplementationOnce(fail);
    const broken = { api: { format }, authenticator: { viewer: fail } } as unknown as SocketParts;
    const server = createServer();
    const sockets = serveSockets(server, { ...broken, publicUrl: null, demo: false, mostStrangers: 50 });
    const bare = await openBare({ url: await listen(server, { host: '127.0.0.1', port: 0 }) });
    const closed = new Promise((resolve) => {
      bare.socket.once('close', (code, reason) => {
        resolve({ code, reason: String(reason) });
      });
    });
    bare.send({ type: 'connection_init', payload: {} });
    expect(await closed).toEqual({ code: 4500, reason: 'Internal server error' });
    expect(format).toHaveBeenCalledTimes(2);
    expect(written).not.toHaveBeenCalled();
    await sockets.stop();
    server.close();
  });
});
