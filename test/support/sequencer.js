const { default: Sequencer } = require('@jest/test-sequencer');

/** Files that take longest, on either database. On a machine that has run none yet Jest goes by their size. */
const longest = [
  ...['graph/task-lists', 'chaos/kill', 'cli/database', 'demo/two-starts', 'store/migrations', 'live/board-client'],
  ...['live/board-messages', 'live/board-changed', 'demo/replay', 'commands/order', 'graph/arrest-trip', 'cli/follow'],
].map((name) => `/test/${name}.test.ts`);

function rank({ path }) {
  const at = longest.findIndex((end) => path.replaceAll('\\', '/').endsWith(end));
  return at === -1 ? longest.length : at;
}

/** Begins with the longest files, so that no worker ends long after the other. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
  }
};
