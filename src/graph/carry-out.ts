import type { Command, CommandResult } from '../commands/command';
import type { ApiContext } from './context';

/** Sends a command of the viewer through the door: the one way, whether by a mutation of its own or by `perform`. */
export async function carryOut(
  { services, viewer }: ApiContext,
  command: Omit<Command, 'actor'>,
): Promise<CommandResult> {
  return services.door.execute({ ...command, actor: viewer });
}
