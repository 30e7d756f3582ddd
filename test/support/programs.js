const { accessSync, constants } = require('node:fs');
const { delimiter, join } = require('node:path');

/** Server programs often stand outside an ordinary user's PATH. */
const folders = [
  ...(process.env.PATH ?? '').split(delimiter),
  '/usr/sbin',
  '/usr/local/sbin',
  '/usr/libexec',
  '/usr/bin',
];

/** Full path of a server program, or undefined where it is not installed. */
function findProgram(name) {
  return folders
    .filter(Boolean)
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** True if the `mariadb` project can run: a server was given, or one can be started. */
function canUseMariadb() {
  return Boolean(process.env.TEST_MARIADB_URL ?? (findProgram('mariadbd') && findProgram('mariadb-install-db')));
}

/** True if tests can start a Redis of their own. */
function canUseRedis() {
  return findProgram('redis-server') !== undefined;
}

module.exports = { findProgram, canUseMariadb, canUseRedis };
