import { actorOf, idOf, setPart, startTestApp, until, type TestApp, type Variables } from '../support/app';
import { clientOf, type Collected } from '../support/clients';
import { followersOf, nextOf } from '../support/live';
import { plan } from '../support/trips';

/** Operations followed by who may know of them, and by nobody else. */

let app: TestApp;
let fraud: string;

beforeAll(async () => {
  app = await startTestApp();
  fraud = idOf(app.operations, 'YK-FRAUD');
});

const CHANGES = 'subscription { operationChanged { id code phase participations { part agency { code } } withheld } }';

afterEach(() => until(() => followersOf(app) === 0));

/** Follows, and is sure to have begun: a stream says nothing at first. */
async function follow(as: string): Promise<Collected> {
  const before = followersOf(app);
  const live = clientOf(app, as).follow(CHANGES);
  await until(() => followersOf(app) > before);
  // One look sees what there is before anything changes.
  await new Promise((resolve) => setTimeout(resolve, 300));
  return live;
}

async function execute(action: string, as: string, input: Variables): Promise<string> {
  return (await app.services.door.execute({ action, actor: await actorOf(app, as), input })).subject;
}

const pause = (operationId = fraud): Promise<string> =>
  execute('pauseOperation', 'yk-police.commander', { operationId, reason: '会商' });
const start = (operationId = fraud): Promise<string> =>
  execute('startOperation', 'yk-police.commander', { operationId });

describe('who follows operations', () => {
  it('is told when one of its own pauses and goes on, and not of work within', async () => {
    const live = await follow('icbc.liaison');
    await plan(app);
    await pause();
    expect(await nextOf(live)).toMatchObject({ id: fraud, phase: 'PAUSED' });
    await start();
    expect(await nextOf(live)).toMatchObject({ id: fraud, phase: 'RUNNING' });
    expect(live.all).toHaveLength(2);
    live.unsubscribe();
  });

  it('gets the operation that it is joined to while it listens; those who are in are not told of it', async () => {
    const joining = await follow('yk-tv.officer');
    const inside = await follow('icbc.liaison');
    await setPart(app, 'yk-tv', 'OBSERVER');
    const joined = await nextOf(joining);
    expect(joined).toMatchObject({ id: fraud, code: 'YK-FRAUD', phase: 'RUNNING' });
    expect(joined.participations).toContainEqual({ part: 'OBSERVER', agency: { code: 'yk-tv' } });
    await setPart(app, 'yk-tv', null);
    await pause();
    expect(await nextOf(inside)).toMatchObject({ phase: 'PAUSED' });
    await start();
    expect(await nextOf(inside)).toMatchObject({ phase: 'RUNNING' });
    // It has left: nothing more than that and what stood above, and no error.
    expect(joining.all.map(({ data }) => data.operationChanged.code)).toEqual(['YK-FRAUD', 'CN-FRAUD', 'ZJ-FRAUD']);
    joining.unsubscribe();
    inside.unsubscribe();
  });

  it('learns nothing of operations that it may not know of', async () => {
    const outside = await follow('yk-tv.officer');
    const founder = await follow('yk-police.commander');
    const operationId = await execute('createOperation', 'yk-police.administrator', {
      ...{ code: 'YK-SECRET', nameZh: '专案', level: 'COUNTY', division: '330784', startsOn: '2026-11-01' },
    });
    expect(await nextOf(founder)).toMatchObject({ id: operationId, phase: 'DRAFT' });
    await start(operationId);
    expect(await nextOf(founder)).toMatchObject({ id: operationId, phase: 'RUNNING' });
    expect(outside.all).toEqual([]);
    outside.unsubscribe();
    founder.unsubscribe();
  });

  it('sees an operation above its own as far as it may, when that one changes', async () => {
    const live = await follow('yk-police.officer');
    const above = idOf(app.operations, 'ZJ-FRAUD');
    const lead = 'zj-police.commander';
    await execute('pauseOperation', lead, { operationId: above, reason: '会商' });
    const seen = await nextOf(live);
    expect(seen).toMatchObject({ id: above, phase: 'PAUSED', participations: [] });
    expect(seen.withheld).toContain('participations');
    await execute('startOperation', lead, { operationId: above });
    live.unsubscribe();
  });

  it('is told within the beat although every hint is lost', async () => {
    const live = await follow('icbc.liaison');
    const hint = jest.spyOn(app.heads, 'hint').mockImplementation(() => undefined);
    await pause();
    expect(await nextOf(live)).toMatchObject({ phase: 'PAUSED' });
    hint.mockRestore();
    await start();
    await nextOf(live);
    live.unsubscribe();
  });

  it('gets no more once the member is disabled', async () => {
    const live = await follow('yk-police.officer-09');
    const memberId = idOf(app.members, 'yk-police.officer-09');
    await execute('disableMember', 'yk-police.administrator', { memberId, reason: '调离' });
    // The stream ends and its socket is closed, whichever comes first.
    expect((await live.end()) ?? { code: 4403 }).toMatchObject({ code: 4403 });
    await until(() => followersOf(app) === 0);
  });
});
