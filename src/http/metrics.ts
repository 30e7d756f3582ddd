import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { CommandDone } from '../commands/command';
import type { HintFate } from '../live/wake-up/bus';
import type { LaneLoad } from '../store/lanes';
import type { StoreLoad } from '../store/store';
import { sendText } from './body';

/** A request that was answered; of a subscription, that it began. */
export interface RequestDone {
  readonly transport: 'HTTP' | 'SOCKET' | 'STREAM';
  /** OK, or the code of the first error. */
  readonly outcome: string;
  readonly seconds: number;
}

/** What stays open on one transport, and what is followed there. */
interface LiveTransport {
  readonly open: number;
  readonly subscriptions: number;
}

/** What is looked at when the metrics are asked for. */
export interface Watched {
  readonly sockets: LiveTransport;
  readonly streams: LiveTransport;
  readonly heads: { readonly followers: number };
  readonly store: { readonly load: StoreLoad };
  /** null: the installation has none. */
  readonly redis: { readonly isReady: boolean } | null;
}

const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Of the process, whose figures are the same for every server in it. */
let ofProcess: Registry | undefined;

function processRegistry(): Registry {
  if (ofProcess === undefined) {
    ofProcess = new Registry();
    collectDefaultMetrics({ register: ofProcess });
  }
  return ofProcess;
}

/**
 * Figures for Prometheus. Labels are names and codes of ours alone, never what somebody sent or who somebody is: so
 * there is an end to them, and nothing in them is personal. How often an action is done is still not for everyone.
 */
export class Metrics {
  private readonly own = new Registry();
  private readonly requests = new Histogram({
    name: 'liandong_request_duration_seconds',
    help: 'GraphQL requests by transport and outcome: OK or the code of the first error; a subscription until it began',
    labelNames: ['transport', 'outcome'],
    buckets: BUCKETS,
    registers: [this.own],
  });
  private readonly commands = new Counter({
    name: 'liandong_commands_total',
    help: 'Commands by action and outcome: OK, REPEATED (answered by its idempotency key) or the code of the refusal',
    labelNames: ['action', 'outcome'],
    registers: [this.own],
  });
  private readonly commandSeconds = new Histogram({
    name: 'liandong_command_duration_seconds',
    help: 'Time of commands with whatever they waited for, by action',
    labelNames: ['action'],
    buckets: BUCKETS,
    registers: [this.own],
  });

  private readonly hints = new Counter({
    name: 'liandong_hints_total',
    help: 'Hints of commits between processes: PUBLISHED, FAILED (Redis was away), RECEIVED, or GARBLED and ignored',
    labelNames: ['fate'],
    registers: [this.own],
  });

  /** Counts a request. */
  readonly countRequest = ({ transport, outcome, seconds }: RequestDone): void => {
    this.requests.observe({ transport, outcome }, seconds);
  };

  /** Counts a command. */
  readonly countCommand = ({ action, outcome, seconds }: CommandDone): void => {
    this.commands.inc({ action, outcome });
    this.commandSeconds.observe({ action }, seconds);
  };

  /** Counts a hint. */
  readonly countHint = (fate: HintFate): void => {
    this.hints.inc({ fate });
  };

  /** Looks at these whenever it is asked. */
  watch({ sockets, streams, heads, store, redis }: Watched): void {
    const running = (): number => sockets.subscriptions + streams.subscriptions;
    if (redis) this.gauge('liandong_redis_ready', 'Whether Redis answers: 1 or 0', () => Number(redis.isReady));
    this.gauge('liandong_sockets_open', 'Open WebSocket connections', () => sockets.open);
    this.gauge('liandong_streams_open', 'Open streams of server-sent events', () => streams.open);
    this.gauge('liandong_subscriptions_running', 'Running subscriptions of all sockets and streams', running);
    this.gauge('liandong_heads_followers', 'Listeners to the heads of logs', () => heads.followers);
    const lanes: Gauge = new Gauge({
      name: 'liandong_database_lanes',
      help: 'Transactions and snapshots by whether they run or wait for a connection',
      labelNames: ['use', 'state'],
      registers: [this.own],
      collect: () => {
        for (const [use, { running, waiting }] of Object.entries<LaneLoad>({ ...store.load })) {
          lanes.set({ use, state: 'running' }, running);
          lanes.set({ use, state: 'waiting' }, waiting);
        }
      },
    });
  }

  /** All figures in Prometheus' text format. */
  async print(): Promise<{ type: string; text: string }> {
    const all = Registry.merge([processRegistry(), this.own]);
    return { type: all.contentType, text: await all.metrics() };
  }

  private gauge(name: string, help: string, look: () => number): void {
    const gauge: Gauge = new Gauge({
      ...{ name, help, registers: [this.own] },
      collect: () => {
        gauge.set(look());
      },
    });
  }
}

/** GET /metrics, for who has the token; without a token there is none to have. */
export async function answerMetrics(
  { metrics, token }: MetricsDesk,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): Promise<void> {
  if (token !== null && !isSame(request.headers.authorization ?? '', `Bearer ${token}`)) {
    response.setHeader('WWW-Authenticate', 'Bearer');
    sendText(response, 401, 'The metrics are for who has METRICS_TOKEN.\n');
    return;
  }
  const { type, text } = await metrics.print();
  response.writeHead(200, { 'Content-Type': type, 'Cache-Control': 'no-store' });
  response.end(text);
}

/** Where metrics are asked for. */
export interface MetricsDesk {
  readonly metrics: Metrics;
  /** null: whoever reaches the server may ask. */
  readonly token: string | null;
}

/** In a time that tells nothing of where they differ. */
function isSame(given: string, expected: string): boolean {
  const [one, other] = [given, expected].map((text) => createHash('sha256').update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}
