import type { Heads } from '../heads';
import type { Bus, Hint } from './bus';
import { RedisBus, type BusListeners } from './redis-bus';
import { RedisLink, type RedisSettings } from './redis-link';

/** By what processes wake one another; `url` null: not at all. */
export interface WakeUpParts extends Pick<BusListeners, 'count'>, Omit<RedisSettings, 'url'> {
  readonly url: string | null;
}

/** Wakes who follows a log when it moves on: in this process and, by Redis where there is one, in the others. */
export class WakeUp {
  /** null: the installation has none. */
  readonly redis: RedisLink | null;
  private readonly bus: Bus | null;

  constructor(
    private readonly everyHeads: readonly Heads[],
    { url, count, ...settings }: WakeUpParts,
  ) {
    const onHint = (hint: Hint): void => {
      for (const heads of everyHeads) heads.hear(hint);
    };
    this.redis = url === null ? null : new RedisLink({ url, ...settings });
    this.bus = this.redis && new RedisBus(this.redis, { onHint, count });
  }

  /** Says that a commit of this process has brought an operation's log to a position. */
  readonly tell = (operation: string, seq: number): void => {
    for (const heads of this.everyHeads) heads.hint(operation, seq);
    this.bus?.publish({ operation, seq });
  };

  /** Begins to hear of the others; waits for nothing. */
  start(): void {
    this.redis?.start();
  }

  /** Ends it at once, and the beat of the heads. */
  stop(): void {
    for (const heads of this.everyHeads) heads.stop();
    this.redis?.stop();
  }
}
