const { readFileSync } = require('node:fs');
const { join } = require('node:path');

// One compiler for running, developing and testing: what passes here is what `npm start` runs.
const swc = { ...JSON.parse(readFileSync(join(__dirname, '.swcrc'), 'utf8')), swcrc: false };
delete swc.$schema;

/** Packages that ship ES modules only; Jest's `require` cannot load those as they are. */
const esModulesOnly = ['jose', 'intl-messageformat', '@formatjs'];

const common = {
  testEnvironment: '<rootDir>/test/support/environment.js',
  transform: { '^.+\\.m?[jt]s$': ['@swc/jest', swc] },
  transformIgnorePatterns: [`/node_modules/(?!(${esModulesOnly.join('|')})/)`],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  clearMocks: true,
  restoreMocks: true,
};

/** Layers whose tests run once on each database. */
const onDatabase = 'store,access,commands,live,timers,outbox,digests,audit,graph,records,kinds,http,demo,cli,chaos';

/** Of those layers, what opens no database, or what its database makes no difference to: it runs once. */
const once = [
  ...[
    'access/oidc',
    'cli/files',
    'cli/follow',
    'cli/print',
    'demo/story',
    'http/origin',
    'store/lanes',
    'kinds/arrest-trip',
    'kinds/texts',
  ],
  ...['contract', 'cost', 'descriptions', 'glossary', 'input-fields', 'schema', 'unlike-kinds'].map(
    (name) => `graph/${name}`,
  ),
].map((name) => `test/${name}.test.ts`);

const onEachDatabase = [`<rootDir>/test/{${onDatabase}}/**/*.test.ts`, ...once.map((file) => `!**/${file}`)];

/** What needs a database server: that several processes share, and that has users. */
const notEmbedded = ['chaos/replicas', 'store/rights'].map((name) => `!**/test/${name}.test.ts`);

/** @type {import('jest').Config} */
module.exports = {
  maxWorkers: 2,
  testSequencer: '<rootDir>/test/support/sequencer.js',
  // Jest reads this one here only, not in a project.
  testTimeout: 120_000,
  projects: [
    {
      ...common,
      displayName: 'pure',
      testMatch: ['<rootDir>/test/{core,text,config}/**/*.test.ts', ...once.map((file) => `<rootDir>/${file}`)],
      globalSetup: '<rootDir>/test/support/templates-setup.ts',
      globalTeardown: '<rootDir>/test/support/templates-teardown.ts',
    },
    {
      ...common,
      displayName: 'sqlite',
      testMatch: [...onEachDatabase, ...notEmbedded],
      setupFiles: ['<rootDir>/test/support/use-sqlite.ts'],
      globalSetup: '<rootDir>/test/support/templates-setup.ts',
      globalTeardown: '<rootDir>/test/support/templates-teardown.ts',
    },
    {
      ...common,
      displayName: 'mariadb',
      testMatch: onEachDatabase,
      setupFiles: ['<rootDir>/test/support/use-mariadb.ts'],
      // Jest calls these only if a file of this project is run, so a pure test stays quick.
      globalSetup: '<rootDir>/test/support/global-setup.ts',
      globalTeardown: '<rootDir>/test/support/global-teardown.ts',
    },
  ],
};
