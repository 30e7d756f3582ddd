import { Router } from 'express';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { ownDocument } from '../graph/document-lists';
import { assetsOf, type Files } from './assets';
import { setPolicy, STRICT, type Policy } from './headers';

/** Above `src`; in an installation above what was compiled, where the build has put the same folders. */
const ROOT = join(__dirname, '..', '..');
const PAGE = join(ROOT, 'web', 'graphiql');

const NONCE_BYTES = 16;

/** What GraphiQL needs beyond the strict policy; docs/decisions/0023 tells what for. */
const policyOf = (nonce: string): Policy => ({
  ...STRICT,
  'style-src': ["'self'", `'nonce-${nonce}'`],
  'font-src': ["'self'", 'data:'],
});

/** How one signs in: as any member of the demo, or by an access token that one has. */
export interface SignIn {
  readonly demo: boolean;
}

/** The page to ask the API in a browser; nothing of it comes from elsewhere. */
export function graphiqlPage({ demo }: SignIn): Router {
  const assets = assetsOf(readFiles());
  const html = readFileSync(join(PAGE, 'index.html'), 'utf8')
    .replaceAll('{{assets}}', `/graphiql/${assets.version}`)
    .replaceAll('{{signIn}}', demo ? 'demo' : 'token');
  const page = Router();
  page.get('/', (request, response) => {
    const nonce = randomBytes(NONCE_BYTES).toString('base64');
    setPolicy(policyOf(nonce))(request, response);
    response.set('Cache-Control', 'no-store').type('html').send(html.replace('{{nonce}}', nonce));
  });
  page.use(`/${assets.version}`, assets.answer);
  return page;
}

/** Our own files, those of others by the names that we give them, and the documents of the menu. */
function readFiles(): Files {
  const own = readdirSync(PAGE).filter((name) => /\.(js|css|svg)$/.test(name));
  const vendor = readJson('vendor.json') as Readonly<Record<string, string>>;
  const menu = (readJson('menu.json') as readonly string[]).map(exampleOf);
  return new Map([
    ...own.map((name) => [name, readFileSync(join(PAGE, name))] as const),
    ...Object.entries(vendor).map(([name, file]) => [`vendor/${name}`, readVendor(name, file)] as const),
    ['examples.json', Buffer.from(JSON.stringify(menu))],
    ['starting-points.graphql', Buffer.from(ownDocument('StartingPoints'))],
  ]);
}

/** A document for the menu, with what its first line says of it: `# 中文说明 / English`. */
function exampleOf(name: string): { name: string; title: { zh: string; en: string }; text: string } {
  const text = ownDocument(name);
  const [, zh = name, en = ''] = /^# (.+?) \/ (.+)\n/.exec(text) ?? [];
  return { name, title: { zh, en }, text };
}

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(join(PAGE, name), 'utf8'));
}

/** From where the build has collected it, since an installation has no such packages; else from the package. */
function readVendor(name: string, file: string): Buffer {
  const collected = join(PAGE, 'vendor', name);
  if (existsSync(collected)) return readFileSync(collected);
  const [packageName = '', ...path] = file.split('/');
  return readFileSync(join(dirname(require.resolve(`${packageName}/package.json`)), path.join(sep)));
}
