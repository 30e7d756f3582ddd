const { AsyncLocalStorage } = require('node:async_hooks');
const { TestEnvironment } = require('jest-environment-node');

/** Storages that the file under test has used: Jest's own, and one of each server that it started. */
const used = new Set();
const { run } = AsyncLocalStorage.prototype;
AsyncLocalStorage.prototype.run = function (...given) {
  used.add(this);
  return run.apply(this, given);
};

/**
 * Node's environment, where a file leaves no storage behind. Node keeps each that was used once until it is disabled, and
 * marks every promise for each: in a worker that has run 70 files they took a hundred times as long as in a new one.
 */
module.exports = class extends TestEnvironment {
  async teardown() {
    for (const storage of used) storage.disable();
    used.clear();
    await super.teardown();
  }
};
