import { Command } from 'commander';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { demoIssuer, installedRegistry, openKeyRing, openServices, openStore } from '../app';
import { verifyLogs } from '../audit/verify-log';
import { foundInstallation } from '../commands/found-installation';
import { readConfig } from '../config';
import { printSettings } from '../config/print-settings';
import { KeyRing } from '../core/key-ring';
import { listDemoMembers } from '../demo/members';
import { findDocumentFaults, readDocuments } from '../graph/document-lists';
import { buildApiSchema } from '../graph/schema';
import type { Services } from '../graph/services';
import { processClock } from '../store/clock';
import type { Store } from '../store/store';
import { addAdministration } from './administration';
import { follow } from './follow';
import { say } from './print';
import { printTo } from './print-to';
import { resetDemo } from './reset-demo';
import { printSchema } from './schema';

const program = new Command('liandong').description('联动 Liandong: operations backend for joint multi-agency action');

program
  .command('follow <member> <operation>')
  .description('follow an operation live as a demo member, e.g. follow yk-police.commander YK-FRAUD')
  .option('--url <url>', 'where the server is')
  .option('--after <cursor>', 'go on after this cursor')
  .action(async (member: string, operation: string, options: { url?: string; after?: string }) => {
    await follow({ member, operation, url: options.url ?? ownUrl(), after: options.after ?? null });
  });

program
  .command('verify-log')
  .description('check the chain of every operation, and rows and tallies against it')
  .action(async () => {
    await withStore(async (store) => {
      const reports = await verifyLogs(store, installedRegistry());
      if (reports.length === 0) throw new Error('this database holds no operation: nothing was checked');
      for (const { code, entries, things, faults } of reports) {
        say(`${faults.length === 0 ? '通过 ok   ' : '不符 FAULT'} ${code}: ${entries} entries, ${things} things`);
        for (const fault of faults) say(`    ${fault}`);
      }
      if (reports.some(({ faults }) => faults.length > 0)) process.exitCode = 1;
    });
  });

program
  .command('token <member>')
  .description('print a demo token, for curl')
  .action(async (code: string) => {
    await withStore(async (store) => {
      const member = (await listDemoMembers(store)).find((each) => each.code === code);
      if (!member) throw new Error(`there is no demo member ${code}; see GET /demo/members`);
      say(await demoIssuer(await openKeyRing(readConfig()), processClock).issue(member.memberId));
    });
  });

program
  .command('migrate')
  .description('bring the database up to date')
  .action(async () => {
    await withStore(
      async () => {
        say('最新 up to date');
      },
      { make: true },
    );
  });

program
  .command('schema')
  .description('print the API schema to a file')
  .argument('[file]', 'where to', 'schema/schema.graphql')
  .option('--check', 'only compare, and fail where it differs')
  .action(async (file: string, { check = false }: { check?: boolean }) => {
    await printTo(file, { text: printSchema(buildApiSchema(installedRegistry())), check, by: 'npm run schema' });
  });

program
  .command('settings')
  .description('print the page of settings to a file')
  .argument('[file]', 'where to', 'docs/configuration.md')
  .option('--check', 'only compare, and fail where it differs')
  .action(async (file: string, { check = false }: { check?: boolean }) => {
    await printTo(file, { text: printSettings(), check, by: 'npm run settings' });
  });

program
  .command('documents')
  .description('check the trusted documents of schema/operations and of lists against the schema')
  .argument('[lists...]', 'files of GraphQL Codegen or Apollo; left out: those of TRUSTED_DOCUMENT_LISTS')
  .action((lists: string[]) => {
    const { documents, graphiql } = readConfig();
    const listed = readDocuments(lists.length > 0 ? lists : documents.lists, { graphiql });
    const faults = findDocumentFaults(buildApiSchema(installedRegistry()), listed);
    for (const fault of faults) say(fault);
    say(`${listed.length} documents, ${faults.length} faults`);
    if (faults.length > 0) process.exitCode = 1;
  });

const keys = program.command('keys').description('the key ring that seals personal data');
keys
  .command('make <file>')
  .description('make a key ring; keep it safe: what it sealed is lost without it')
  .action(async (file: string) => {
    if (existsSync(file)) throw new Error(`${file} is there already, and what it sealed would be lost without it`);
    await writeFile(file, KeyRing.generate().json, { mode: 0o600, flag: 'wx' });
    say(file);
  });

addAdministration(program, withServices);

const demo = program.command('demo').description('the demo installation');
demo
  .command('reset')
  .description('forget the demo database; the next start makes it anew')
  .action(async () => {
    const removed = await resetDemo(readConfig());
    say(removed.length === 0 ? '没有演示数据 there was none' : `已清除 removed: ${removed.join(', ')}`);
  });

/** Where the settings let the server of this machine listen. */
function ownUrl(): string {
  const { host, port } = readConfig();
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** With the store of the settings, which must be there already unless it is to be made. */
async function withStore(work: (store: Store) => Promise<void>, { make = false } = {}): Promise<void> {
  const { databaseUrl } = readConfig();
  const file = /^sqlite:(.*)$/.exec(databaseUrl)?.[1];
  if (!make && file !== undefined && !existsSync(file)) {
    throw new Error(`没有数据库 there is no database at ${file}: start the server first, or set DATABASE_URL`);
  }
  const store = await openStore(databaseUrl, installedRegistry(), { migrate: make });
  try {
    await work(store);
  } finally {
    await store.close();
  }
}

/** The same, with everything that commands need; a new database becomes an installation. */
async function withServices(work: (services: Services) => Promise<void>): Promise<void> {
  const config = readConfig();
  await withStore(
    async (store) => {
      const services = await openServices(store, config);
      await foundInstallation(services);
      await work(services);
    },
    { make: !config.demo },
  );
}

/** What went wrong in a line for people; of several faults at once (one for each address of a host) the first. */
function lineOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return lineOf(error.errors[0]);
  return error instanceof Error && !(error instanceof TypeError) ? error.message : String(error);
}

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${lineOf(error)}\n`);
  process.exitCode = 1;
});
