import type { FormattedExecutionResult } from 'graphql';
import { print, type ExecutionResult } from 'graphql-sse';
import type { ServerResponse } from 'node:http';

const HEAD = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store, no-transform',
  // nginx would keep what is sent until it has enough of it.
  'X-Accel-Buffering': 'no',
};
/** A line without an event: it keeps proxies from ending what looks idle, and tells clients nothing. */
const HEARTBEAT = ':\n\n';

/** How a stream is kept alive, and when it is given up. */
export interface StreamTimes {
  readonly heartbeatMs: number;
  /** So long a client may take nothing of what waits for it. */
  readonly stuckMs: number;
}

const TIMES: StreamTimes = { heartbeatMs: 12_000, stuckMs: 60_000 };

/**
 * A response as a stream of events in the words of graphql-sse. What is sent is waited for: who asks for the next answer
 * only then keeps nothing for a slow reader, which gets longer ranges instead of more of them.
 */
export class EventStream {
  /** Settles once nothing more can be sent, whoever has ended it. */
  readonly ended: Promise<void>;
  private settle = (): void => undefined;
  /** Of the answer that is on its way: a response that is destroyed does not call back by itself. */
  private sent = (): void => undefined;

  constructor(
    private readonly response: ServerResponse,
    private readonly times: StreamTimes = TIMES,
  ) {
    this.ended = new Promise((resolve) => {
      this.settle = () => {
        resolve();
        this.sent();
      };
    });
  }

  /** Sends the head; called once, before anything else. */
  begin(): void {
    const { response, times } = this;
    response.writeHead(200, HEAD);
    // Browsers tell of a response when its first byte has come.
    response.write(HEARTBEAT);
    // Where nobody listens to it, the timeout cuts the connection off. What waits is not written past, or it would
    // never come.
    response.setTimeout(times.stuckMs);
    const pulse = setInterval(() => {
      if (this.isOpen && response.writableLength === 0) response.write(HEARTBEAT);
    }, times.heartbeatMs);
    response.once('close', () => {
      clearInterval(pulse);
      this.settle();
    });
  }

  get isOpen(): boolean {
    return !this.response.writableEnded && !this.response.destroyed;
  }

  /** Sends an answer, and settles when it has left this process. Nothing is sent to who has gone. */
  async next(answer: FormattedExecutionResult): Promise<void> {
    if (!this.isOpen) return;
    // Errors that are formatted already are what JSON makes of errors.
    const event = print<false, 'next'>({ event: 'next', data: answer as ExecutionResult });
    await new Promise<void>((resolve) => {
      this.sent = resolve;
      this.response.write(event, () => {
        resolve();
      });
    });
  }

  /** Ends it for good: there is no more to come. */
  complete(): void {
    this.end(print<false, 'complete'>({ event: 'complete', data: null }));
  }

  /** Breaks it off without that word, so its client comes again. */
  breakOff(): void {
    this.end('');
  }

  private end(last: string): void {
    if (!this.isOpen) return;
    this.response.end(last);
    this.settle();
  }
}
