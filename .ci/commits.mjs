// Each commit's subject reads `type(scope): sentence`; the scope, a folder or a kind, may be left out.
import { execFileSync } from 'node:child_process';

const types = 'feat|fix|perf|refactor|docs|test|build|ci|chore|style|revert';
const form = new RegExp(`^(${types})(\\([a-z0-9][a-z0-9,/-]*\\))?!?: \\S.{2,}[^.\\s]$`);

const log = execFileSync('git', ['log', '--no-merges', '--format=%h %s'], { encoding: 'utf8' });
const wrong = log
  .split('\n')
  .filter(Boolean)
  .filter((line) => !form.test(line.slice(line.indexOf(' ') + 1)));

for (const line of wrong) console.error(`Not "type(scope): sentence" without a full stop: ${line}`);
process.exitCode = wrong.length > 0 ? 1 : 0;
