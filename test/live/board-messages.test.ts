import { unavailable } from '../../src/core/errors';
import { errorOf, idOf, setPart, startTestApp, until, type TestApp, type Variables } from '../support/app';
import { clientOf, type Collected } from '../support/clients';
import { beatOf, followersOf, nextOf } from '../support/live';
import { approve, depart, plan } from '../support/trips';

/** What a message of a board holds beside entries and tasks, and what never comes. */

let app: TestApp;
let fraud: string;

beforeAll(async () => {
  app = await startTestApp();
  fraud = idOf(app.operations, 'YK-FRAUD');
});

const FIELDS = `after cursor at final overdue removed entries { id event summary } tasks { id version state }
  subjects { id __typename } counts { phase count }
  tallies { metric amount money asOf withheld day kind agency { id } holder { id } division { code } }`;
const CHANGES = `subscription Changes($id: ID!, $after: Cursor, $filter: TaskFilter) {
  boardChanged(operationId: $id, after: $after, filter: $filter) { ${FIELDS} }
}`;
const BOARD = `query Board($id: ID!, $filter: TaskFilter) { board(operationId: $id, filter: $filter) {
  cursor overdue columns { phase count } } }`;

function follow(as: string, given: Variables = {}): Collected {
  return clientOf(app, as).follow(CHANGES, { id: fraud, ...given });
}

const board = async (as: string, filter: Variables = {}): Promise<any> =>
  (await app.ask(BOARD, { id: fraud, filter }, { as })).board;

describe('a message of a board', () => {
  it('tells what has left the filter, and counts the whole board in it', async () => {
    const filter = { states: ['PLANNED'] };
    const live = follow('yk-police.commander', { filter });
    const first = await nextOf(live);
    expect(first).toMatchObject({ removed: [], tasks: [], final: true });
    expect(first.counts).toEqual((await board('yk-police.commander', filter)).columns);
    const { id } = await plan(app);
    expect(await nextOf(live)).toMatchObject({ tasks: [{ id, version: 1 }], removed: [] });
    await approve(app, id);
    const left = await nextOf(live);
    expect(left).toMatchObject({ tasks: [], removed: [id], entries: [{ event: 'APPROVE_ARREST_TRIP' }] });
    expect(left.counts).toEqual(first.counts);
    // It was not shown before, so it has not left.
    await depart(app, id);
    expect(await nextOf(live)).toMatchObject({ tasks: [], removed: [] });
    live.unsubscribe();
  });

  it('names changed records once each, and never a task among them', async () => {
    const { cursor } = await plan(app);
    await setPart(app, 'yk-tv', 'OBSERVER');
    await setPart(app, 'yk-tv', 'MEMBER');
    const live = follow('yk-police.officer', { after: cursor });
    const change = await nextOf(live);
    expect(change.entries).toHaveLength(2);
    expect(change.subjects).toEqual([{ id: fraud, __typename: 'Operation' }]);
    live.unsubscribe();
  });

  it('has the sums that moved, for who sees all that they count', async () => {
    const live = follow('yk-police.commander');
    await nextOf(live);
    const { id } = await plan(app);
    expect(await nextOf(live)).toMatchObject({ tallies: [] });
    await approve(app, id);
    await nextOf(live);
    await depart(app, id);
    const [before] = (await nextOf(live)).tallies;
    expect(before).toMatchObject({ metric: 'TRIPS_SENT', amount: expect.any(Number), money: null, withheld: false });
    expect([before.day, before.kind, before.agency, before.holder, before.division]).toEqual(Array(5).fill(null));
    const next = await plan(app);
    await approve(app, next.id);
    await depart(app, next.id);
    let after: any;
    while (!after) after = (await nextOf(live)).tallies[0];
    expect(after.amount - before.amount).toBe(1);
    live.unsubscribe();
  });

  it('comes in parts of an old range, the last of which is final', async () => {
    const { cursor } = await plan(app);
    for (let i = 0; i < 210; i += 1) await setPart(app, 'yk-tv', i % 2 === 0 ? 'OBSERVER' : 'MEMBER');
    const live = follow('yk-police.commander', { after: cursor });
    const [first, second] = [await nextOf(live), await nextOf(live)];
    expect([first.entries.length, first.final, second.entries.length, second.final]).toEqual([200, false, 10, true]);
    expect(second.after).toBe(first.cursor);
    expect(second.counts).toEqual((await board('yk-police.commander')).columns);
    live.unsubscribe();
  });
});

describe('at the quarters', () => {
  it('a follower gets an empty message that tells nothing of what it may not know', async () => {
    const live = follow('icbc.liaison');
    const first = await nextOf(live);
    beatOf(app).strike();
    const quiet = await nextOf(live);
    await depart(app, (await approve(app, (await plan(app)).id)).id);
    beatOf(app).strike();
    const busy = await nextOf(live);
    expect({ ...busy, at: quiet.at }).toEqual(quiet);
    expect(busy).toMatchObject({ after: first.cursor, cursor: first.cursor, entries: [], tallies: [], removed: [] });
    expect(live.all).toHaveLength(3);
    live.unsubscribe();
  });

  it('the counts are those of the board then', async () => {
    const live = follow('yk-police.commander');
    await nextOf(live);
    beatOf(app).strike();
    const { counts, overdue } = await board('yk-police.commander').then((b) => ({
      counts: b.columns,
      overdue: b.overdue,
    }));
    expect(await nextOf(live)).toMatchObject({ counts, overdue, final: true });
    live.unsubscribe();
  });
});

describe('a range that fails', () => {
  it('ends the stream as UNAVAILABLE, and the next one begins where it was', async () => {
    const live = follow('yk-police.commander');
    const { cursor: after } = await nextOf(live);
    const read = jest.spyOn(app.services.boards, 'removed').mockRejectedValueOnce(unavailable());
    const { id } = await plan(app);
    expect(await live.end()).toMatchObject([{ extensions: { code: 'UNAVAILABLE', retryable: true } }]);
    read.mockRestore();
    const again = follow('yk-police.commander', { after });
    expect(await nextOf(again)).toMatchObject({ after, tasks: [{ id }] });
    again.unsubscribe();
  });

  it('also where a field below it fails, so that no range is passed over', async () => {
    const live = follow('yk-police.commander');
    await nextOf(live);
    const text = jest.spyOn(app.services.catalogue, 'text').mockImplementationOnce(() => {
      throw unavailable();
    });
    await plan(app);
    await live.end();
    text.mockRestore();
    expect(errorOf(live.all.at(-1) ?? {}).extensions).toMatchObject({ code: 'UNAVAILABLE' });
    await plan(app);
    await until(() => followersOf(app) === 0);
    expect(live.all).toHaveLength(2);
  });
});

describe('many who come and go', () => {
  it('leave nobody behind: a thousand subscriptions of each sort', async () => {
    const { id: taskId } = await plan(app);
    const client = clientOf(app, 'yk-police.commander');
    const documents: [string, Variables][] = [
      [CHANGES, { id: fraud }],
      ['subscription T($taskId: ID!) { taskChanged(taskId: $taskId) { cursor } }', { taskId }],
      ['subscription O { operationChanged { id } }', {}],
    ];
    for (let round = 0; round < 20; round += 1) {
      const lives = Array.from({ length: 50 }, () =>
        documents.map(([query, given]) => client.follow(query, given)),
      ).flat();
      // Some are ended before they began, some after.
      if (round % 2 === 0) await lives[0]?.next();
      for (const live of lives) live.unsubscribe();
    }
    await until(() => followersOf(app) === 0);
    expect(followersOf(app)).toBe(0);
  }, 60_000);
});
