import './production';
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { measureAttacks } from './attacks';
import { boardComparison, prepareBoard } from './board';
import { commandComparisons, countCommands, type CommandStatements } from './commands';
import { Ground, type BenchDatabase } from './databases';
import { httpCommandComparisons } from './http-commands';
import { startInstallation } from './installation';
import { measure, WARM_UP, type Comparison } from './measure';
import { measureQueries } from './queries';
import { installPackages, startPeer } from './peer';
import { headOf, markdown, type Report } from './report';
import type { Statements } from './statements';

/**
 * `npm run bench`: measures Liandong side by side with its floors and a peer for `--seconds` in all; prints tables, and
 * writes JSON to `--out`.
 * `npm run bench -- queries`: reads lists of `--tasks` tasks by every order and filter, and prints what each costs.
 * `npm run bench -- attacks`: how long others wait while the server is attacked (docs/attacks.md).
 * `--keep` names a folder in which its databases stay for the next run, and `--case` (a regular expression) some of the lists.
 * `--on sqlite` or `--on mariadb` measures on one alone.
 */

const ROUNDS = 5;
/** Part of the time in which all slices should end; what was begun then is still waited for. */
const AIM = 0.7;
/** On a machine that is busy with other things, rounds are left out from here on. */
const LAST_ROUND_AT = 0.87;

interface Prepared {
  /** Boards before commands: these add tasks to the operation. */
  readonly comparisons: readonly Comparison[];
  readonly statements: CommandStatements & { readonly board: Statements };
}

async function prepare(ground: Ground, database: BenchDatabase, sealKeys: string): Promise<Prepared> {
  const app = await startInstallation(database.url, sealKeys);
  ground.atEnd(() => app.stop());
  const board = await prepareBoard(app);
  const peer = await startPeer(database.url);
  ground.atEnd(() => peer.stop());
  const against = { database: database.name, peer };
  const boards = await boardComparison(app, { board, ...against });
  ground.atEnd(boards.close);
  const counted = await countCommands(app);
  const commands = await commandComparisons(app, { database, statements: counted });
  ground.atEnd(commands.close);
  const overHttp = await httpCommandComparisons(app, against);
  ground.atEnd(overHttp.close);
  return {
    comparisons: [boards.comparison, ...commands.comparisons, ...overHttp.comparisons],
    statements: { ...counted, board: board.statements },
  };
}

async function bench(ground: Ground, { only, seconds }: { only: string; seconds: number }): Promise<Report> {
  installPackages();
  const sealKeys = await ground.sealKeys();
  const databases = await ground.databases(only);
  const prepared: Prepared[] = [];
  for (const database of databases) prepared.push(await prepare(ground, database, sealKeys));
  const all = prepared.flatMap(({ comparisons }) => comparisons);
  const slices = all.reduce((sum, { others }) => sum + (1 + others.length) * (ROUNDS + WARM_UP), 0);
  const endMs = seconds * 1_000;
  const sliceMs = Math.max(50, (endMs * AIM - performance.now()) / slices);
  const pace = { rounds: ROUNDS, sliceMs, lastRoundAtMs: endMs * LAST_ROUND_AT };
  const measured = [];
  for (const comparison of all) measured.push(await measure(comparison, pace));
  return {
    ...headOf({ databases: databases.map(({ name, commits }) => ({ name, commits })), pace }),
    comparisons: measured,
    // The same on every database.
    statements: Object.entries(prepared[0]?.statements ?? {}).map(([work, counts]) => ({ work, ...counts })),
  };
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: {
      ...{ out: { type: 'string' }, seconds: { type: 'string', default: '60' } },
      tasks: { type: 'string', default: '1000000' },
      ...{ keep: { type: 'string' }, on: { type: 'string', default: '' }, case: { type: 'string', default: '' } },
    },
    allowPositionals: true,
  });
  const ground = await Ground.lay(values.keep ?? null);
  const clearAndEnd = (): void => void ground.clear().finally(() => process.exit(130));
  process.once('SIGINT', clearAndEnd).once('SIGTERM', clearAndEnd);
  try {
    if (positionals.includes('attacks')) {
      const [database] = await ground.databases(values.on || 'sqlite');
      const settings = { DATABASE_URL: database?.url ?? '', SEAL_KEYS: await ground.sealKeys() };
      process.stdout.write(`${await measureAttacks(settings, new RegExp(values.case))}\n`);
      return;
    }
    if (positionals.includes('queries')) {
      const asked = { count: Number(values.tasks), only: new RegExp(values.case) };
      for (const database of await ground.databases(values.on)) {
        process.stdout.write(`${await measureQueries(database, asked)}\n`);
      }
      return;
    }
    const report = await bench(ground, { only: values.on, seconds: Number(values.seconds) });
    process.stdout.write(markdown(report));
    if (values.out !== undefined) await writeFile(values.out, `${JSON.stringify(report, null, 2)}\n`);
  } finally {
    await ground.clear();
  }
}

void main();
