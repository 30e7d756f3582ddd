import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { EventStream, type StreamTimes } from '../../src/http/event-stream';
import { until } from '../support/app';
import { atEnd } from '../support/endings';

const PATIENT = { heartbeatMs: 60_000, stuckMs: 60_000 };

interface Opened {
  readonly stream: EventStream;
  readonly response: ServerResponse;
  readonly client: Socket;
  readonly text: () => string;
}

/** A stream with the client at its other end. */
async function open(times: StreamTimes): Promise<Opened> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.on('error', () => undefined);
  let text = '';
  client.on('data', (chunk: Buffer) => (text += chunk.toString()));
  atEnd(async () => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  });
  client.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  const [, response] = (await once(server, 'request')) as [unknown, ServerResponse];
  const stream = new EventStream(response, times);
  stream.begin();
  return { stream, response, client, text: () => text };
}

/** Sends large answers, each once the one before has left, until the stream has ended. */
function pump(stream: EventStream): { readonly sent: number; readonly over: Promise<void> } {
  const count = { sent: 0 };
  const send = async (): Promise<void> => {
    while (stream.isOpen) {
      await stream.next({ data: { pad: 'x'.repeat(500_000) } });
      count.sent += 1;
    }
  };
  const over = send();
  return {
    over,
    get sent() {
      return count.sent;
    },
  };
}

/** What a count comes to once it moves no more. */
async function settled(count: () => number): Promise<number> {
  let before = -1;
  while (before !== count()) {
    before = count();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return before;
}

describe('EventStream', () => {
  it('says something at once and again and again, so that no proxy thinks it idle', async () => {
    const { text } = await open({ ...PATIENT, heartbeatMs: 5 });
    await until(() => (text().match(/:\n\n/g) ?? []).length > 3);
    expect(text()).toMatch(/content-type: text\/event-stream.*x-accel-buffering: no/is);
  });

  it('asks for nothing more while its reader takes nothing, and goes on when it does', async () => {
    const { stream, client } = await open({ ...PATIENT, heartbeatMs: 5 });
    client.pause();
    const pumped = pump(stream);
    const stuckAt = await settled(() => pumped.sent);
    expect(stuckAt).toBeLessThan(100);
    client.resume();
    await until(() => pumped.sent > stuckAt + 5);
    client.destroy();
    await pumped.over;
    await stream.ended;
  });

  it('is cut off when its reader takes nothing for too long, and not where there is nothing to take', async () => {
    const times = { heartbeatMs: 5, stuckMs: 200 };
    const idle = await open(times);
    const stuck = await open(times);
    stuck.client.pause();
    await pump(stuck.stream).over;
    await stuck.stream.ended;
    expect(stuck.response.destroyed).toBe(true);
    expect(idle.stream.isOpen).toBe(true);
  });

  it('says nothing after its end, whichever it was', async () => {
    const broken = await open(PATIENT);
    const completed = await open(PATIENT);
    broken.stream.breakOff();
    completed.stream.complete();
    for (const { stream } of [broken, completed]) {
      await stream.ended;
      await stream.next({ data: { late: true } });
      stream.complete();
    }
    await until(() => completed.text().includes('event: complete'));
    await until(() => broken.text().endsWith('0\r\n\r\n'));
    expect(broken.text()).not.toContain('event:');
    expect(completed.text()).not.toContain('late');
  });
});
