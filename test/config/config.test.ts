import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigFault, isLoopback, readConfig } from '../../src/config';

/** The faults of settings, a line each, without the first line. */
function faultsOf(environment: NodeJS.ProcessEnv): string[] {
  try {
    readConfig(environment);
  } catch (error) {
    if (!(error instanceof ConfigFault)) throw error;
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
  return [];
}

const SOUND = { SEAL_KEYS: '/etc/liandong/keys.json', DEMO: 'on' };

describe('readConfig', () => {
  it('runs the demo on this machine alone where nothing is set', () => {
    expect(readConfig({})).toEqual({
      ...{ host: '127.0.0.1', port: 4_000, databaseUrl: 'sqlite:./data/liandong.db', sealKeysFile: null, demo: true },
      ...{ graphiql: true, production: false, metricsToken: null, oidc: null, logLevel: 'info' },
      ...{ publicUrl: null, redisUrl: null, leaveMs: 1_000 },
      documents: { trust: 'off', lists: [] },
      ...{ mostSockets: { inAll: 5_000, ofMember: 20 }, budgets: { ofMember: 2_000_000, ofAgency: 20_000_000 } },
    });
  });

  it('takes what is set, and nothing that is not a setting of ours', () => {
    const database = 'mysql://u:p@db:3306/liandong';
    const publicUrl = 'https://liandong.example.org';
    const set = {
      HOST: '::1',
      PORT: '0',
      LEAVE_SECONDS: '7',
      PUBLIC_URL: publicUrl,
      DATABASE_URL: database,
      REDIS_URL: 'rediss://:p%40ss@redis:6379/1',
      LOG_LEVEL: 'warn',
      MAX_SOCKETS: '200',
      MEMBER_SOCKETS: '7',
    };
    const budgets = { MEMBER_BUDGET: '500000', AGENCY_BUDGET: '600000' };
    const documents = { TRUSTED_DOCUMENTS: 'only', TRUSTED_DOCUMENT_LISTS: 'a.json, b.json' };
    expect(readConfig({ ...set, ...budgets, ...documents, ...SOUND, PATH: '/bin', DATABASE: 'x' })).toEqual({
      ...{ host: '::1', port: 0, leaveMs: 7_000, publicUrl, databaseUrl: database, demo: true, logLevel: 'warn' },
      ...{ sealKeysFile: '/etc/liandong/keys.json', mostSockets: { inAll: 200, ofMember: 7 }, oidc: null },
      ...{ graphiql: true, production: false, metricsToken: null, redisUrl: 'rediss://:p%40ss@redis:6379/1' },
      budgets: { ofMember: 500_000, ofAgency: 600_000 },
      documents: { trust: 'only', lists: ['a.json', 'b.json'] },
    });
  });

  it('has GraphiQL in the demo alone, unless it is told', () => {
    const issuer = { OIDC_ISSUER: 'https://id.example.org', OIDC_AUDIENCE: 'liandong', SEAL_KEYS: 'keys.json' };
    expect(
      [{}, issuer, { GRAPHIQL: 'off' }, { ...issuer, GRAPHIQL: 'on' }].map(readConfig).map(({ graphiql }) => graphiql),
    ).toEqual([true, false, false, true]);
  });

  it('takes an empty variable as one that is left out', () => {
    const empty = { HOST: '', PORT: '', DATABASE_URL: '', SEAL_KEYS: '', DEMO: '', OIDC_ISSUER: '', LOG_LEVEL: '' };
    expect(readConfig(empty)).toEqual(readConfig({}));
  });

  it('gives settings that nobody can change, and leaves the environment as it was', () => {
    const environment = { PORT: '4001', HOST: '' };
    const config = readConfig(environment);
    expect(Object.isFrozen(config)).toBe(true);
    expect(environment).toEqual({ PORT: '4001', HOST: '' });
  });

  it('reads the environment of the process, and leaves it as it was', () => {
    const before = { ...process.env };
    try {
      readConfig();
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigFault);
    }
    expect({ ...process.env }).toEqual(before);
  });

  describe('with a secret in a file', () => {
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'liandong-config-'));
      await writeFile(join(folder, 'url'), 'mysql://u:geheim@db/liandong\n');
      await writeFile(join(folder, 'empty'), '\n');
      await writeFile(join(folder, 'wrong'), 'postgres://u:geheim@db/x');
    });
    afterAll(() => rm(folder, { recursive: true }));

    it('takes it as if it had been set', () => {
      const { databaseUrl } = readConfig({ ...SOUND, DATABASE_URL_FILE: join(folder, 'url') });
      expect(databaseUrl).toBe('mysql://u:geheim@db/liandong');
      expect(() => readConfig({ DATABASE_URL_FILE: join(folder, 'url') })).toThrow('SEAL_KEYS');
    });

    it.each([
      ['none', /^DATABASE_URL_FILE: ENOENT.+none/],
      ['empty', /^DATABASE_URL_FILE: .+empty is empty$/],
      ['wrong', /^DATABASE_URL: must begin/],
    ])('refuses the file "%s" by the name of the setting, and tells nothing of what is in it', (name, line) => {
      const faults = faultsOf({ DATABASE_URL_FILE: join(folder, name), PORT: 'abc' });
      expect(faults).toHaveLength(2);
      for (const told of [line, /^PORT: ./]) expect(faults).toContainEqual(expect.stringMatching(told));
      expect(faults.join()).not.toContain('geheim');
    });

    it('refuses to be told twice', () => {
      const twice = { DATABASE_URL: 'sqlite:x.db', DATABASE_URL_FILE: join(folder, 'url') };
      expect(faultsOf(twice)).toEqual(['DATABASE_URL_FILE: give this or DATABASE_URL, not both']);
    });
  });

  it.each(['on', 'true', '1'])('has the demo with DEMO=%s', (DEMO) => {
    expect(readConfig({ DEMO, NODE_ENV: 'production', SEAL_KEYS: 'k' }).demo).toBe(true);
  });

  it.each(['off', 'false', '0'])(
    'has no demo with DEMO=%s, and refuses to start where nobody could sign in',
    (DEMO) => {
      expect(faultsOf({ DEMO })).toEqual([expect.stringContaining('OIDC_ISSUER:')]);
    },
  );

  it('has no demo in production or with a sign-in of its own', () => {
    expect(faultsOf({ NODE_ENV: 'production', SEAL_KEYS: 'k' })).toEqual([expect.stringContaining('OIDC_ISSUER:')]);
    const given = { OIDC_ISSUER: 'https://id.example.org', OIDC_AUDIENCE: 'liandong', SEAL_KEYS: 'k' };
    expect(readConfig({ ...given, NODE_ENV: 'production', HOST: '0.0.0.0' })).toMatchObject({
      ...{ demo: false, production: true, host: '0.0.0.0' },
      oidc: { issuer: 'https://id.example.org', audience: 'liandong', jwksUrl: null },
    });
    expect(faultsOf({ ...given, DEMO: 'on' })).toEqual([expect.stringContaining('DEMO:')]);
  });

  it('takes no tokens that were made for another service, nor keys that somebody on the way could change', () => {
    const given = { OIDC_ISSUER: 'https://id.example.org', SEAL_KEYS: 'k' };
    expect(faultsOf(given)).toEqual([expect.stringContaining('OIDC_AUDIENCE:')]);
    const open = { ...given, OIDC_AUDIENCE: 'liandong', OIDC_JWKS_URL: 'http://id.example.org/keys' };
    expect(faultsOf(open)).toEqual([expect.stringContaining('OIDC_JWKS_URL:')]);
    expect(faultsOf({ ...open, OIDC_JWKS_URL: 'http://[::1]:8080/keys' })).toEqual([]);
    expect(faultsOf({ ...open, OIDC_ISSUER: 'http://127.evil.example', OIDC_JWKS_URL: '' })).toEqual([
      expect.stringContaining('OIDC_ISSUER:'),
    ]);
  });

  it.each([
    ['PORT', 'abc'],
    ['PORT', '-1'],
    ['PORT', '65536'],
    ['PORT', '4000.5'],
    ['PORT', ' '],
    ['PORT', '0x10'],
    ['PUBLIC_URL', 'liandong.example.org'],
    ['MAX_SOCKETS', '0'],
    ['MEMBER_SOCKETS', 'many'],
    ['MEMBER_BUDGET', '1000'],
    ['AGENCY_BUDGET', '1e9'],
    ['PUBLIC_URL', 'ftp://liandong.example.org'],
    ['DATABASE_URL', 'postgres://db/x'],
    ['DATABASE_URL', './data/liandong.db'],
    ['DATABASE_URL', 'sqlite:'],
    ['REDIS_URL', 'http://redis:6379'],
    ['REDIS_URL', 'redis:6379'],
    ['REDIS_URL', 'redis://redis/first'],
    ['REDIS_URL', 'redis://redis?db=1'],
    ['REDIS_URL', 'redis://:%zz@redis'],
    ['DEMO', 'maybe'],
    ['OIDC_ISSUER', 'not a url'],
    ['LOG_LEVEL', 'loud'],
  ])('refuses %s=%s by its name', (name, value) => {
    expect(faultsOf({ ...SOUND, [name]: value })).toEqual([expect.stringMatching(`^${name}: .`)]);
  });

  it('lists every fault at once, also those that only show in several settings together', () => {
    const faults = faultsOf({ PORT: 'abc', LOG_LEVEL: 'loud', HOST: '0.0.0.0', DATABASE_URL: 'mysql://u:p@db/x' });
    expect(faults.map((fault) => fault.split(':')[0]).sort()).toEqual(['HOST', 'LOG_LEVEL', 'PORT', 'SEAL_KEYS']);
  });

  it('tells no password in a fault', () => {
    const environment = { DATABASE_URL: 'postgres://u:secret@db/x', REDIS_URL: 'redis://:secret@', PORT: 'abc' };
    expect(faultsOf(environment).join()).not.toContain('secret');
  });

  it.each(['0.0.0.0', '::', '192.168.1.2', 'liandong.example.org', '127.0.0.1.example.org', 'localhost.example.org'])(
    'refuses the demo on %s',
    (HOST) => {
      expect(faultsOf({ HOST })).toEqual([expect.stringContaining('HOST:')]);
    },
  );

  it('needs SEAL_KEYS with a MySQL URL, in production and with OIDC', () => {
    for (const set of [
      { DATABASE_URL: 'mysql://u:p@db/x' },
      { DATABASE_URL: 'mariadb://u:p@db/x' },
      { NODE_ENV: 'production' },
      { OIDC_ISSUER: 'https://id.example.org', OIDC_AUDIENCE: 'liandong', DEMO: '' },
    ]) {
      expect(faultsOf({ DEMO: 'on', ...set })).toEqual([expect.stringContaining('SEAL_KEYS:')]);
      expect(faultsOf({ DEMO: 'on', ...set, SEAL_KEYS: 'k' })).toEqual([]);
    }
  });
});

describe('isLoopback', () => {
  it('knows the addresses that this machine alone reaches', () => {
    for (const host of ['localhost', '127.0.0.1', '127.1.2.3', '::1']) expect(isLoopback(host)).toBe(true);
    for (const host of ['', '0.0.0.0', '::', '10.0.0.1', '1127.0.0.1']) expect(isLoopback(host)).toBe(false);
  });
});
