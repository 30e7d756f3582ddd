import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KeyRing } from '../../src/core/key-ring';
import { buildServer } from '../support/server-process';
import { cliOf, ownFolder, run, type Said } from './cli';

let cli: string;
let folder: string;

beforeAll(async () => {
  cli = cliOf(await buildServer());
  folder = await ownFolder();
});

const inFolder = (name: string): string => join(folder, name);

/** A command that is refused, with one line for people and no trace of the code. */
function expectRefused({ code, out, err }: Said, line: RegExp): void {
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(line);
  expect(err).not.toMatch(/\n\s+at |\[object/);
}

describe('schema', () => {
  it('prints the schema that is committed', async () => {
    const file = inFolder('schema.graphql');
    expect(await run(cli, ['schema', file])).toEqual({ code: 0, out: `${file}\n`, err: '' });
    expect(await readFile(file, 'utf8')).toBe(await readFile('schema/schema.graphql', 'utf8'));
  });

  it('--check agrees with the committed file', async () => {
    expect(await run(cli, ['schema', '--check', 'schema/schema.graphql'])).toMatchObject({ code: 0, err: '' });
  });

  it('--check refuses a file that differs, and leaves it as it is', async () => {
    const file = inFolder('old.graphql');
    await writeFile(file, 'type Query { old: Int }\n');
    expectRefused(
      await run(cli, ['schema', '--check', file]),
      /old\.graphql is not what the code prints: npm run schema\n$/,
    );
    expect(await readFile(file, 'utf8')).toBe('type Query { old: Int }\n');
  });

  it('--check refuses a file that is not there, by its name', async () => {
    expectRefused(await run(cli, ['schema', '--check', inFolder('none.graphql')]), /none\.graphql/);
  });
});

describe('settings', () => {
  it('prints the page that is committed, and --check agrees with it', async () => {
    const file = inFolder('configuration.md');
    expect(await run(cli, ['settings', file])).toEqual({ code: 0, out: `${file}\n`, err: '' });
    expect(await readFile(file, 'utf8')).toBe(await readFile('docs/configuration.md', 'utf8'));
    expect(await run(cli, ['settings', '--check', 'docs/configuration.md'])).toMatchObject({ code: 0, err: '' });
  });

  it('--check refuses a page that differs, and leaves it as it is', async () => {
    const file = inFolder('old.md');
    await writeFile(file, '| `HOST` |\n');
    expectRefused(
      await run(cli, ['settings', '--check', file]),
      /old\.md is not what the code prints: npm run settings\n$/,
    );
    expect(await readFile(file, 'utf8')).toBe('| `HOST` |\n');
  });
});

describe('keys make', () => {
  it('makes a key ring that its owner alone can read', async () => {
    const file = inFolder('keys.json');
    expect(await run(cli, ['keys', 'make', file])).toEqual({ code: 0, out: `${file}\n`, err: '' });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const text = await readFile(file, 'utf8');
    expect(KeyRing.parse(text).derive('cursor')).toHaveLength(32);
  });

  it('makes another each time', async () => {
    await run(cli, ['keys', 'make', inFolder('one.json')]);
    await run(cli, ['keys', 'make', inFolder('other.json')]);
    expect(await readFile(inFolder('one.json'), 'utf8')).not.toBe(await readFile(inFolder('other.json'), 'utf8'));
  });

  it('never overwrites one that is there, since what it sealed would be lost', async () => {
    const file = inFolder('kept.json');
    await writeFile(file, 'kept');
    await chmod(file, 0o600);
    expectRefused(await run(cli, ['keys', 'make', file]), /kept\.json/);
    expect(await readFile(file, 'utf8')).toBe('kept');
  });
});

describe('a command', () => {
  it('refuses settings that are wrong, and lists all of them', async () => {
    const said = await run(cli, ['verify-log'], { PORT: 'abc', HOST: '0.0.0.0' });
    expectRefused(said, /^The settings are not right:\n {2}PORT: .+\n {2}HOST: .+\n$/);
  });

  it('refuses a database that nobody answers at', async () => {
    const DATABASE_URL = 'mysql://root@localhost:1/liandong';
    expectRefused(await run(cli, ['verify-log'], { DATABASE_URL, SEAL_KEYS: 'k' }), /ECONNREFUSED/);
  });

  it('that does not exist is refused by its name', async () => {
    expect(await run(cli, ['verfy-log'])).toMatchObject({
      code: 1,
      err: expect.stringContaining("unknown command 'verfy-log'"),
    });
  });
});
