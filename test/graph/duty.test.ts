import { AccessRow } from '../../src/store/rows/access.row';
import { idOf, setPart, startTestApp, type TestApp, type Variables } from '../support/app';

/** Who of an agency's liaisons is on duty, who says so, and who may phone them. */

let app: TestApp;

const SET = `mutation($input: SetDutyInput!) { setDuty(input: $input) { member { code onDuty } } }`;
const LIAISONS = `query Liaisons($codes: [String!]) { agencies(codes: $codes) { nodes {
  liaisons { id code onDuty phone withheld } } } }`;

beforeAll(async () => {
  app = await startTestApp();
});

const duty = (code: string, onDuty: boolean): Variables => ({ input: { memberId: idOf(app.members, code), onDuty } });

async function set(code: string, onDuty: boolean, as: string): Promise<void> {
  const { setDuty } = await app.ask(SET, duty(code, onDuty), { as });
  expect(setDuty.member).toEqual({ code, onDuty });
}

async function liaisonsOf(agency: string, as: string): Promise<any[]> {
  return (await app.ask(LIAISONS, { codes: [agency] }, { as })).agencies.nodes[0].liaisons;
}

async function onDutyOf(agency: string, as: string): Promise<string[]> {
  return (await liaisonsOf(agency, as)).filter(({ onDuty }) => onDuty).map(({ code }) => code);
}

describe('a liaison', () => {
  it('says that it is on duty, or its commander does, and stands first among the liaisons then', async () => {
    const codes = async (): Promise<string[]> => (await liaisonsOf('icbc', 'icbc.liaison')).map(({ code }) => code);
    expect(await codes()).toEqual(['icbc.liaison', 'icbc.liaison-02']);
    await set('icbc.liaison-02', true, 'icbc.liaison-02');
    await set('icbc.liaison', false, 'icbc.commander');
    expect(await codes()).toEqual(['icbc.liaison-02', 'icbc.liaison']);
    await set('icbc.liaison-02', false, 'icbc.commander');
    await set('icbc.liaison', true, 'icbc.liaison');
  });

  it('is put on duty by nobody else, and nobody else is put on duty', async () => {
    for (const [as, code] of [
      ['icbc.liaison-02', 'NOT_YOUR_ROLE'],
      ['yk-police.commander', 'NOT_YOUR_AGENCY'],
    ] as const) {
      const { extensions } = await app.refusal(SET, duty('icbc.liaison', false), { as });
      expect(extensions).toMatchObject({ code: 'FORBIDDEN', denial: { action: 'SET_DUTY', code } });
    }
    const hidden = await app.refusal(SET, duty('yk-police.officer', true), { as: 'icbc.commander' });
    expect(hidden.extensions.code).toBe('NOT_FOUND');
    for (const code of ['yk-police.officer', 'yk-police.commander']) {
      const { extensions } = await app.refusal(SET, duty(code, true), { as: 'yk-police.commander' });
      expect(extensions).toMatchObject({ code: 'PRECONDITION_FAILED', unmet: [{ code: 'NOT_A_LIAISON' }] });
    }
  });

  it('shows its phone to agencies of a common operation while it is on duty, and each read is kept', async () => {
    const [first, second] = await liaisonsOf('icbc', 'yk-police.officer');
    expect(first).toMatchObject({ code: 'icbc.liaison', onDuty: true, withheld: [] });
    expect(first.phone).toMatch(/^1990000\d{4}$/);
    expect(second).toMatchObject({ code: 'icbc.liaison-02', onDuty: false, phone: null, withheld: ['phone'] });
    await app.services.accessBook.flush();
    const memberId = idOf(app.members, 'yk-police.officer');
    const reads = await app.services.store.read((session) => session.find(AccessRow, { member: memberId }));
    expect(reads).toMatchObject([{ subject: first.id, fields: ['phone'], document: 'Liaisons' }]);
  });

  it('shows others neither its phone nor that it is on duty, wherever they meet it', async () => {
    const member = `query($id: ID!) { node(id: $id) { ... on Member { code onDuty phone withheld } } }`;
    const id = idOf(app.members, 'icbc.liaison');
    const { node } = await app.ask(member, { id }, { as: 'school-1.liaison' });
    expect(node).toEqual({ code: 'icbc.liaison', onDuty: false, phone: null, withheld: ['onDuty', 'phone'] });
    expect(await liaisonsOf('icbc', 'school-1.liaison')).toEqual([]);
    // A commander of a common operation is shown, but whether it is on duty does not arise.
    const commander = await app.ask(member, { id: idOf(app.members, 'yk-police.commander') }, { as: 'icbc.liaison' });
    expect(commander.node).toMatchObject({ onDuty: false, phone: null, withheld: ['onDuty', 'phone'] });
  });

  it('shows them no longer from when the agencies part', async () => {
    expect(await onDutyOf('mobile', 'icbc.liaison')).toEqual(['mobile.liaison']);
    await setPart(app, 'icbc', null);
    expect(await liaisonsOf('mobile', 'icbc.liaison')).toEqual([]);
    await setPart(app, 'icbc', 'MEMBER');
    expect(await onDutyOf('mobile', 'icbc.liaison')).toEqual(['mobile.liaison']);
  });

  it('has no duty any more when it is no liaison, or is disabled', async () => {
    const as = { as: 'yk-police.administrator' };
    const change = `mutation($input: ChangeMemberInput!) { changeMember(input: $input) { member { roles onDuty } } }`;
    const of = (code: string): Variables => ({ memberId: idOf(app.members, code) });
    await set('yk-police.liaison-02', true, 'yk-police.commander');
    const kept = await app.ask(change, { input: { ...of('yk-police.liaison-02'), phone: '19900000001' } }, as);
    expect(kept.changeMember.member.onDuty).toBe(true);
    const moved = await app.ask(change, { input: { ...of('yk-police.liaison-02'), roles: ['OFFICER'] } }, as);
    expect(moved.changeMember.member).toEqual({ roles: ['OFFICER'], onDuty: false });
    const disable = `mutation($input: DisableMemberInput!) { disableMember(input: $input) { member { active onDuty } } }`;
    const ended = await app.ask(disable, { input: { ...of('yk-police.liaison'), reason: '调离' } }, as);
    expect(ended.disableMember.member).toEqual({ active: false, onDuty: false });
    expect(await onDutyOf('yk-police', 'icbc.liaison')).toEqual([]);
  });
});
