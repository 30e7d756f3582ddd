#!/usr/bin/env node
// The command line: builds first if sources are newer than the last build, then runs it.
const { spawnSync } = require('node:child_process');
const { existsSync, readdirSync, statSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..', '..');
const entry = join(root, 'dist', 'src', 'cli', 'main.js');

function newestMs(path) {
  if (!existsSync(path)) return 0;
  if (!statSync(path).isDirectory()) return statSync(path).mtimeMs;
  // A folder's own time counts too: it moves when a file is taken away.
  return Math.max(statSync(path).mtimeMs, ...readdirSync(path).map((name) => newestMs(join(path, name))));
}

function isStale() {
  if (!existsSync(entry)) return true;
  const builtMs = statSync(entry).mtimeMs;
  return ['src', 'migrations', 'schema/operations', 'web', '.swcrc'].some(
    (part) => newestMs(join(root, part)) > builtMs,
  );
}

function run(command, args, options) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', ...options });
  if (error) throw error;
  return status ?? 1;
}

if (isStale()) {
  const failed = run('npm', ['run', '--silent', 'build'], { cwd: root, shell: process.platform === 'win32' });
  if (failed) process.exit(failed);
}
process.exit(run(process.execPath, ['--enable-source-maps', entry, ...process.argv.slice(2)]));
