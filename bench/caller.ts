import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { parentPort } from 'node:worker_threads';

/** One request. */
export interface CallStep {
  readonly headers: Readonly<Record<string, string>>;
  /** KEY in it becomes a new key each time; TASK, the id that the first step of the turn answered. */
  readonly body: string;
  /** Of each right answer; null where it differs, and must hold no errors. */
  readonly bytes: number | null;
}

/** What stands in a step's body for what is not known before. */
export const KEY = '<key>';
export const TASK = '<task>';

/** What a thread of callers is asked to do: each takes the steps in turn, again and again. */
export interface CallOrder {
  readonly url: string;
  readonly steps: readonly CallStep[];
  readonly callers: number;
  readonly forMs: number;
}

/** How many steps a second were answered; or what went wrong. */
export type CallReport = { readonly rate: number } | { readonly fault: string };

/** Posts once and waits for the whole answer. */
function post(url: string, { headers, body }: CallStep, agent: Agent): Promise<{ status: number; answer: Buffer }> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method: 'POST', agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, answer: Buffer.concat(chunks) }));
      response.on('error', reject);
    });
    call.on('error', reject);
    call.end(body);
  });
}

/** Takes all steps once. */
async function takeTurn({ url, steps }: CallOrder, agent: Agent): Promise<void> {
  let task = '';
  for (const step of steps) {
    const body = step.body.replace(KEY, () => randomUUID()).replace(TASK, task);
    const { status, answer } = await post(url, { ...step, body }, agent);
    const isRight = step.bytes === null ? !answer.includes('"errors"') : answer.length === step.bytes;
    if (status !== 200 || !isRight) {
      throw new Error(`answered ${status} with ${answer.length} bytes: ${answer.toString().slice(0, 200)}`);
    }
    if (step.bytes === null) task ||= /"id":"([^"]+)"/.exec(answer.toString())?.[1] ?? '';
  }
}

async function callAll(order: CallOrder): Promise<CallReport> {
  const agent = new Agent({ keepAlive: true, maxSockets: order.callers });
  const beganAt = performance.now();
  let done = 0;
  const call = async (): Promise<void> => {
    while (performance.now() - beganAt < order.forMs) {
      await takeTurn(order, agent);
      done += order.steps.length;
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
