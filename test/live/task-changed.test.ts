import { errorOf, idOf, setPart, startTestApp, until, type TestApp, type Variables } from '../support/app';
import { clientOf, type Collected } from '../support/clients';
import { followersOf, nextOf } from '../support/live';
import { approve, depart, plan } from '../support/trips';

/** One task followed: whole, in order, and no longer than it may be seen. */

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});

const CHANGES = `subscription Changes($taskId: ID!, $after: Cursor) { taskChanged(taskId: $taskId, after: $after) {
  after cursor at entries { id event position subject { id } } task { id version state availableActions }
} }`;

function follow(as: string, given: Variables): Collected {
  return clientOf(app, as).follow(CHANGES, given);
}

describe('who follows a task', () => {
  it('gets it first as it is, then each change of it and of no other, in ranges that join', async () => {
    const { id: taskId, cursor } = await plan(app);
    const live = follow('yk-police.commander', { taskId });
    const first = await nextOf(live);
    expect(first).toMatchObject({ after: first.cursor, entries: [], task: { id: taskId, version: 1 } });
    expect(first.cursor).toBe(cursor);
    expect(first.task.availableActions).toContain('APPROVE_ARREST_TRIP');
    await plan(app);
    await approve(app, taskId);
    const approved = await nextOf(live);
    expect(approved).toMatchObject({ after: first.cursor, task: { version: 2, state: 'APPROVED' } });
    expect(approved.entries).toMatchObject([{ event: 'APPROVE_ARREST_TRIP', subject: { id: taskId } }]);
    await depart(app, taskId);
    expect(await nextOf(live)).toMatchObject({ after: approved.cursor, entries: [{ event: 'DEPART_ARREST_TRIP' }] });
    live.unsubscribe();
  });

  it('goes on after any place of the operation', async () => {
    const { id: taskId, cursor: after } = await plan(app);
    await approve(app, taskId);
    await plan(app);
    await depart(app, taskId);
    const live = follow('yk-police.officer', { taskId, after });
    const change = await nextOf(live);
    expect(change.after).toBe(after);
    expect(change.entries.map((entry: any) => entry.event)).toEqual(['APPROVE_ARREST_TRIP', 'DEPART_ARREST_TRIP']);
    expect(change.entries.at(-1).position).toBe(change.cursor);
    live.unsubscribe();
  });

  it('is told that it is gone once it may not be seen, and nothing more', async () => {
    const { id: taskId } = await plan(app);
    const live = follow('yk-publicorder.officer', { taskId });
    const first = await nextOf(live);
    await setPart(app, 'yk-publicorder', null);
    expect(await nextOf(live)).toMatchObject({ after: first.cursor, cursor: first.cursor, entries: [], task: null });
    expect(await live.end()).toBeNull();
    await approve(app, taskId);
    expect(live.all).toHaveLength(2);
    await until(() => followersOf(app) === 0);
    await setPart(app, 'yk-publicorder', 'MEMBER');
  });

  it('is refused what it may not know as what is not there, and a wrong place', async () => {
    const { id: taskId, cursor } = await plan(app);
    const refused = async (as: string, given: Variables): Promise<unknown> => {
      const live = follow(as, given);
      const { extensions } = errorOf(await live.next());
      await live.end();
      return extensions;
    };
    const nothing = 'trip_01h455vb4pex5vsknk084sn02q';
    expect(await refused('icbc.liaison', { taskId })).toEqual({ code: 'NOT_FOUND' });
    expect(await refused('yk-police.officer', { taskId: nothing })).toEqual({ code: 'NOT_FOUND' });
    expect(await refused('yk-police.officer', { taskId: idOf(app.operations, 'YK-FRAUD') })).toEqual({
      code: 'NOT_FOUND',
    });
    for (const id of [taskId, nothing]) {
      const wrong = await refused('yk-police.officer', { taskId: id, after: `${cursor.slice(0, -2)}xx` });
      expect(wrong).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'after', code: 'NOT_A_CURSOR' }] });
    }
  });
});
