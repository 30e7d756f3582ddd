import { createLocalJWKSet, errors, type FlattenedJWSInput, type JSONWebKeySet, type JWSHeaderParameters } from 'jose';
import { z } from 'zod';
import { unavailable } from '../core/errors';

/** Where an issuer's keys are. */
export interface IssuerAddress {
  readonly issuer: string;
  /** null: where the issuer's own discovery document says. */
  readonly jwksUrl: string | null;
}

/** Told once for each fetch that failed; for the log. */
export type OnIssuerFault = (fault: unknown) => void;

type FindKey = ReturnType<typeof createLocalJWKSet>;

/** So long after a fetch no other is made for a key that is not known: no token can make us flood the issuer. */
const COOLDOWN_MS = 30_000;
/** Keys that are older are fetched again beside the requests, so that one which was withdrawn is forgotten. */
const REFRESH_MS = 600_000;
const FETCH_LIMIT_MS = 5_000;

const keySet = z.object({
  keys: z
    .array(z.looseObject({ kty: z.string() }))
    .min(1)
    .max(100),
});
const discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });

/**
 * The public keys of an OpenID Connect issuer (OpenID Connect Discovery 1.0; RFC 7517). A key that is not known is looked
 * for once in 30 s; those that are known go on while the issuer is away.
 */
export class IssuerKeys {
  private find: FindKey | null = null;
  private triedAt = -Infinity;
  private looking: Promise<void> | null = null;

  /** @param now milliseconds that only go on, as of `performance.now()` */
  constructor(
    private readonly address: IssuerAddress,
    private readonly onFault: OnIssuerFault,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /**
   * The key that a token says it is signed by, in the form that jose asks for.
   * @throws JWKSNoMatchingKey where the issuer has none, Refusal UNAVAILABLE where its keys have never been got
   */
  readonly key = async (header: JWSHeaderParameters, token: FlattenedJWSInput): ReturnType<FindKey> => {
    if (this.find === null) await this.look();
    else if (this.now() - this.triedAt > REFRESH_MS) void this.look();
    try {
      return await this.known(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await this.look();
      return this.known(header, token);
    }
  };

  private async known(header: JWSHeaderParameters, token: FlattenedJWSInput): ReturnType<FindKey> {
    if (this.find === null) throw unavailable();
    return this.find(header, token);
  }

  /** Fetches the keys, unless that was tried just before; never fails. */
  private async look(): Promise<void> {
    if (this.looking === null && this.now() - this.triedAt < COOLDOWN_MS) return;
    this.looking ??= this.fetchKeys()
      .then((keys) => {
        this.find = createLocalJWKSet(keys);
      }, this.onFault)
      .finally(() => {
        this.looking = null;
      });
    await this.looking;
  }

  private async fetchKeys(): Promise<JSONWebKeySet> {
    this.triedAt = this.now();
    const url = this.address.jwksUrl ?? (await this.discover());
    return keySet.parse(await fetchJson(url));
  }

  private async discover(): Promise<string> {
    const { issuer } = this.address;
    const found = discovery.parse(await fetchJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`));
    if (found.issuer !== issuer) throw new Error(`the issuer calls itself ${found.issuer}, not ${issuer}`);
    return found.jwks_uri;
  }
}

async function fetchJson(url: string): Promise<unknown> {
  const response = await fetch(url, {
    headers: { accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(FETCH_LIMIT_MS),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.json();
}
