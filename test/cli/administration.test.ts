import { testConfig } from '../support/app';
import { buildServer } from '../support/server-process';
import { cliOf, run, type Said } from './cli';

/** The first agencies and members of an installation, as its engineer makes them. */

let cli: (...args: string[]) => Promise<Said>;

beforeAll(async () => {
  const main = await buildServer();
  const { databaseUrl, sealKeysFile } = await testConfig();
  const oidc = { OIDC_ISSUER: 'https://id.example.org', OIDC_AUDIENCE: 'liandong' };
  const settings = { DATABASE_URL: databaseUrl, SEAL_KEYS: sealKeysFile, ...oidc };
  cli = (...args) => run(cliOf(main), args, settings);
});

const AGENCY = [
  'agency',
  'create',
  'yk-police',
  '--name',
  '永康市公安局',
  '--type',
  'POLICE_BUREAU',
  '--division',
  '330784',
];
const MEMBER = ['member', 'create', 'yk-police.administrator', '--agency', 'yk-police', '--name', '管理员'];

it('founds the installation, and registers an agency and its administrator, whom the log tells of', async () => {
  expect(await cli(...AGENCY)).toMatchObject({ code: 0, out: expect.stringMatching(/^agy_\w+\n$/), err: '' });
  const made = await cli(...MEMBER, '--role', 'ADMINISTRATOR', 'LIAISON', '--subject', '330784-0001');
  expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/^mbr_\w+\n$/), err: '' });
  const changed = await cli('member', 'change', 'yk-police.administrator', '--role', 'ADMINISTRATOR');
  expect(changed).toMatchObject({ code: 0, out: made.out });
  expect(await cli('verify-log')).toMatchObject({ code: 0, out: expect.stringMatching(/SYSTEM: 5 entries, 3 things/) });
});

it('tells what is wrong in a line, and leaves nothing behind', async () => {
  const said = async (...args: string[]): Promise<string> => {
    const { code, out, err } = await cli(...args);
    expect([code, out]).toEqual([1, '']);
    return err.trim();
  };
  expect(await said(...AGENCY)).toBe('填写有误:code yk-police 已被使用');
  expect(await said(...MEMBER, '--role', 'BOSS')).toBe('填写有误:roles.0 不在可选范围内');
  expect(await said('member', 'disable', 'nobody', '--reason', '调离')).toBe('没有 there is no 成员 member nobody');
  expect(await cli('verify-log')).toMatchObject({ out: expect.stringMatching(/SYSTEM: 5 entries, 3 things/) });
});

it('says who is on duty', async () => {
  expect(await cli('member', 'change', 'yk-police.administrator', '--role', 'LIAISON')).toMatchObject({ code: 0 });
  for (const word of ['on', 'off']) {
    expect(await cli('member', 'duty', 'yk-police.administrator', word)).toMatchObject({ code: 0, err: '' });
  }
  expect(await cli('member', 'duty', 'yk-police.administrator', 'maybe')).toMatchObject({ code: 1, out: '' });
});

it('makes, rotates, lists and revokes keys of systems, and prints a secret once', async () => {
  const system = ['--agency', 'yk-police', '--name', '案件系统', '--role', 'OFFICER'];
  expect(await cli('member', 'create', 'yk-police.case-system', ...system)).toMatchObject({ code: 0 });
  const make = ['key', 'create', '案件系统', '--member', 'yk-police.case-system', '--action', 'planArrestTrip'];
  const { code, out } = await cli(...make);
  const [id = '', secret = ''] = out.trim().split('\n');
  expect([code, id, secret]).toEqual([0, expect.stringMatching(/^key_/), expect.stringMatching(/^ldk_.{52}$/)]);
  const rotated = await cli('key', 'rotate', id, '--grace-hours', '0');
  const [, next = ''] = rotated.out.trim().split('\n');
  expect(next).toMatch(/^ldk_/);
  expect(next).not.toBe(secret);
  expect(await cli('key', 'revoke', id, '--reason', '停用')).toMatchObject({ code: 0, out: `${id}\n` });
  const listed = `${id}  REVOKED  ${next.slice(0, 12)}  yk-police.case-system  -  案件系统\n`;
  expect(await cli('key', 'list')).toMatchObject({ code: 0, out: listed });
  // Whoever signs in itself acts by no key.
  const person = make.map((word) => (word === 'yk-police.case-system' ? 'yk-police.administrator' : word));
  expect(await cli(...person)).toMatchObject({ code: 1, out: '' });
  expect(await cli(...make, 'FLY')).toMatchObject({ code: 1, out: '' });
  expect(await cli('key', 'rotate', id, '--grace-hours', 'long')).toMatchObject({ code: 1, out: '' });
});

it('ends what a member may do', async () => {
  expect(await cli('member', 'disable', 'yk-police.administrator', '--reason', '调离')).toMatchObject({ code: 0 });
  expect(await cli('member', 'change', 'yk-police.administrator', '--role', 'VIEWER')).toMatchObject({ code: 1 });
});
