import { createHmac } from 'node:crypto';
import { exportSPKI, importJWK, UnsecuredJWT, type CryptoKey } from 'jose';
import { IssuerKeys } from '../../src/access/issuer-keys';
import { OidcVerifier } from '../../src/access/oidc';
import { epochMsOf, fixedClock, parseInstant, plus, type FixedClock } from '../../src/core/time';
import { FakeIssuer, makeKey, type IssuerKey } from '../support/fake-issuer';

/** Tokens of the installation's own issuer: which are taken, and what becomes of its keys. */

const NOW = parseInstant('2026-03-02T08:00:00Z')!;

let issuer: FakeIssuer;
let clock: FixedClock;
let key: IssuerKey;
let verifier: OidcVerifier;
const faults: unknown[] = [];

const nowDate = (): Date => new Date(epochMsOf(clock.now()));
const b64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

beforeEach(async () => {
  faults.length = 0;
  issuer = await FakeIssuer.start();
  key = await makeKey('first');
  issuer.keys = [key];
  clock = fixedClock(NOW);
  verifier = verifierAt(null);
});

function verifierAt(jwksUrl: string | null): OidcVerifier {
  const settings = { issuer: issuer.url, audience: 'liandong-api', jwksUrl };
  return new OidcVerifier(settings, clock, (fault) => faults.push(fault));
}

async function codeOf(token: string): Promise<string> {
  return verifier.verify(token).then(
    () => 'taken',
    (error: unknown) => (error as { code: string }).code,
  );
}

describe('a token of the issuer', () => {
  it.each(['EdDSA', 'RS256', 'PS256', 'ES256'])(
    'is taken by %s, as its subject and until it ends',
    async (algorithm) => {
      const other = await makeKey(algorithm, algorithm);
      issuer.keys = [key, other];
      expect(await verifier.verify(await issuer.sign(other, nowDate()))).toEqual({
        member: { signInIssuer: issuer.url, signInSubject: 'officer' },
        endsAt: plus(NOW, { hours: 1, seconds: 30 }),
      });
    },
  );

  it('is taken by the keys of an address that is given, too', async () => {
    issuer.name = 'https://another.example';
    verifier = verifierAt(`${issuer.url}/keys`);
    expect(await codeOf(await issuer.sign(key, nowDate()))).toBe('taken');
  });

  it('is taken for several audiences, if ours is among them', async () => {
    expect(await codeOf(await issuer.sign(key, nowDate(), { aud: ['x', 'liandong-api'] }))).toBe('taken');
  });

  it('is taken up to 30 s before and after its time, and not a second longer', async () => {
    const seconds = epochMsOf(NOW) / 1_000;
    const at = (claims: object): Promise<string> => issuer.sign(key, nowDate(), { ...claims });
    expect(await codeOf(await at({ exp: seconds - 29 }))).toBe('taken');
    expect(await codeOf(await at({ exp: seconds - 31 }))).toBe('UNAUTHENTICATED');
    expect((await verifier.verify(await at({ exp: seconds - 29.5 }))).endsAt).toBe(plus(NOW, { seconds: 1 }));
    expect(await codeOf(await at({ nbf: seconds + 30 }))).toBe('taken');
    expect(await codeOf(await at({ nbf: seconds + 31 }))).toBe('UNAUTHENTICATED');
  });
});

describe('a forged token', () => {
  const seconds = epochMsOf(NOW) / 1_000;
  const claims = (): object => ({
    ...{ iss: issuer.url, aud: 'liandong-api', sub: 'officer', iat: seconds, exp: seconds + 60 },
  });

  it.each<[string, () => Promise<string>]>([
    ['without a signature', async () => new UnsecuredJWT({ ...claims() }).encode()],
    ['that says that it has none', async () => `${b64({ alg: 'none', kid: 'first' })}.${b64(claims())}.`],
    ['signed with the public key as if it were a secret', hmacByPublicKey],
    ['of another key under a known name', async () => issuer.sign(await makeKey('first'), nowDate())],
    ['of a key that nobody knows', async () => issuer.sign(await makeKey('stranger'), nowDate())],
    ['of another issuer', async () => issuer.sign(key, nowDate(), { iss: 'https://evil.example' })],
    ['for another service', async () => issuer.sign(key, nowDate(), { aud: 'mail' })],
    ['for nobody', async () => issuer.sign(key, nowDate(), { aud: undefined })],
    ['of nobody', async () => issuer.sign(key, nowDate(), { sub: undefined })],
    ['without an end', async () => issuer.sign(key, nowDate(), { exp: undefined })],
    ['whose claims were changed', async () => changed(await issuer.sign(key, nowDate()))],
    ['that brings its own key', withItsOwnKey],
    ['that is no token', async () => 'a.b.c'],
  ])('%s is refused', async (_what, forge) => {
    expect(await codeOf(await forge())).toBe('UNAUTHENTICATED');
  });

  async function hmacByPublicKey(): Promise<string> {
    const pem = await exportSPKI((await importJWK(key.publicJwk, 'EdDSA')) as CryptoKey);
    const head = `${b64({ alg: 'HS256', kid: 'first' })}.${b64(claims())}`;
    return `${head}.${createHmac('sha256', pem).update(head).digest('base64url')}`;
  }

  function changed(token: string): string {
    const [head, , signature] = token.split('.');
    return `${head}.${b64({ ...claims(), sub: 'commander' })}.${signature}`;
  }

  async function withItsOwnKey(): Promise<string> {
    const own = await makeKey('own');
    const [, payload, signature] = (await issuer.sign(own, nowDate())).split('.');
    return `${b64({ alg: 'EdDSA', kid: 'own', jwk: own.publicJwk })}.${payload}.${signature}`;
  }
});

describe("the issuer's keys", () => {
  it('are found again when they are changed, and an unknown one is looked for once in 30 s', async () => {
    let now = 0;
    const keys = new IssuerKeys(
      { issuer: issuer.url, jwksUrl: null },
      (fault) => faults.push(fault),
      () => now,
    );
    const find = async (kid: string): Promise<string> =>
      keys.key({ alg: 'EdDSA', kid }, { payload: '', signature: '' }).then(
        () => 'found',
        (error: unknown) => (error as { code: string }).code,
      );
    expect(await find('first')).toBe('found');
    const second = await makeKey('second');
    issuer.keys = [second];
    expect(await Promise.all(Array.from({ length: 1_000 }, async () => find('second')))).toEqual(
      Array.from({ length: 1_000 }, () => 'ERR_JWKS_NO_MATCHING_KEY'),
    );
    expect(issuer.fetches).toBe(1);
    now += 30_001;
    expect(await Promise.all(Array.from({ length: 1_000 }, async () => find('second')))).toContain('found');
    expect(await find('second')).toBe('found');
    expect(await find('first')).toBe('ERR_JWKS_NO_MATCHING_KEY');
    expect(issuer.fetches).toBe(2);
  });

  it('go on while the issuer is away, and are forgotten once it says so', async () => {
    let now = 0;
    const keys = new IssuerKeys(
      { issuer: issuer.url, jwksUrl: null },
      (fault) => faults.push(fault),
      () => now,
    );
    const find = async (): Promise<unknown> => keys.key({ alg: 'EdDSA', kid: 'first' }, { payload: '', signature: '' });
    await find();
    issuer.instead = (response) => response.writeHead(503).end();
    now += 3_600_000;
    await find();
    await eventually(() => faults.length === 1);
    await find();
    issuer.instead = null;
    issuer.keys = [await makeKey('other')];
    now += 3_600_000;
    await find();
    await eventually(() => issuer.fetches === 3);
    await expect(eventuallyFails(find)).resolves.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
  });

  it.each<[string, () => void]>([
    ['is away', () => (issuer.instead = (response) => response.destroy())],
    ['sends elsewhere', () => (issuer.instead = (r) => r.writeHead(302, { location: 'http://127.0.0.1:1/' }).end())],
    ['tells none', () => (issuer.keys = [])],
    ['tells no JSON', () => (issuer.instead = (response) => response.end('<html>'))],
    ['has another name', () => (issuer.name = 'https://another.example')],
  ])('cannot be got where it %s: nobody is called a stranger for it', async (_what, spoil) => {
    spoil();
    expect(await codeOf(await issuer.sign(key, nowDate()))).toBe('UNAVAILABLE');
    expect(faults).toHaveLength(1);
  });
});

async function eventually(holds: () => boolean): Promise<void> {
  for (let waits = 0; waits < 200 && !holds(); waits += 1) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(holds()).toBe(true);
}

async function eventuallyFails(work: () => Promise<unknown>): Promise<unknown> {
  for (let waits = 0; waits < 200; waits += 1) {
    try {
      await work();
    } catch (error) {
      return error;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('it never failed');
}
