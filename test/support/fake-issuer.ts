import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK, type JWTPayload } from 'jose';
import { atEnd } from './endings';

/** A key that an issuer may sign by. */
export interface IssuerKey {
  readonly kid: string;
  readonly algorithm: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

/** Claims of a token; undefined: the usual one is left out. */
type Claims = { readonly [K in keyof JWTPayload]?: JWTPayload[K] | undefined };

/** Makes a key pair. */
export async function makeKey(kid: string, algorithm = 'EdDSA'): Promise<IssuerKey> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  const publicJwk = { ...(await exportJWK(publicKey)), kid, alg: algorithm, use: 'sig' };
  return { kid, algorithm, privateKey, publicJwk };
}

/** An issuer whose keys, answers and absence a test decides. */
export class FakeIssuer {
  /** The keys that it tells of. */
  keys: readonly IssuerKey[] = [];
  /** How often its keys were asked for. */
  fetches = 0;
  /** What it does instead of telling its keys. */
  instead: ((response: ServerResponse) => void) | null = null;
  /** What it calls itself; null: by its own address. */
  name: string | null = null;

  private constructor(readonly url: string) {}

  /** Starts one on a free port of this machine; it ends with the test file. */
  static async start(): Promise<FakeIssuer> {
    const made: { issuer?: FakeIssuer } = {};
    const server = createServer((request, response) => made.issuer?.answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    atEnd(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    return (made.issuer = new FakeIssuer(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  }

  /** A token of a key, good for an hour from now on unless the claims say otherwise. */
  async sign(key: IssuerKey, now: Date, claims: Claims = {}): Promise<string> {
    const seconds = Math.floor(now.getTime() / 1_000);
    const usual = { iss: this.url, aud: 'liandong-api', sub: 'officer', iat: seconds, exp: seconds + 3_600 };
    return new SignJWT({ ...usual, ...claims } as JWTPayload)
      .setProtectedHeader({ alg: key.algorithm, kid: key.kid, typ: 'at+jwt' })
      .sign(key.privateKey);
  }

  private answer({ url }: IncomingMessage, response: ServerResponse): void {
    const json = (body: unknown): void => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (url === '/.well-known/openid-configuration') {
      json({ issuer: this.name ?? this.url, jwks_uri: `${this.url}/keys` });
      return;
    }
    this.fetches += 1;
    if (this.instead) this.instead(response);
    else json({ keys: this.keys.map(({ publicJwk }) => publicJwk) });
  }
}
