import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { ATTACKS, type Target } from '../test/support/attacks';

/**
 * `npm run bench -- attacks`: how long others wait under each attack, by how long they wait without it. The server is a
 * process of its own, the others a thread of theirs; attackers share this process. `--case` chooses attacks.
 */

const CALM_MS = 1_500;
const ATTACK_MS = 3_000;
const USUAL = '{ operationByCode(code: "YK-FRAUD") { id tasks(first: 5) { nodes { id title } } } }';

interface Others {
  readonly url: string;
  readonly tokens: readonly string[];
}
/** Milliseconds of each answer, and how many were none. */
interface Waits {
  readonly waits: readonly number[];
  readonly failed: number;
}

interface Usual {
  readonly data: { readonly operationByCode: { readonly id: string } };
}

/** Measures attacks whose names match, and prints a table. */
export async function measureAttacks(settings: Readonly<Record<string, string>>, only: RegExp): Promise<string> {
  const { server, url } = await startServer(settings);
  try {
    const tokens = await Promise.all(['yk-police.officer', 'yk-police.officer-02'].map((code) => tokenOf(url, code)));
    const others = new Worker(__filename, { workerData: { url, tokens } satisfies Others });
    const target = { url, token: await tokenOf(url, 'yk-police.commander'), scale: 1, operationId: '' };
    const { data } = await ask(url, target.token);
    const rows: string[] = [];
    await waitsOf(others, CALM_MS);
    for (const [name, attack] of Object.entries(ATTACKS)) {
      if (!only.test(name)) continue;
      const calm = await waitsOf(others, CALM_MS);
      const before = await residentMib(server);
      const stop = await attack({ ...target, operationId: data.operationByCode.id } satisfies Target);
      const under = await waitsOf(others, ATTACK_MS);
      const grown = (await residentMib(server)) - before;
      await stop();
      await sleep(500);
      rows.push(rowOf(name, { calm, under, grown }));
      process.stderr.write(`${rows.at(-1) ?? ''}\n`);
    }
    await others.terminate();
    const head =
      '| attack | p50 usual | p50 under it | ratio | p99 usual | p99 under it | ratio | answered | failed | memory |';
    const load = loadavg().map((each) => each.toFixed(1));
    return [`Load of the machine ${load.join(', ')}.`, '', head, `${'| --- '.repeat(10)}|`, ...rows].join('\n');
  } finally {
    server.kill();
  }
}

function rowOf(name: string, { calm, under, grown }: { calm: Waits; under: Waits; grown: number }): string {
  const cells = [0.5, 0.99].flatMap((part) => {
    const [usual, now] = [at(calm.waits, part), at(under.waits, part)];
    return [`${usual.toFixed(1)} ms`, `${now.toFixed(1)} ms`, (now / usual).toFixed(1)];
  });
  return `| ${[name, ...cells, under.waits.length, under.failed, `${grown >= 0 ? '+' : ''}${grown} MiB`].join(' | ')} |`;
}

function at(waits: readonly number[], part: number): number {
  const sorted = [...waits].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}

function waitsOf(others: Worker, forMs: number): Promise<Waits> {
  return new Promise((resolve) => {
    others.once('message', resolve);
    others.postMessage(forMs);
  });
}

async function startServer(settings: Readonly<Record<string, string>>): Promise<{ server: ChildProcess; url: string }> {
  const run = ['-r', '@swc-node/register', join(__dirname, '../src/main.ts')];
  const own = { HOST: '127.0.0.1', PORT: '0', DEMO: 'on', LOG_LEVEL: 'error', MEMBER_SOCKETS: '10000' };
  const server = spawn(process.execPath, run, {
    env: { ...own, ...process.env, ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    let text = '';
    server.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const url = /is ready: (http:\S+)\/graphql/.exec(text)?.[1];
      if (url !== undefined) resolve({ server, url });
    });
    server.once('exit', () => {
      reject(new Error('the server ended'));
    });
  });
}

async function tokenOf(url: string, code: string): Promise<string> {
  const response = await fetch(`${url}/demo/token`, { method: 'POST', body: JSON.stringify({ code }) });
  return ((await response.json()) as { accessToken: string }).accessToken;
}

async function ask(url: string, token: string): Promise<Usual> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query: USUAL }) });
  if (!response.ok) throw new Error(`answered ${response.status}`);
  return (await response.json()) as Usual;
}

/** Memory of a process, where the system tells. */
async function residentMib({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8').catch(() => '');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024);
}

/** What people do: ask, look, ask again. */
async function beOthers({ url, tokens }: Others, forMs: number): Promise<Waits> {
  const endsAt = performance.now() + forMs;
  const waits: number[] = [];
  let failed = 0;
  const call = async (token: string): Promise<void> => {
    while (performance.now() < endsAt) {
      const began = performance.now();
      await ask(url, token).catch(() => (failed += 1));
      waits.push(performance.now() - began);
      await sleep(10);
    }
  };
  await Promise.all(tokens.map(call));
  return { waits, failed };
}

if (!isMainThread) {
  parentPort?.on('message', (forMs: number) => {
    void beOthers(workerData as Others, forMs).then((waits) => parentPort?.postMessage(waits));
  });
}
