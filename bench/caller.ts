import { Agent, request } from 'node:http';
import { parentPort } from 'node:worker_threads';

/** What a thread of callers is asked to do. */
export interface CallOrder {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly callers: number;
  readonly forMs: number;
  /** Bytes of each right answer. */
  readonly bytes: number;
}

/** How often a second it was answered; or what went wrong. */
export type CallReport = { readonly rate: number } | { readonly fault: string };

/** Posts once and waits for the whole answer. */
function post({ url, headers, body, bytes }: CallOrder, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method: 'POST', agent, headers }, (response) => {
      let got = 0;
      response.on('data', (chunk: Buffer) => (got += chunk.length));
      response.on('end', () => {
        if (response.statusCode === 200 && got === bytes) resolve();
        else
          reject(new Error(`answered ${String(response.statusCode)} with ${got} bytes instead of 200 with ${bytes}`));
      });
      response.on('error', reject);
    });
    call.on('error', reject);
    call.end(body);
  });
}

async function callAll(order: CallOrder): Promise<CallReport> {
  const agent = new Agent({ keepAlive: true, maxSockets: order.callers });
  const beganAt = performance.now();
  let done = 0;
  const call = async (): Promise<void> => {
    while (performance.now() - beganAt < order.forMs) {
      await post(order, agent);
      done += 1;
    }
  };
  try {
    await Promise.all(Array.from({ length: order.callers }, call));
    return { rate: (done * 1_000) / (performance.now() - beganAt) };
  } catch (error) {
    return { fault: String(error) };
  } finally {
    agent.destroy();
  }
}

parentPort?.on('message', (order: CallOrder) => {
  void callAll(order).then((report) => parentPort?.postMessage(report));
});
