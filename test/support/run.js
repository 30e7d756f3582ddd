// `npm test`: runs Jest on both databases and in a browser, or without what a machine does not have.
const { run } = require('jest');
const { findChromium } = require('./chromium.js');
const { canUseMariadb } = require('./mariadbd.js');

const args = process.argv.slice(2);

if (!canUseMariadb()) {
  if (process.env.CI === 'true') throw new Error('CI must test on MariaDB too, but no mariadbd was found.');
  console.warn(
    '\nNo mariadbd found: the "mariadb" project is LEFT OUT of this run, SQLite alone is tested.\n' +
      'Install mariadb-server, or name a server: TEST_MARIADB_URL=mysql://root@127.0.0.1:3306/ npm test\n',
  );
  // Last, since the option takes every word that follows it.
  if (!args.includes('--selectProjects')) args.push('--selectProjects', 'pure', 'sqlite');
}

if (!findChromium()) {
  if (process.env.CI === 'true') throw new Error('CI must test pages in a browser too, but no chromium was found.');
  console.warn('\nNo chromium found: the tests of pages (test/browser) are LEFT OUT of this run. Install chromium.\n');
}

void run(args);
