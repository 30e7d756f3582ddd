import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { installedRegistry, openStore } from '../../src/app';
import { TaskRow } from '../../src/store/rows/task.row';
import { fetchToken, testConfig } from '../support/app';
import { foundation } from '../support/foundation';
import { freePort } from '../support/free-port';
import { buildServer, startServer, type ServerProcess } from '../support/server-process';
import { createTestDatabase, onMariadb } from '../support/store';
import { cliOf, ownFolder, run, type Said, type Settings } from './cli';

let main: string;
let settings: Settings;

beforeAll(async () => {
  main = await buildServer();
  const { databaseUrl, sealKeysFile } = await testConfig();
  settings = { DATABASE_URL: databaseUrl, SEAL_KEYS: sealKeysFile };
});

const cli = (...args: string[]): Promise<Said> => run(cliOf(main), args, settings);

async function serve(own: Settings): Promise<ServerProcess> {
  return startServer(main, { ...own, PORT: String(await freePort()) });
}

/** Does something to tasks behind the back of the log. */
async function tamper(values: Partial<TaskRow>): Promise<void> {
  const store = await openStore(settings['DATABASE_URL']!, installedRegistry());
  try {
    await store.write((session) => session.update(TaskRow, { number: 'ARR-0001' }, values));
  } finally {
    await store.close();
  }
}

async function titleNow(): Promise<string> {
  const store = await openStore(settings['DATABASE_URL']!, installedRegistry());
  try {
    return (await store.read((session) => session.findOne(TaskRow, { number: 'ARR-0001' })))!.title;
  } finally {
    await store.close();
  }
}

describe('before the first start', () => {
  it('nothing but migrate makes a database file', async () => {
    const said = await cli('verify-log');
    expect(said).toMatchObject({ code: 1, out: '' });
    if (!onMariadb) expect(said.err).toMatch(/^没有数据库 there is no database at .*: start the server first/);
  });

  it('migrate brings the database up to date, as often as one likes', async () => {
    for (let i = 0; i < 2; i += 1) expect(await cli('migrate')).toMatchObject({ code: 0, err: '' });
  });

  it('verify-log says that it checked nothing, and fails', async () => {
    expect(await cli('verify-log')).toEqual({
      ...{ code: 1, out: '' },
      err: 'this database holds no operation: nothing was checked\n',
    });
  });

  it('token knows nobody', async () => {
    expect(await cli('token', 'yk-police.commander')).toMatchObject({ code: 1, out: '' });
  });
});

describe('beside a running server', () => {
  let server: ServerProcess;

  beforeAll(async () => {
    server = await serve(settings);
  });

  it('token gives one that the server takes', async () => {
    const { code, out, err } = await cli('token', 'yk-police.commander');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${out.trim()}` },
      body: JSON.stringify({ query: '{ viewer { member { code } } }' }),
    });
    expect(await response.json()).toEqual({ data: { viewer: { member: { code: 'yk-police.commander' } } } });
  });

  it('token refuses an unknown member in one clear line', async () => {
    expect(await cli('token', 'yk-police.nobody')).toEqual({
      ...{ code: 1, out: '' },
      err: 'there is no demo member yk-police.nobody; see GET /demo/members\n',
    });
  });

  it('verify-log finds every operation of the demo whole', async () => {
    const { code, out, err } = await cli('verify-log');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const lines = out.trimEnd().split('\n');
    expect(lines.map((line) => / ok +(\S+): \d+ entries, \d+ things$/.exec(line)?.[1])).toEqual([
      ...['CN-FRAUD', 'SYSTEM', 'YK-FRAUD', 'YK-TRAFFIC', 'ZJ-FRAUD'],
    ]);
  });

  it('verify-log names what was done behind the back of the log, and fails', async () => {
    const title = await titleNow();
    await tamper({ title: '改过的标题' });
    const { code, out } = await cli('verify-log');
    await tamper({ title });
    expect(code).toBe(1);
    expect(out).toMatch(/FAULT YK-FRAUD: .*\n {4}trip_\w+\.title: the row and the log differ\n/);
    expect(out.match(/FAULT/g)).toHaveLength(1);
    expect((await cli('verify-log')).code).toBe(0);
  });
});

if (onMariadb) {
  describe('demo reset, on a server', () => {
    it('refuses a database that is not embedded', async () => {
      expect(await cli('demo', 'reset')).toMatchObject({
        ...{ code: 1, out: '' },
        err: 'only an embedded demo database can be reset\n',
      });
    });
  });
} else {
  describe('demo reset', () => {
    let folder: string;
    let own: Settings;

    beforeAll(async () => {
      folder = await ownFolder();
      own = { DATABASE_URL: `sqlite:${join(folder, 'demo.db')}` };
    });

    const reset = (of: Settings = own): Promise<Said> => run(cliOf(main), ['demo', 'reset'], of);

    it('has nothing to do where there is no database', async () => {
      expect(await reset()).toMatchObject({ code: 0, out: expect.stringContaining('there was none') });
    });

    it('refuses while a server has the database open, on whatever port, and loses nothing', async () => {
      const server = await serve(own);
      const said = await reset();
      expect(said).toEqual({ code: 1, out: '', err: `${join(folder, 'demo.db')} is in use: stop the server first\n` });
      expect(await fetchToken(server.url, 'icbc.liaison')).toEqual(expect.any(String));
      await server.stop();
      expect(await run(cliOf(main), ['verify-log'], own)).toMatchObject({ code: 0 });
    });

    it('removes the database with what SQLite keeps beside it, also after a crash, and keeps the key ring', async () => {
      const server = await serve(own);
      await server.kill();
      const keys = await readFile(join(folder, 'seal-keys.json'), 'utf8');
      const { code, out } = await reset();
      expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('demo.db') });
      expect(await readdir(folder)).toEqual(['seal-keys.json']);
      expect(await readFile(join(folder, 'seal-keys.json'), 'utf8')).toBe(keys);
    });

    it('lets the next start tell the demo anew, with the keys that were kept', async () => {
      const server = await serve(own);
      expect(await fetchToken(server.url, 'icbc.liaison')).toEqual(expect.any(String));
      expect(await server.stop()).toBe(0);
      expect(await run(cliOf(main), ['verify-log'], own)).toMatchObject({ code: 0 });
    });

    it('removes a database in which nothing was founded yet', async () => {
      const empty = { DATABASE_URL: `sqlite:${join(folder, 'empty.db')}` };
      await run(cliOf(main), ['migrate'], empty);
      expect(await reset(empty)).toMatchObject({ code: 0, out: expect.stringContaining('empty.db') });
    });

    it('leaves an installation alone that is not the demo', async () => {
      const { database, store } = await foundation();
      await store.close();
      const said = await reset({ DATABASE_URL: database.url });
      expect(said).toMatchObject({ code: 1, err: expect.stringContaining('something else than the demo') });
      expect((await stat(database.url.slice('sqlite:'.length))).size).toBeGreaterThan(0);
    });

    it('leaves a file alone that is no database of ours', async () => {
      const { url } = await createTestDatabase();
      const file = join(dirname(url.slice('sqlite:'.length)), 'letter.txt');
      await writeFile(file, 'dear reader '.repeat(500));
      expect(await reset({ DATABASE_URL: `sqlite:${file}` })).toMatchObject({
        code: 1,
        err: expect.stringContaining(basename(file)),
      });
      expect(await readFile(file, 'utf8')).toContain('dear reader');
    });
  });
}
