import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient, type RedisClientOptions } from '@redis/client';
import { StateLog, type LineLog } from './state-log';

type Client = ReturnType<typeof createClient>;

/** What a connection is made of. */
export interface RedisSettings {
  /** `redis://user:password@host:port/number`, or `rediss:` by TLS. */
  readonly url: string;
  /** Secret of the installation; names in Redis are made of it, so that two installations share none. */
  readonly installation: Buffer;
  readonly log: LineLog;
}

/** A script of Redis, with its keys and arguments. */
export interface ScriptCall {
  readonly keys: string[];
  readonly arguments: string[];
}

const CONNECT_WITHIN_MS = 2_000;
/**
 * Whoever asks waits no longer; the connection is in doubt then, and nobody else waits for it. (The client's own limit
 * is one of waiting to be sent.)
 */
const ANSWER_WITHIN_MS = 200;
/** A connection in doubt is given up after this. */
const DOUBT_MS = 1_000;
/** A connection that is silent is asked so often whether it is still there. */
const ASK_EVERY_MS = 1_000;
const FIRST_PAUSE_MS = 100;
const MOST_PAUSE_MS = 5_000;
/** A connection that held so long has not failed in a row. */
const HELD_MS = 10_000;

const TEXTS = {
  well: 'Redis is reached: hints come by it, and budgets are shared',
  ill: 'Redis fails: changes of other processes come by the beat, and budgets are counted by each process',
};

/** It is not connected, or does not answer. */
export class RedisAway extends Error {
  constructor(reason: string) {
    super(`Redis ${reason}`);
    this.name = 'RedisAway';
  }
}

/**
 * The one connection to Redis, which may be away at any time: every command is answered in time or fails, and while the
 * connection is in doubt each fails at once. The client's own reconnecting sees only what ends; a server that takes
 * everything and answers nothing does not end. So a connection is used until its first fault and another is made, after
 * a pause that grows.
 */
export class RedisLink {
  /** What all names begin with. The number of the database is in it, since channels are the same in all of them. */
  readonly prefix: string;
  private readonly subscriptions = new Map<string, (text: string) => void>();
  private readonly ending = new AbortController();
  private readonly state: StateLog;
  private client: Client | null = null;
  private inDoubt = false;
  private giveUp: (fault: Error) => void = () => undefined;

  constructor(private readonly settings: RedisSettings) {
    const { url, installation, log } = settings;
    const name = createHash('sha256').update(installation).digest('hex').slice(0, 16);
    this.prefix = `liandong:${name}:${Number(new URL(url).pathname.slice(1))}:`;
    this.state = new StateLog(log, TEXTS);
  }

  /** Whether commands are sent. */
  get isReady(): boolean {
    return this.client !== null && !this.inDoubt;
  }

  /** Listens to a channel whenever there is a connection; before `start`. */
  listen(channel: string, listener: (text: string) => void): void {
    this.subscriptions.set(channel, listener);
  }

  /** Connects, and does so again and again until `stop`; waits for nothing. */
  start(): void {
    void this.keepConnected();
  }

  /** Ends it at once. */
  stop(): void {
    this.ending.abort();
    this.state.stop();
    this.giveUp(new RedisAway('is no longer needed'));
  }

  /** Sends a message to whoever listens. @throws RedisAway or what Redis refuses it for */
  async publish(channel: string, text: string): Promise<void> {
    await this.ask((client) => client.publish(channel, text));
  }

  /** Runs a script. @throws RedisAway or what Redis refuses it for */
  async eval(script: string, call: ScriptCall): Promise<unknown> {
    return this.ask((client) => client.eval(script, call));
  }

  /** A method, since it changes while it is awaited. */
  private isOver(): boolean {
    return this.ending.signal.aborted;
  }

  private async ask<T>(command: (client: Client) => Promise<T>): Promise<T> {
    const { client } = this;
    if (client === null || this.inDoubt) throw new RedisAway('is away');
    try {
      const answer = await inTime(command(client), ANSWER_WITHIN_MS);
      this.state.well();
      return answer;
    } catch (fault) {
      this.state.ill(fault as Error);
      if (fault instanceof RedisAway) void this.doubt(client);
      throw fault;
    }
  }

  /** Gives a connection up unless it answers yet; until then it is used for nothing else. */
  private async doubt(client: Client): Promise<void> {
    if (this.client !== client || this.inDoubt) return;
    this.inDoubt = true;
    try {
      await inTime(client.ping(), DOUBT_MS);
      if (this.client === client) this.inDoubt = false;
    } catch (fault) {
      if (this.client === client) this.giveUp(fault as Error);
    }
  }

  private async keepConnected(): Promise<void> {
    const { signal } = this.ending;
    for (let failures = 0; !this.isOver(); failures += 1) {
      const began = performance.now();
      const fault = await this.use().catch((thrown: unknown) => thrown);
      this.client = null;
      this.inDoubt = false;
      if (this.isOver()) return;
      this.state.ill(fault as Error);
      if (performance.now() - began > HELD_MS) failures = 0;
      await pause(pauseMs(failures), null, { signal }).catch(() => undefined);
    }
  }

  /** Uses a connection until its first fault, which it gives or throws. */
  private async use(): Promise<Error> {
    const client = createClient(optionsOf(this.settings.url));
    const failed = new Promise<Error>((resolve) => {
      this.giveUp = resolve;
      client.on('error', resolve);
    });
    const connected = client.connect();
    try {
      const ready = inTime(
        connected.then(() => this.subscribe(client)),
        CONNECT_WITHIN_MS,
      );
      const early = await Promise.race([ready, failed]);
      if (early) return early;
      this.client = client;
      this.state.well();
      return await this.watch(client, failed);
    } finally {
      client.destroy();
      // What is destroyed while it connects would go on, and stay.
      connected.then(
        () => client.destroy(),
        () => undefined,
      );
    }
  }

  private async subscribe(client: Client): Promise<void> {
    for (const [channel, listener] of this.subscriptions) await client.subscribe(channel, listener);
  }

  /** Asks again and again whether a connection is still there, which a silent one would not tell. */
  private async watch(client: Client, failed: Promise<Error>): Promise<Error> {
    const asking = setInterval(() => {
      this.ask(() => client.ping()).catch(() => undefined);
    }, ASK_EVERY_MS).unref();
    return failed.finally(() => {
      clearInterval(asking);
    });
  }
}

function optionsOf(url: string): RedisClientOptions {
  return {
    ...{ url, name: 'liandong', disableOfflineQueue: true, maintNotifications: 'disabled' },
    commandOptions: { timeout: 0 },
    socket: { reconnectStrategy: false, connectTimeout: CONNECT_WITHIN_MS },
  };
}

/** Longer each time, and never the same for two processes. */
function pauseMs(failures: number): number {
  return Math.min(MOST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures) * (0.5 + Math.random() / 2);
}

async function inTime<T>(work: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new RedisAway(`did not answer within ${limitMs} ms`));
    }, limitMs);
  });
  return Promise.race([work, late]).finally(() => {
    clearTimeout(timer);
  });
}
