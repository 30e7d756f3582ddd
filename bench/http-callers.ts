import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { CallOrder, CallReport, CallStep } from './caller';
import type { Way } from './measure';

/** Callers over HTTP in a thread of their own, the same for whoever is called. */
export class HttpCallers {
  private readonly worker = new Worker(require.resolve('./caller'));

  /** A way in which so many callers take the steps at an address. */
  way(name: string, { url, steps, callers }: { url: string; steps: readonly CallStep[]; callers: number }): Way {
    return {
      name,
      run: async (forMs) => {
        const order: CallOrder = { url, steps, callers, forMs };
        this.worker.postMessage(order);
        const [report] = (await once(this.worker, 'message')) as [CallReport];
        if ('fault' in report) throw new Error(`${name}: ${report.fault}`);
        return report.rate;
      },
    };
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }
}
