import type { Server } from 'node:http';
import { dirname, join } from 'node:path';
import type { GraphQLSchema } from 'graphql';
import { pino, type Logger } from 'pino';
import { coreMigrations } from '../migrations';
import { assertKeyRing } from './access/key-check';
import { ensureKeyRing, readKeyRing } from './access/key-file';
import { OidcVerifier } from './access/oidc';
import { DemoIssuer, type TokenVerifier } from './access/tokens';
import { foundInstallation } from './commands/found-installation';
import { ConfigFault, isLoopback, type Config } from './config';
import { rowsOf } from './core/definition';
import type { KeyRing } from './core/key-ring';
import { Registry } from './core/registry';
import { fixedClock, type Clock } from './core/time';
import { listDemoMembers } from './demo/members';
import { replayDemo } from './demo/replay';
import { findMarks } from './demo/replay-marks';
import { Api } from './graph/api';
import { Budgets } from './graph/budgets';
import { findDocumentFaults, readDocuments } from './graph/document-lists';
import { ErrorFormatter } from './graph/format-error';
import { assertInputTexts } from './graph/input-fields';
import { buildApiSchema } from './graph/schema';
import type { Services } from './graph/services';
import { TrustedDocuments } from './graph/trusted-documents';
import { wire, type Foundation } from './graph/wire';
import { carefulLog } from './http/careful-log';
import { DemoDesk } from './http/demo-desk';
import { graphiqlPage } from './http/graphiql';
import { drain, endInTurn, leave, listen } from './http/lifetime';
import { Metrics } from './http/metrics';
import { LiveConnections, type Directory } from './http/live-connections';
import { createHttpServer, type ServerParts } from './http/server';
import { serveSockets, type LiveSockets } from './http/sockets';
import { EventStreams } from './http/streams';
import { mostStrangers } from './http/strangers';
import { everyTask } from './kinds/every-task';
import { kinds } from './kinds/registry';
import { Heads } from './live/heads';
import { WakeUp } from './live/wake-up/wake-up';
import { records } from './records/registry';
import { DatabaseClock, processClock } from './store/clock';
import { findDurabilityFaults } from './store/durability';
import { coreRows } from './store/rows';
import { Store } from './store/store';

/** At the end the database is given so long to take what waits to be written. */
const WRITE_LIMIT_MS = 10_000;

/** A running server. */
export interface App {
  readonly url: string;
  readonly services: Services;
  /** Stops well; see LEAVE_SECONDS. Rejects where something failed on the way, or was not written within `writeMs`. */
  stop(how?: StopOptions): Promise<void>;
}

type StopOptions = Pick<Config, 'leaveMs'> & { readonly writeMs?: number };

/** What else a start may be given: tests bring a clock, the command line shows progress. */
export interface StartOptions {
  readonly log?: Logger;
  readonly clock?: Clock;
  readonly progress?: (done: number, total: number) => void;
}

/** Every subject of this installation. Throws DefinitionFault when one is not whole. */
export function installedRegistry(): Registry {
  return new Registry([...records, ...kinds], everyTask);
}

/** Opens the store of this installation with the rows and migrations of the core and of every kind and record. */
export async function openStore(databaseUrl: string, registry: Registry, how = { migrate: true }): Promise<Store> {
  const own = registry.definitions.flatMap(rowsOf);
  return Store.open({
    ...how,
    patient: true,
    url: databaseUrl,
    rows: [...new Set([...coreRows, ...own])],
    migrations: [...coreMigrations, ...registry.definitions.flatMap((definition) => definition.migrations)],
  });
}

/** The key ring that the settings name, or the one beside an embedded database. */
export async function openKeyRing({ sealKeysFile, databaseUrl }: Config): Promise<KeyRing> {
  if (sealKeysFile !== null) return readKeyRing(sealKeysFile);
  if (!databaseUrl.startsWith('sqlite:')) throw new ConfigFault(['SEAL_KEYS: needed where the database is no file']);
  return ensureKeyRing(join(dirname(databaseUrl.slice('sqlite:'.length)), 'seal-keys.json'));
}

/** The services of an installation without its transports, for the command line. */
export async function openServices(store: Store, config: Config): Promise<Services> {
  const registry = installedRegistry();
  const keyRing = await openKeyRing(config);
  await assertKeyRing(store, keyRing);
  const clock = processClock;
  return wire({
    store,
    registry,
    keyRing,
    clock,
    heads: new Heads(store),
    verifier: demoIssuer(keyRing, clock),
  });
}

/** Starts everything and answers once it is ready: migrated, the demo told, both transports listening. */
export async function startApp(config: Config, options: StartOptions = {}): Promise<App> {
  const log = carefulLog(options.log ?? pino({ level: config.logLevel }));
  const registry = installedRegistry();
  const keyRing = await openKeyRing(config);
  const store = await openStore(config.databaseUrl, registry);
  try {
    await assertKeyRing(store, keyRing);
    await assertDurable(store, config, log);
    warnOfClearWay(config, log);
    const clock = await clockOf(store, options.clock);
    return await startOn({ store, registry, keyRing, clock }, config, { ...options, log });
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function startOn(
  { store, registry, keyRing, clock }: Omit<Foundation, 'heads' | 'verifier'> & { clock: Clock & { stop(): void } },
  config: Config,
  { log, ...options }: StartOptions & { log: Logger },
): Promise<App> {
  const heads = new Heads(store);
  const ofMembers = new Heads(store);
  const verifier = verifierOf(config, { keyRing, clock, log });
  const onFault = (fault: unknown): void => {
    log.error({ err: fault }, 'who read personal fields, or which keys were used, could not be written, and waits');
  };
  const metrics = new Metrics();
  const { countRequest, countCommand } = metrics;
  const installation = keyRing.derive('redis');
  const wakeUp = new WakeUp([heads, ofMembers], { url: config.redisUrl, installation, log, count: metrics.countHint });
  const hooks = { onFault, onDone: countCommand, onCommitted: wakeUp.tell };
  const services = wire({ store, registry, keyRing, clock, heads, verifier, ...hooks });
  const schema = buildApiSchema(registry);
  assertInputTexts(schema, registry, services.catalogue);
  await (config.demo ? tellDemo(services, options) : found(services));
  const formatter = new ErrorFormatter(services.catalogue, log);
  const documents = trustedDocuments(config, { schema, log });
  const api = new Api({ schema, services, formatter, budgets: Budgets.of(config.budgets, wakeUp), documents });
  await api.start();
  const demo = config.demo ? new DemoDesk(demoIssuer(keyRing, clock), () => listDemoMembers(store)) : null;
  const { authenticator } = services;
  let ready = false;
  const { metricsToken: token } = config;
  const directory = await directoryOf(services, ofMembers);
  const connections = new LiveConnections({ most: config.mostSockets, directory, clock });
  const { publicUrl } = config;
  const live = { api, authenticator, connections, countRequest, demo: config.demo, publicUrl };
  const streams = new EventStreams(live);
  const server = createHttpServer({
    ...{ api, authenticator, streams, demo, countRequest, publicUrl },
    pages: pagesOf(config),
    // The demo is reached from this machine alone.
    metrics: token !== null || config.demo ? { metrics, token } : null,
    isReady: async () => ready && store.answers(),
  });
  const sockets = serveSockets(server, { ...live, mostStrangers: mostStrangers(config.mostSockets.inAll) });
  metrics.watch({ sockets, streams, heads, store, redis: wakeUp.redis });
  const url = await listen(server, config);
  wakeUp.start();
  store.serve();
  ready = true;
  const stop: App['stop'] = async (how) => {
    ready = false;
    await end({ server, streams, sockets, api, services, wakeUp, clock }, how);
  };
  return { url, services, stop };
}

/** What a running server ends with. */
interface Running {
  readonly server: Server;
  readonly streams: EventStreams;
  readonly sockets: LiveSockets;
  readonly api: Api;
  readonly services: Services;
  readonly wakeUp: WakeUp;
  readonly clock: { stop(): void };
}

async function end(
  { server, streams, sockets, api, services, wakeUp, clock }: Running,
  { leaveMs, writeMs = WRITE_LIMIT_MS }: StopOptions = { leaveMs: 0 },
): Promise<void> {
  await endInTurn(
    () => leave(server, leaveMs),
    async () => {
      streams.stop();
      const drained = drain(server);
      await sockets.stop().finally(() => drained);
    },
    () => api.stop(),
    () => writeOut(services, writeMs),
    async () => {
      wakeUp.stop();
      clock.stop();
    },
    () => services.store.close(),
  );
}

/** Writes what was noted beside the requests. @throws Error with how much is lost, where the database does not take it */
async function writeOut({ accessBook, keyUses }: Services, limitMs: number): Promise<void> {
  const [reads, uses] = await Promise.all([accessBook.writeOut(limitMs), keyUses.writeOut(limitMs)]);
  if (reads + uses === 0) return;
  throw new Error(`the database took no writes: lost are ${reads} entries of who has read what, ${uses} uses of keys`);
}

/** What tells who signs in: the installation's own issuer, or the demo's. */
function verifierOf(
  { oidc }: Config,
  { keyRing, clock, log }: { keyRing: KeyRing; clock: Clock; log: Logger },
): TokenVerifier {
  if (!oidc) return demoIssuer(keyRing, clock);
  return new OidcVerifier(oidc, clock, (fault) => {
    log.warn({ err: fault }, 'the keys of the sign-in could not be got');
  });
}

/** Pages for people, by where they stand. */
function pagesOf({ graphiql, demo }: Config): ServerParts['pages'] {
  return graphiql ? { '/graphiql': graphiqlPage({ demo }) } : {};
}

/** The documents that the settings trust. @throws ConfigFault for lists that cannot be had */
function trustedDocuments(
  { documents: { trust, lists }, graphiql }: Config,
  { schema, log }: { schema: GraphQLSchema; log: Pick<Logger, 'info' | 'warn'> },
): TrustedDocuments {
  if (trust === 'off') return new TrustedDocuments(trust);
  try {
    const listed = readDocuments(lists, { graphiql });
    for (const fault of findDocumentFaults(schema, listed))
      log.warn({ fault }, 'a trusted document cannot be executed');
    return new TrustedDocuments(trust, listed, (stranger) => {
      log.info(stranger, 'a document was executed that is in no list');
    });
  } catch (error) {
    throw new ConfigFault([`TRUSTED_DOCUMENT_LISTS: ${(error as Error).message}`]);
  }
}

/** Warns of settings by which the database can lose acknowledged work. @throws ConfigFault for the worst in production */
async function assertDurable(store: Store, { production }: Config, log: Logger): Promise<void> {
  const faults = await findDurabilityFaults(store);
  const grave = faults.filter((fault) => fault.grave && production);
  if (grave.length > 0) {
    throw new ConfigFault(grave.map(({ setting, value, harm }) => `DATABASE_URL: ${setting} is ${value}: ${harm}`));
  }
  for (const { setting, value, harm } of faults) log.warn({ setting, value }, `the database is not durable: ${harm}`);
}

/** Warns where personal data goes over a network in clear. */
function warnOfClearWay({ databaseUrl }: Config, log: Logger): void {
  if (databaseUrl.startsWith('sqlite:')) return;
  const { hostname, searchParams } = new URL(databaseUrl);
  if (isLoopback(hostname) || searchParams.has('ca')) return;
  log.warn('the way to the database is not encrypted, and what is read goes over it in clear: see docs/mysql.md, ?ca=');
}

/** Members as sockets look after them, by heads of their own: who has a socket open follows no operation by that. */
async function directoryOf({ operations, authenticator }: Services, heads: Heads): Promise<Directory> {
  const system = (await operations.system()) ?? '';
  return {
    follow: (stir) => heads.follow(system, stir),
    findEnds: async (signIns) => authenticator.findEnds(signIns),
  };
}

async function clockOf(store: Store, given: Clock | undefined): Promise<Clock & { stop(): void }> {
  return given ? { now: () => given.now(), stop: () => undefined } : DatabaseClock.of(store);
}

/** The issuer of the demo's tokens. */
export function demoIssuer(keyRing: KeyRing, clock: Clock): DemoIssuer {
  return new DemoIssuer(keyRing.derive('demo-token'), clock);
}

/** Makes a database one of an installation, unless it is one. @throws ConfigFault where it is the demo's */
async function found(services: Services): Promise<void> {
  if (await findMarks(services.store)) throw new ConfigFault(['DATABASE_URL: it holds the demo; name another one']);
  await foundInstallation(services);
}

/** Tells the demo through a door of its own, whose clock the story sets. */
async function tellDemo(services: Services, { progress }: StartOptions): Promise<void> {
  const { store, registry, keyRing, clock } = services;
  const now = clock.now();
  const storyClock = fixedClock(now);
  const heads = new Heads(store);
  const { door } = wire({
    store,
    registry,
    keyRing,
    clock: storyClock,
    heads,
    verifier: demoIssuer(keyRing, clock),
  });
  await replayDemo({ store, door, clock: storyClock, now, ...(progress ? { progress } : {}) });
}
