const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { findChromium } = require('./test/support/chromium.js');
const { canUseRedis } = require('./test/support/programs.js');

// One compiler for running, developing and testing: what passes here is what `npm start` runs.
const swc = { ...JSON.parse(readFileSync(join(__dirname, '.swcrc'), 'utf8')), swcrc: false };
delete swc.$schema;

/** Packages that ship ES modules only; Jest's `require` cannot load those as they are. */
const esModulesOnly = ['jose', 'intl-messageformat', '@formatjs'];

/** What starts a Redis of its own. */
const onRedis = ['chaos/redis', 'graph/shared-budgets', 'live/redis-bus', 'live/wake-up'];
const leftOut = canUseRedis() ? [] : onRedis.map((name) => `/test/${name}[.]test[.]ts$`);

const common = {
  testEnvironment: '<rootDir>/test/support/environment.js',
  transform: { '^.+\\.m?[jt]s$': ['@swc/jest', swc] },
  transformIgnorePatterns: [`/node_modules/(?!(${esModulesOnly.join('|')})/)`],
  testPathIgnorePatterns: ['/node_modules/', ...leftOut],
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
    ...['event-stream', 'live-connections', 'origin', 'strangers'].map((name) => `http/${name}`),
    'live/heads',
    'live/redis-bus',
    'live/state-log',
    'live/wake-up',
    'store/faults',
    'store/lanes',
    'kinds/arrest-trip',
    'kinds/texts',
  ],
  ...[
    ...[
      'contract',
      'cost',
      'descriptions',
      'glossary',
      'input-fields',
      'introspection',
      'own-documents',
      'schema',
      'shared-budgets',
    ],
    ...['turns', 'unlike-kinds'],
  ].map((name) => `graph/${name}`),
].map((name) => `test/${name}.test.ts`);

const onEachDatabase = [`<rootDir>/test/{${onDatabase}}/**/*.test.ts`, ...once.map((file) => `!**/${file}`)];

/** What needs a database server: that several processes share, and that has users. */
const notEmbedded = ['chaos/redis', 'chaos/replicas', 'chaos/rolling', 'store/rights', 'store/tls'].map(
  (name) => `!**/test/${name}.test.ts`,
);

/** What of the doors is the same whatever database stands behind them, and takes its time. */
const onOneDatabase = ['http/attacks'].map((name) => `!**/test/${name}.test.ts`);

/** Pages in a browser, to which it makes no difference what database there is; left out where there is no browser. */
const inBrowser = findChromium() ? ['<rootDir>/test/browser/**/*.test.ts'] : [];

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
      testMatch: [...onEachDatabase, ...notEmbedded, ...inBrowser],
      setupFiles: ['<rootDir>/test/support/use-sqlite.ts'],
      globalSetup: '<rootDir>/test/support/templates-setup.ts',
      globalTeardown: '<rootDir>/test/support/templates-teardown.ts',
    },
    {
      ...common,
      displayName: 'mariadb',
      testMatch: [...onEachDatabase, ...onOneDatabase],
      setupFiles: ['<rootDir>/test/support/use-mariadb.ts'],
      // Jest calls these only if a file of this project is run, so a pure test stays quick.
      globalSetup: '<rootDir>/test/support/global-setup.ts',
      globalTeardown: '<rootDir>/test/support/global-teardown.ts',
    },
  ],
};
