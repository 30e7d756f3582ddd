import { idOf, startTestApp, type TestApp, type Variables } from '../support/app';
import { clientOf, openSigned } from '../support/clients';

/** Agencies and members as their administrators keep them. */

let app: TestApp;

const as = { as: 'yk-police.administrator' };
const CREATE = `mutation($input: CreateMemberInput!) { createMember(input: $input) {
  cursor member { id code name roles active phone agency { code } } } }`;
const CHANGE = `mutation($input: ChangeMemberInput!) { changeMember(input: $input) { member { id roles phone } } }`;
const DISABLE = `mutation($input: DisableMemberInput!) { disableMember(input: $input) { member { id active } } }`;
const AGENCY = `mutation($input: CreateAgencyInput!) { createAgency(input: $input) { agency { id code name type hotline } } }`;

let made = 0;

beforeAll(async () => {
  app = await startTestApp();
});

function newMember(given: Variables = {}): Variables {
  made += 1;
  const agencyId = idOf(app.agencies, 'yk-police');
  return { agencyId, code: `yk-police.new-${made}`, name: '刑侦民警', roles: ['OFFICER'], ...given };
}

const create = async (given: Variables = {}): Promise<any> =>
  (await app.ask(CREATE, { input: newMember(given) }, as)).createMember.member;

describe('an administrator', () => {
  it('registers a member of its agency, whom it sees with the phone, and nobody else does', async () => {
    const member = await create({ phone: '139 0000 0001', roles: ['OFFICER', 'OFFICER'] });
    expect(member).toMatchObject({ name: '刑侦民警', roles: ['OFFICER'], active: true, phone: '139 0000 0001' });
    expect(member.agency).toEqual({ code: 'yk-police' });
    const seen = await app.refusal(
      'query($id: ID!) { node(id: $id) { id } }',
      { id: member.id },
      { as: 'icbc.liaison' },
    );
    expect(seen.extensions.code).toBe('NOT_FOUND');
  });

  it('never disables itself', async () => {
    const own = { memberId: idOf(app.members, 'yk-police.administrator'), reason: '离职' };
    expect((await app.refusal(DISABLE, { input: own }, as)).extensions).toMatchObject({
      ...{ code: 'FORBIDDEN', denial: { action: 'DISABLE_MEMBER', code: 'SEPARATE_DUTIES' } },
    });
  });

  it('gives it other roles, which hold at once, and never roles to itself', async () => {
    const { id: memberId } = await create();
    const { changeMember } = await app.ask(CHANGE, { input: { memberId, roles: ['COMMANDER', 'LIAISON'] } }, as);
    expect(changeMember.member.roles).toEqual(['COMMANDER', 'LIAISON']);
    const own = { memberId: idOf(app.members, 'yk-police.administrator'), roles: ['ADMINISTRATOR', 'COMMANDER'] };
    expect((await app.refusal(CHANGE, { input: own }, as)).extensions).toMatchObject({
      ...{ code: 'FORBIDDEN', denial: { action: 'CHANGE_MEMBER', code: 'SEPARATE_DUTIES' } },
    });
  });

  it('ends what a member may do: its token and its open socket are worth nothing from then on', async () => {
    const memberId = idOf(app.members, 'yk-police.officer-04');
    const who = { as: 'yk-police.officer-04' };
    const live = clientOf(app, who.as).follow(`subscription($id: ID!) { boardChanged(operationId: $id) { cursor } }`, {
      id: idOf(app.operations, 'YK-FRAUD'),
    });
    await live.next();
    const idle = await openSigned(app, who.as);
    await app.ask(DISABLE, { input: { memberId, reason: '调离' } }, as);
    await live.end();
    // A socket that only waits is closed, too.
    expect(await idle.closed()).toBe(4403);
    expect((await app.post('{ viewer { roles } }', {}, who)).status).toBe(401);
    const again = await app.refusal(DISABLE, { input: { memberId, reason: '调离' } }, as);
    expect(again.extensions.code).toBe('ILLEGAL_TRANSITION');
  });

  it('has no say in other agencies, and nobody else has any', async () => {
    const other = newMember({ agencyId: idOf(app.agencies, 'icbc') });
    expect((await app.refusal(CREATE, { input: other }, as)).extensions).toMatchObject({
      ...{ code: 'FORBIDDEN', denial: { code: 'NOT_YOUR_AGENCY' } },
    });
    const theirs = { memberId: idOf(app.members, 'icbc.liaison'), roles: ['VIEWER'] };
    expect((await app.refusal(CHANGE, { input: theirs }, as)).extensions).toMatchObject({
      ...{ code: 'FORBIDDEN', denial: { code: 'NOT_YOUR_AGENCY' } },
    });
    for (const who of ['yk-police.commander', 'icbc.liaison']) {
      const refused = await app.refusal(CREATE, { input: newMember() }, { as: who });
      expect(refused.extensions).toMatchObject({ code: 'FORBIDDEN', denial: { code: 'NOT_YOUR_ROLE' } });
    }
  });

  it('is told what is wrong, by its field, and the same key does it once', async () => {
    const wrong = newMember({ code: 'Not A Code', roles: [], phone: 'x', signIn: { issuer: 'a b', subject: '名' } });
    const { fields }: any = (await app.refusal(CREATE, { input: wrong }, as)).extensions;
    expect(fields.map(({ path, code }: any) => `${path} ${code}`).sort()).toEqual([
      ...[
        'code NOT_A_CODE',
        'phone NOT_A_PHONE',
        'roles TOO_FEW',
        'signIn.issuer NOT_ASCII',
        'signIn.subject NOT_ASCII',
      ],
    ]);
    const once = newMember({ idempotencyKey: 'once' });
    const [first, second] = [await app.ask(CREATE, { input: once }, as), await app.ask(CREATE, { input: once }, as)];
    expect(second).toEqual(first);
    const taken = newMember({ code: once['code'] as string });
    expect((await app.refusal(CREATE, { input: taken }, as)).extensions).toMatchObject({
      fields: [{ path: 'code', code: 'TAKEN' }],
    });
  });
});

describe('an agency', () => {
  const input = (code: string): Variables => ({
    ...{ code, nameZh: '永康市消防救援大队', agencyType: 'GOVERNMENT', division: '330784' },
  });

  it('is registered by an administrator of one that leads, and by no other', async () => {
    const { createAgency } = await app.ask(AGENCY, { input: input('yk-fire') }, as);
    expect(createAgency.agency).toMatchObject({ code: 'yk-fire', name: '永康市消防救援大队', type: 'GOVERNMENT' });
    const { subject } = await app.services.door.execute({
      action: 'createMember',
      actor: { memberId: null, agencyId: null, agencyType: null, roles: [] },
      input: {
        ...newMember(),
        agencyId: createAgency.agency.id,
        code: 'yk-fire.administrator',
        roles: ['ADMINISTRATOR'],
      },
    });
    expect(subject).toMatch(/^mbr_/);
    const refused = await app.refusal(AGENCY, { input: input('yk-fire-2') }, { as: 'yk-fire.administrator' });
    expect(refused.extensions).toMatchObject({ denial: { action: 'CREATE_AGENCY', code: 'NOT_A_LEAD' } });
  });

  it('has its name and hotline kept by its own administrator', async () => {
    const change = `mutation($input: ChangeAgencyInput!) { changeAgency(input: $input) { agency { name hotline } } }`;
    const agencyId = idOf(app.agencies, 'yk-police');
    const given = { agencyId, hotline: '0579 8700 0000' };
    const { changeAgency } = await app.ask(change, { input: given }, as);
    expect(changeAgency.agency.hotline).toBe('0579 8700 0000');
    const theirs = { ...given, agencyId: idOf(app.agencies, 'icbc') };
    expect((await app.refusal(change, { input: theirs }, as)).extensions.code).toBe('FORBIDDEN');
  });
});
