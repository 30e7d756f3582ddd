import { GraphQLError, type ExecutionArgs, type GraphQLFormattedError } from 'graphql';
import { outcomeOf } from '../core/errors';
import type { RequestDone } from './metrics';

/** Measures what a live transport is asked, from the asking to the answer or to the begin of a stream; each once. */
export class LiveRequests {
  private readonly begun = new WeakMap<ExecutionArgs, number>();

  constructor(
    private readonly transport: RequestDone['transport'],
    private readonly count: (done: RequestDone) => void,
  ) {}

  /** Prepares a request's execution, and counts one that comes to none. */
  async prepare<R extends ExecutionArgs | readonly GraphQLError[]>(work: () => Promise<R>): Promise<R> {
    const began = performance.now();
    try {
      const prepared = await work();
      if ('schema' in prepared) this.begun.set(prepared, began);
      else this.tell('BAD_USER_INPUT', began);
      return prepared;
    } catch (error) {
      this.tell(error instanceof GraphQLError ? 'BAD_USER_INPUT' : outcomeOf(error), began);
      throw error;
    }
  }

  /** Says that a request was answered. What comes after the first time is more of the same stream. */
  answered(request: ExecutionArgs, errors: readonly GraphQLFormattedError[] = []): void {
    const began = this.begun.get(request);
    if (began === undefined) return;
    this.begun.delete(request);
    this.tell(codeOf(errors), began);
  }

  private tell(outcome: string, began: number): void {
    this.count({ transport: this.transport, outcome, seconds: (performance.now() - began) / 1_000 });
  }
}

/** OK, or the code of the first error. */
function codeOf([first]: readonly GraphQLFormattedError[]): string {
  return first ? String(first.extensions?.['code']) : 'OK';
}
