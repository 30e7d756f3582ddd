import { fork } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { atEnd } from './endings';

/** A real issuer that signs its access tokens so; it ends with the test file. */
export interface TestIssuer {
  readonly issuer: string;
  readonly audience: string;
  /** Signs somebody in by the authorization code flow with PKCE (RFC 7636): an access token and an id token. */
  signIn(subject: string): Promise<{ accessToken: string; idToken: string }>;
}

const REDIRECT = 'http://127.0.0.1/signed-in';

/** Starts an issuer on a free port of this machine. */
export async function startIssuer(algorithm: 'RS256' | 'EdDSA'): Promise<TestIssuer> {
  const child = fork(join(__dirname, 'issuer-process.mjs'), [algorithm], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  atEnd(async () => child.kill());
  const { issuer, audience } = await new Promise<{ issuer: string; audience: string }>((resolve, reject) => {
    child.once('message', resolve as (message: unknown) => void);
    child.once('exit', (code) => {
      reject(new Error(`the issuer ended with ${code}`));
    });
  });
  return { issuer, audience, signIn: (subject) => signIn({ issuer, audience }, subject) };
}

async function signIn(
  { issuer, audience }: Pick<TestIssuer, 'issuer' | 'audience'>,
  subject: string,
): Promise<{ accessToken: string; idToken: string }> {
  const verifier = randomBytes(32).toString('base64url');
  const asked = new URLSearchParams({
    ...{ client_id: 'board', response_type: 'code', redirect_uri: REDIRECT, scope: 'openid api', resource: audience },
    ...{ login_hint: subject, code_challenge_method: 'S256' },
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  });
  const code = await follow(new URL(`${issuer}/auth?${asked.toString()}`));
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      ...{ grant_type: 'authorization_code', client_id: 'board', redirect_uri: REDIRECT, code },
      code_verifier: verifier,
    }),
  });
  const { access_token: accessToken, id_token: idToken } = (await response.json()) as Record<string, string>;
  if (!accessToken || !idToken) throw new Error(`nobody was signed in: ${response.status}`);
  return { accessToken, idToken };
}

/** Goes where the issuer sends a browser, with its cookies, until it comes back with a code. */
async function follow(start: URL): Promise<string> {
  const cookies = new Map<string, string>();
  let url = start;
  for (let steps = 0; steps < 10; steps += 1) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null) throw new Error(`the issuer answered ${response.status}: ${await response.text()}`);
    url = new URL(location, url);
    if (!url.href.startsWith(REDIRECT)) continue;
    const code = url.searchParams.get('code');
    if (code === null) throw new Error(`the issuer refused: ${url.search}`);
    return code;
  }
  throw new Error('the issuer sends in circles');
}
