import type { CommandResult } from '../../src/commands/command';
import { isRefusal, type AnyRefusal } from '../../src/core/errors';

/** The refusal that a promise ends in; fails when it ends in anything else. */
export async function refusalOf(work: Promise<unknown>): Promise<AnyRefusal> {
  try {
    await work;
  } catch (error) {
    if (isRefusal(error)) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

/** The code of the refusal that a promise ends in. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  return (await refusalOf(work)).code;
}

/** Waits for all commands and sorts their ends; what is neither a result nor a refusal is thrown. */
export async function settle(
  commands: readonly Promise<CommandResult>[],
): Promise<{ done: CommandResult[]; refused: AnyRefusal[] }> {
  const done: CommandResult[] = [];
  const refused: AnyRefusal[] = [];
  for (const end of await Promise.allSettled(commands)) {
    if (end.status === 'fulfilled') done.push(end.value);
    else if (isRefusal(end.reason)) refused.push(end.reason);
    else throw end.reason;
  }
  return { done, refused };
}
