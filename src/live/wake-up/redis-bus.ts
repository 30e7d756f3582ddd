import { randomUUID } from 'node:crypto';
import { readMessage, writeMessage, type Bus, type Hint, type HintFate } from './bus';
import type { RedisLink } from './redis-link';

/** Whom a bus tells. */
export interface BusListeners {
  /** A hint of another process. */
  readonly onHint: (hint: Hint) => void;
  readonly count: (fate: HintFate) => void;
}

/** Hints by a channel of Redis, which keeps nothing: who is not connected hears nothing. */
export class RedisBus implements Bus {
  private readonly self = randomUUID();
  private readonly channel: string;

  constructor(
    private readonly link: Pick<RedisLink, 'prefix' | 'publish' | 'listen'>,
    private readonly listeners: BusListeners,
  ) {
    this.channel = `${link.prefix}heads`;
    link.listen(this.channel, (text) => {
      this.hear(text);
    });
  }

  publish({ operation, seq }: Hint): void {
    const { count } = this.listeners;
    this.link.publish(this.channel, writeMessage({ from: this.self, operation, seq })).then(
      () => {
        count('PUBLISHED');
      },
      () => {
        count('FAILED');
      },
    );
  }

  /** Redis sends a process also what is its own. */
  private hear(text: string): void {
    const message = readMessage(text);
    if (message?.from === this.self) return;
    this.listeners.count(message === null ? 'GARBLED' : 'RECEIVED');
    if (message !== null) this.listeners.onHint(message);
  }
}
