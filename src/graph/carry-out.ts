import type { Command, CommandResult } from '../commands/command';
import type { ApiContext } from './context';
import { nameUnmet } from './name-unmet';

/** Sends a command of the viewer through the door, whether by a mutation of its own or by `perform`, and names in its refusal what the viewer may know. */
export async function carryOut(
  { services, reading, viewer }: ApiContext,
  command: Omit<Command, 'actor'>,
): Promise<CommandResult> {
  try {
    return await services.door.execute({ ...command, actor: viewer });
  } catch (error) {
    throw await nameUnmet(error, reading);
  }
}
