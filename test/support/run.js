// `npm test`: runs Jest on both databases and in a browser, or without what a machine does not have.
const { run } = require('jest');
const { findChromium } = require('./chromium.js');
const { canUseMariadb, canUseRedis } = require('./programs.js');

const args = process.argv.slice(2);

/** Says what is left out where a server is missing; in CI nothing may be. */
function leaveOut(program, words) {
  if (process.env.CI === 'true') throw new Error(`CI must test with it too, but no ${program} was found.`);
  console.warn(`\nNo ${program} found: ${words}\n`);
}

// jest.config.js leaves them out.
if (!canUseRedis()) leaveOut('redis-server', 'what needs Redis is LEFT OUT of this run.\nInstall redis-server.');

if (!canUseMariadb()) {
  leaveOut(
    'mariadbd',
    'the "mariadb" project is LEFT OUT of this run, SQLite alone is tested.\n' +
      'Install mariadb-server, or name a server: TEST_MARIADB_URL=mysql://root@127.0.0.1:3306/ npm test',
  );
  // Last, since the option takes every word that follows it.
  if (!args.includes('--selectProjects')) args.push('--selectProjects', 'pure', 'sqlite');
}

if (!findChromium()) {
  if (process.env.CI === 'true') throw new Error('CI must test pages in a browser too, but no chromium was found.');
  console.warn('\nNo chromium found: the tests of pages (test/browser) are LEFT OUT of this run. Install chromium.\n');
}

void run(args);
