import type { ExecutionResult } from 'graphql';

/** The answers of a subscription, as the protocol's server takes them. */
export type Answers = AsyncGenerator<ExecutionResult, void, void>;

/**
 * The same answers, but the first that has errors in place of its data ends them: a client that went on after it would
 * not know what it has missed. And so does one that no longer holds when all of it is read: its client, if it may, begins
 * again where it stands. Written by hand, since `return()` of a generator waits for a pending `next()`.
 */
export function endingInTime(answers: Answers, holds: () => Promise<boolean>): Answers {
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      const answer = await answers.next();
      if (answer.done) return answer;
      const { data, errors } = answer.value;
      const [error] = errors ?? [];
      try {
        if (error && (data === null || data === undefined)) throw error;
        if (await holds()) return answer;
      } catch (fault) {
        await answers.return();
        throw fault;
      }
      return answers.return();
    },
    return: () => answers.return(),
    throw: (error: unknown) => answers.throw(error),
    [Symbol.asyncDispose]: async () => {
      await answers.return();
    },
  };
}

/** Whether an operation is answered more than once. */
export function isStream(result: object): result is Answers {
  return Symbol.asyncIterator in result;
}
