// `npm test`: runs Jest on both databases, or without the servers that a machine has none of.
const { run } = require('jest');
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

void run(args);
