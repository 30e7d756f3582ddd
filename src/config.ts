import { withSecretFiles } from './config/secret-files';
import { settingsSchema, type Settings } from './config/settings';

/**
 * Settings by environment; the only place that reads it. All faults are told at once, and the rest of the code sees a
 * frozen Config.
 */

/** The OpenID Connect issuer of an installation. */
interface SignInSettings {
  readonly issuer: string;
  readonly audience: string;
  /** null: where the issuer's discovery document says. */
  readonly jwksUrl: string | null;
}

/** The settings as the code reads them. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** null: the one that they ask. */
  readonly publicUrl: string | null;
  /** So long a server that is told to stop answers on. */
  readonly leaveMs: number;
  /** So many may be open. */
  readonly mostSockets: { readonly inAll: number; readonly ofMember: number };
  /** Within a minute, in the cost of documents. */
  readonly budgets: { readonly ofMember: number; readonly ofAgency: number };
  /** Documents that frontends may ask for, and the files that list them. */
  readonly documents: { readonly trust: Settings['TRUSTED_DOCUMENTS']; readonly lists: readonly string[] };
  readonly databaseUrl: string;
  /** null: each process is by itself. */
  readonly redisUrl: string | null;
  readonly sealKeysFile: string | null;
  readonly demo: boolean;
  /** There is a page to ask the API in a browser. */
  readonly graphiql: boolean;
  /** It is for real: what puts work at risk is refused, where it is only warned of elsewhere. */
  readonly production: boolean;
  /** null: there is the demo's sign-in alone. */
  readonly oidc: SignInSettings | null;
  /** null: only the demo tells its metrics. */
  readonly metricsToken: string | null;
  readonly logLevel: string;
}

/** Settings that cannot be served; its text lists every fault. */
export class ConfigFault extends Error {
  constructor(faults: readonly string[]) {
    super(`The settings are not right:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.name = 'ConfigFault';
  }
}

/** Reads settings. @throws ConfigFault with every fault */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const { given, faults: ofFiles } = withSecretFiles(
    Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== '')),
  );
  const issues = settingsSchema.safeParse(given).error?.issues ?? [];
  const alone = [...ofFiles, ...issues.map((issue) => ({ name: issue.path.join('.'), message: issue.message }))];
  // What is wrong with the others is told too, as if the faulty ones had been left out.
  const sound = Object.entries(given).filter(([name]) => !alone.some((fault) => fault.name === name));
  const set = settingsSchema.parse(Object.fromEntries(sound));
  const config = configOf(set);
  const faults = [...alone.map(({ name, message }) => `${name}: ${message}`), ...faultsTogether(config, set)];
  if (faults.length > 0) throw new ConfigFault(faults);
  return Object.freeze(config);
}

/** The settings as they are called in the code. */
function configOf(set: Settings): Config {
  const demo = isDemo(set);
  return {
    ...{ host: set.HOST, port: set.PORT, databaseUrl: set.DATABASE_URL, logLevel: set.LOG_LEVEL, demo },
    graphiql: set.GRAPHIQL ?? demo,
    publicUrl: set.PUBLIC_URL ?? null,
    leaveMs: set.LEAVE_SECONDS * 1_000,
    redisUrl: set.REDIS_URL ?? null,
    mostSockets: { inAll: set.MAX_SOCKETS, ofMember: set.MEMBER_SOCKETS },
    budgets: { ofMember: set.MEMBER_BUDGET, ofAgency: set.AGENCY_BUDGET },
    documents: documentsOf(set),
    sealKeysFile: set.SEAL_KEYS ?? null,
    production: set.NODE_ENV === 'production',
    metricsToken: set.METRICS_TOKEN ?? null,
    oidc: oidcOf(set),
  };
}

function isDemo({ DEMO, OIDC_ISSUER, NODE_ENV }: Settings): boolean {
  return DEMO ?? (OIDC_ISSUER === undefined && NODE_ENV !== 'production');
}

/** Faults that only show in several settings together. */
function faultsTogether(config: Config, set: Settings): string[] {
  const embedded = config.databaseUrl.startsWith('sqlite:');
  const serious = set.NODE_ENV === 'production' || set.OIDC_ISSUER !== undefined || !embedded;
  return [
    ...(serious && config.sealKeysFile === null
      ? ['SEAL_KEYS: needed in production, with OIDC and with MySQL: a file, made by `npm run cli -- keys make FILE`']
      : []),
    ...(config.demo && !isLoopback(config.host)
      ? [`HOST: the demo lets anyone in, so it listens on a loopback address only, not on ${config.host}`]
      : []),
    ...signInFaults(config, set),
  ];
}

function signInFaults({ demo }: Config, set: Settings): string[] {
  return [
    ...(demo && set.OIDC_ISSUER !== undefined
      ? ['DEMO: it has a sign-in of its own, so it cannot be on beside OIDC_ISSUER']
      : []),
    ...(!demo && set.OIDC_ISSUER === undefined
      ? ['OIDC_ISSUER: needed where there is no demo: who signs in comes from there']
      : []),
    ...(set.OIDC_ISSUER !== undefined && set.OIDC_AUDIENCE === undefined
      ? ['OIDC_AUDIENCE: needed with OIDC_ISSUER: a token made for another service must not be good here']
      : []),
    ...(['OIDC_ISSUER', 'OIDC_JWKS_URL'] as const)
      .filter((name) => !isSafe(set[name]))
      .map((name) => `${name}: must be https, or on this machine: who changes its answer could sign in as anyone`),
  ];
}

function documentsOf({ TRUSTED_DOCUMENTS: trust, TRUSTED_DOCUMENT_LISTS: lists = [] }: Settings): Config['documents'] {
  return { trust, lists };
}

function oidcOf({
  OIDC_ISSUER: issuer,
  OIDC_AUDIENCE: audience,
  OIDC_JWKS_URL: jwksUrl,
}: Settings): SignInSettings | null {
  return issuer === undefined || audience === undefined ? null : { issuer, audience, jwksUrl: jwksUrl ?? null };
}

/** Whether nobody on the way can change what an address answers. */
function isSafe(address: string | undefined): boolean {
  if (address === undefined) return true;
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname.replace(/^\[|\]$/g, '')));
}

/** Whether only this machine reaches the address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
