// `npm test`: runs Jest on both databases, or without MariaDB on a machine that has none.
const { run } = require('jest');
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

void run(args);
