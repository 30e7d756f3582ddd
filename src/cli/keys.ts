import { InvalidArgumentError, type Command } from 'commander';
import { actionCode } from '../core/action-table';
import type { Services } from '../graph/services';
import { ApiKeyRow } from '../store/rows/api-key.row';
import { MemberRow } from '../store/rows/directory.row';
import { idOf, type Act, type WithServices } from './act';
import { say } from './print';

interface CreateOptions {
  member: string;
  reads: boolean;
  action: string[];
  expires?: string;
}

/** Commands on keys of agencies' systems, done as the system itself. A secret is printed once, on a line of its own. */
export function addKeys(keys: Command, { act, withServices }: { act: Act; withServices: WithServices }): void {
  keys
    .command('create <name>')
    .description('make a key, e.g. key create 冻结系统 --member icbc.gateway --action CONFIRM_FREEZE')
    .requiredOption('--member <code>', 'for whom it acts')
    .option('--no-reads', 'it may not query and follow')
    .option('--action <action...>', 'commands that it may do, e.g. PLAN_ARREST_TRIP', [])
    .option('--expires <instant>', 'when it ends, e.g. 2027-01-01T00:00:00.000Z')
    .action(async (name: string, { member, reads, action: actions, expires }: CreateOptions) => {
      await act('createApiKey', async (services) => ({
        ...{ name, memberId: await idOf(services, MemberRow, member), reads },
        ...{ actions: actions.map((action) => known(services, action)), expiresAt: expires ?? null },
      }));
    });
  keys
    .command('rotate <id>')
    .description('give a key another secret')
    .option('--grace-hours <hours>', 'so long the secret before is good beside it; 0: it ends at once', hours, 24)
    .action(async (apiKeyId: string, { graceHours }: { graceHours: number }) => {
      await act('rotateApiKey', async () => ({ apiKeyId, graceHours }));
    });
  keys
    .command('revoke <id>')
    .description('end a key for good')
    .requiredOption('--reason <reason>', 'why')
    .action(async (apiKeyId: string, { reason }: { reason: string }) => {
      await act('revokeApiKey', async () => ({ apiKeyId, reason }));
    });
  keys
    .command('list')
    .description('list all keys, the newest first; of their secrets the beginning')
    .action(async () => {
      await withServices(async ({ store }) => {
        const { rows, members } = await store.read(async (session) => ({
          rows: await session.find(ApiKeyRow, {}, { createdAt: 'DESC', id: 'DESC' }),
          members: new Map((await session.find(MemberRow, {})).map((row) => [row.id, row.code])),
        }));
        for (const { id, state, prefix, name, member, expiresAt } of rows) {
          say([id, state, prefix, members.get(member) ?? member, expiresAt ?? '-', name].join('  '));
        }
      });
    });
}

function known({ registry }: Services, action: string): string {
  const registered = registry.findAction(action);
  if (!registered) throw new Error(`没有 there is no 操作 action ${action}`);
  return actionCode(registered.action.name);
}

function hours(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('a whole number of hours');
  return Number(text);
}
