import type { Command } from 'commander';
import { isRefusal } from '../core/errors';
import { readConfig } from '../config';
import { SYSTEM_ACTOR } from '../core/actor';
import { drawSecret } from '../core/secret';
import { AGENCY_TYPES, ROLES } from '../core/vocabulary';
import { ErrorFormatter } from '../graph/format-error';
import { AgencyRow, MemberRow } from '../store/rows/directory.row';
import { idOf, type Act, type WithServices } from './act';
import { addKeys } from './keys';
import { say } from './print';

interface AgencyOptions {
  name: string;
  nameEn?: string;
  type: string;
  division: string;
  hotline?: string;
}

interface MemberOptions {
  agency: string;
  name: string;
  role: string[];
  phone?: string;
  issuer?: string;
  subject?: string;
}

/**
 * Commands on agencies and members, done as the system itself: who may run this has the database anyway. It is how the
 * first administrator of an installation comes to be.
 */
export function addAdministration(program: Command, withServices: WithServices): void {
  const act: Act = async (action, inputOf) =>
    withServices(async (services) => {
      const input = await inputOf(services);
      try {
        const drawn = services.registry.findAction(action)?.action.draws ? drawSecret() : null;
        const command = { action, actor: SYSTEM_ACTOR, input: { ...input } };
        const { subject } = await services.door.execute(drawn ? { ...command, secret: drawn.mark } : command);
        say(subject);
        if (drawn) say(drawn.text);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        const formatter = new ErrorFormatter(services.catalogue, { error: () => undefined });
        throw new Error(formatter.refusal(error, 'ZH_CN').message, { cause: error });
      }
    });
  addAgencies(program.command('agency').description('agencies 单位'), act);
  addMembers(program.command('member').description('members 成员'), act);
  addKeys(program.command('key').description('keys of agencies’ systems 接口密钥'), { act, withServices });
}

function addAgencies(agencies: Command, act: Act): void {
  agencies
    .command('create <code>')
    .description(
      'register an agency, e.g. agency create yk-police --name 永康市公安局 --type POLICE_BUREAU --division 330784',
    )
    .requiredOption('--name <name>', 'its name in Chinese')
    .option('--name-en <name>', 'and in English')
    .requiredOption('--type <type>', `one of ${AGENCY_TYPES.join(', ')}`)
    .requiredOption('--division <code>', 'code of its division by GB/T 2260')
    .option('--hotline <number>', 'its telephone number for other agencies')
    .action(async (code: string, { name, nameEn, type, division, hotline }: AgencyOptions) => {
      await act('createAgency', async () => ({
        ...{ code, nameZh: name, agencyType: type, division },
        ...{ nameEn: nameEn ?? null, hotline: hotline ?? null },
      }));
    });
}

function addMembers(members: Command, act: Act): void {
  members
    .command('create <code>')
    .description('register a member by its post, with whom it is to the sign-in')
    .requiredOption('--agency <code>', 'its agency')
    .requiredOption('--name <post>', 'its post, never a private name')
    .requiredOption('--role <role...>', `some of ${ROLES.join(', ')}`)
    .option('--phone <number>', 'its telephone number; kept sealed')
    .option('--subject <sub>', 'the claim sub of its tokens')
    .option('--issuer <url>', 'the claim iss of its tokens; left out: OIDC_ISSUER')
    .action(async (code: string, options: MemberOptions) => {
      await act('createMember', async (services) => ({
        ...{ code, name: options.name, roles: options.role },
        ...{ agencyId: await idOf(services, AgencyRow, options.agency), phone: options.phone ?? null },
        ...signInOf(options),
      }));
    });
  members
    .command('change <code>')
    .description('give a member other roles, another phone or another sign-in')
    .option('--role <role...>', `some of ${ROLES.join(', ')}; they take the place of those before`)
    .option('--phone <number>', 'its telephone number')
    .option('--subject <sub>', 'the claim sub of its tokens')
    .option('--issuer <url>', 'the claim iss of its tokens; left out: OIDC_ISSUER')
    .action(async (code: string, options: Partial<MemberOptions>) => {
      await act('changeMember', async (services) => ({
        ...{ memberId: await idOf(services, MemberRow, code), roles: options.role ?? null },
        ...{ phone: options.phone ?? null, ...signInOf(options) },
      }));
    });
  members
    .command('duty <code> <on|off>')
    .description('say that a liaison is on duty 值班, or no longer')
    .action(async (code: string, word: string) => {
      if (word !== 'on' && word !== 'off') throw new Error('on or off?');
      await act('setDuty', async (services) => ({
        ...{ memberId: await idOf(services, MemberRow, code), onDuty: word === 'on' },
      }));
    });
  members
    .command('disable <code>')
    .description('end what a member may do; what it did stays')
    .requiredOption('--reason <reason>', 'why')
    .action(async (code: string, { reason }: { reason: string }) => {
      await act('disableMember', async (services) => ({ memberId: await idOf(services, MemberRow, code), reason }));
    });
}

/** Who a member is to the sign-in, where that is given. */
function signInOf({ subject, issuer = readConfig().oidc?.issuer }: Partial<MemberOptions>): object {
  if (subject === undefined) return {};
  if (issuer === undefined) throw new Error('--subject needs --issuer, or OIDC_ISSUER in the environment');
  return { signIn: { issuer, subject } };
}
