import type { DoorParts } from '../../src/commands/execute';
import { actorOf, errorOf, idOf, setPart, startTestApp, until, type TestApp, type Variables } from '../support/app';
import { clientOf, openSigned, type Collected, type TestClient } from '../support/clients';
import { APPROVE, approve, depart, plan, planInput, PLAN } from '../support/trips';

/** The live board: complete, in order and once, however often a client is cut off. */

let app: TestApp;
let fraud: string;

beforeAll(async () => {
  app = await startTestApp();
  fraud = idOf(app.operations, 'YK-FRAUD');
});

const CHANGES = `subscription Changes($id: ID!, $after: Cursor, $filter: TaskFilter) {
  boardChanged(operationId: $id, after: $after, filter: $filter) {
    after cursor at entries { id position event task { id } } tasks { id version state priority operation { version } }
  }
}`;

interface Change {
  readonly after: string;
  readonly cursor: string;
  readonly entries: readonly { readonly id: string; readonly position: string; readonly event: string }[];
  readonly tasks: readonly { readonly id: string; readonly version: number; readonly state: string }[];
}

function follow(client: TestClient, given: Variables = {}): Collected {
  return client.follow(CHANGES, { id: fraud, ...given });
}

async function nextChange(live: Collected): Promise<Change> {
  const answer = await live.next();
  if (answer.errors) throw new Error(`it was refused: ${JSON.stringify(answer.errors)}`);
  return answer.data.boardChanged as Change;
}

/** Everything that a member sees of the log after a position, in order. */
async function logAfter(since: string, as: string): Promise<string[]> {
  const document = `query Log($id: ID!, $since: Cursor, $after: String) { operation(id: $id) {
    log(since: $since, first: 100, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } } }`;
  const ids: string[] = [];
  for (let after: string | null = null; ;) {
    const { log }: any = (await app.ask(document, { id: fraud, since, after }, { as })).operation;
    ids.push(...log.nodes.map(({ id }: { id: string }) => id));
    if (!log.pageInfo.hasNextPage) return ids;
    after = log.pageInfo.endCursor;
  }
}

/** Plans, approves and sends off so many trips, four at a time; answers the number of commands. */
async function busyDay(trips: number): Promise<number> {
  const teams = Array.from({ length: 4 }, async () => {
    for (let i = 0; i < trips / 4; i += 1) {
      const { id } = await plan(app);
      await approve(app, id);
      await depart(app, id);
    }
  });
  await Promise.all(teams);
  return trips * 3;
}

function expectJoined(changes: readonly Change[]): void {
  for (const [i, change] of changes.entries()) {
    if (i > 0) expect(change.after).toBe(changes[i - 1]?.cursor);
    expect(change.entries.at(-1)?.position ?? change.cursor).toBe(change.cursor);
  }
}

const idsOf = (changes: readonly Change[]): string[] => changes.flatMap(({ entries }) => entries.map(({ id }) => id));

describe('a follower', () => {
  it('sees each step at once, in ranges that join, after an empty message that tells the place', async () => {
    const live = follow(clientOf(app, 'yk-police.commander'));
    const first = await nextChange(live);
    expect(first).toMatchObject({ after: first.cursor, entries: [], tasks: [] });
    const { id, cursor } = await plan(app);
    const planned = await nextChange(live);
    expect(planned).toMatchObject({ after: first.cursor, cursor: expect.any(String) });
    expect(planned).toMatchObject({ entries: [{ event: 'PLAN_ARREST_TRIP', task: { id } }] });
    expect(planned.tasks).toMatchObject([{ id, version: 1, state: 'PLANNED' }]);
    await approve(app, id);
    const approved = await nextChange(live);
    expect(approved.after).toBe(planned.cursor);
    expect(approved.tasks).toMatchObject([{ id, version: 2, state: 'APPROVED' }]);
    await depart(app, id);
    const left = await nextChange(live);
    expect(left.after).toBe(approved.cursor);
    expect(left.tasks).toMatchObject([{ id, version: 3, state: 'EN_ROUTE' }]);
    // The planner is of the same agency, so the place has the same name for both.
    expect(planned.cursor).toBe(cursor);
    live.unsubscribe();
  });

  it('begins with everything after the place that it names, at once', async () => {
    const { id, cursor } = await plan(app);
    await approve(app, id);
    await depart(app, id);
    const live = follow(clientOf(app, 'yk-police.commander'), { after: cursor });
    const change = await nextChange(live);
    expect(change).toMatchObject({ after: cursor, tasks: [{ id, version: 3 }] });
    expect(change.entries.map(({ event }) => event)).toEqual(['APPROVE_ARREST_TRIP', 'DEPART_ARREST_TRIP']);
    live.unsubscribe();
  });

  it('of an area is told what leaves it, and what comes', async () => {
    const { id: taskId } = await plan(app);
    await approve(app, taskId);
    await depart(app, taskId);
    const within = (west: number): Variables => ({
      type: 'Polygon',
      coordinates: [
        [
          [west, 23],
          [west + 0.01, 23],
          [west + 0.01, 23.01],
          [west, 23.01],
          [west, 23],
        ],
      ],
    });
    const report = (longitude: number): Promise<unknown> =>
      app.ask(
        `mutation($input: ReportPositionInput!) { reportPosition(input: $input) { cursor } }`,
        {
          input: {
            taskId,
            at: app.services.clock.now(),
            location: { type: 'Point', coordinates: [longitude, 23.005] },
          },
        },
        { as: 'yk-police.officer-02' },
      );
    await report(106.005);
    const areas = [106, 107].map((west) =>
      clientOf(app, 'yk-police.commander').follow(
        `subscription C($id: ID!, $filter: TaskFilter) { boardChanged(operationId: $id, filter: $filter) {
          tasks { id } removed counts { phase count } } }`,
        { id: fraud, filter: { within: within(west) } },
      ),
    );
    const next = async (live: Collected): Promise<any> => (await live.next()).data.boardChanged;
    for (const live of areas) await next(live);
    await report(107.005);
    const [left, come] = await Promise.all(areas.map(next));
    const countOf = ({ counts }: any): number =>
      counts.reduce((sum: number, { count }: { count: number }) => sum + count, 0);
    expect({ ...left, counts: countOf(left) }).toEqual({ tasks: [], removed: [taskId], counts: 0 });
    expect({ ...come, counts: countOf(come) }).toEqual({ tasks: [{ id: taskId }], removed: [], counts: 1 });
    for (const live of areas) live.unsubscribe();
  });

  it('of a board continues exactly where the snapshot stands', async () => {
    const { board } = await app.ask(`query B($id: ID!) { board(operationId: $id) { cursor } }`, { id: fraud });
    const live = follow(clientOf(app, 'yk-police.officer'), { after: board.cursor });
    const { cursor } = await plan(app);
    expect(await nextChange(live)).toMatchObject({ after: board.cursor, cursor });
    live.unsubscribe();
  });

  it('gets only the tasks of its filter', async () => {
    const live = follow(clientOf(app, 'yk-police.commander'), { filter: { priorities: ['URGENT'] } });
    await nextChange(live);
    await plan(app, { priority: 'LOW' });
    expect(await nextChange(live)).toMatchObject({ entries: [{ event: 'PLAN_ARREST_TRIP' }], tasks: [] });
    const { id } = await plan(app, { priority: 'URGENT' });
    expect(await nextChange(live)).toMatchObject({ entries: [{}], tasks: [{ id, priority: 'URGENT' }] });
    live.unsubscribe();
  });

  it('is shown in each message what stands then, not what an earlier one has loaded', async () => {
    const live = follow(clientOf(app, 'yk-police.commander'));
    await nextChange(live);
    const version = async (): Promise<number> => {
      await plan(app);
      const [task] = (await nextChange(live)).tasks as unknown as { operation: { version: number } }[];
      return task?.operation.version ?? 0;
    };
    const before = await version();
    await setPart(app, 'yk-tv', 'OBSERVER');
    await nextChange(live);
    expect(await version()).toBe(before + 1);
    live.unsubscribe();
  });

  it('is told what is wrong before the first message', async () => {
    const client = clientOf(app, 'yk-police.officer');
    const wrong: [Variables, object][] = [
      [{ after: 'made-up' }, { code: 'BAD_USER_INPUT', fields: [{ path: 'after', code: 'NOT_A_CURSOR' }] }],
      [{ id: 'op_01h455vb4pex5vsknk084sn02q' }, { code: 'NOT_FOUND' }],
      [{ filter: { numbers: Array(501).fill('A') } }, { code: 'BAD_USER_INPUT', fields: [{ code: 'TOO_MANY' }] }],
    ];
    for (const [given, extensions] of wrong) {
      const live = follow(client, given);
      expect(errorOf(await live.next()).extensions).toMatchObject(extensions);
      await live.end();
    }
  });

  it('learns nothing of what fails inside, and may come again', async () => {
    const client = clientOf(app, 'yk-police.commander');
    const live = follow(client);
    const { cursor: after } = await nextChange(live);
    const cause = new Error('SELECT t.* FROM task t -- at /srv/liandong/board.ts:1:1');
    const among = jest.spyOn(app.services.boards, 'among').mockRejectedValue(cause);
    const { id } = await plan(app);
    await live.end();
    await until(() => app.heads.followers === 0);
    const [error] = live.all.at(-1)?.errors ?? [];
    expect(error?.extensions).toEqual({ code: 'INTERNAL', errorId: expect.any(String) });
    expect(JSON.stringify(live.all)).not.toMatch(/SELECT|board\.ts/);
    expect(app.logged.some((line) => line.includes(String(error?.extensions['errorId'])))).toBe(true);
    among.mockRestore();
    const again = follow(client, { after });
    expect(await nextChange(again)).toMatchObject({ after, tasks: [{ id }] });
    again.unsubscribe();
  });
});

describe('a follower that is cut off', () => {
  /** Follows until so many entries have come, cut off after each of so many messages and resumed after its last one. */
  async function followWithCuts(
    first: string,
    { entries, cuts }: { entries: number; cuts: number[] },
  ): Promise<Change[]> {
    const changes: Change[] = [];
    for (const cut of [...cuts, Infinity]) {
      if (idsOf(changes).length === entries) break;
      const client = clientOf(app, 'yk-police.commander');
      const live = follow(client, { after: changes.at(-1)?.cursor ?? first });
      for (let taken = 0; taken < cut && idsOf(changes).length < entries; taken += 1) {
        changes.push(await nextChange(live));
      }
      client.terminate();
      await live.end();
    }
    return changes;
  }

  it('resumes after its last cursor with nothing missing and nothing twice, wherever it was cut', async () => {
    const { cursor: first } = await plan(app);
    const followers = Array.from({ length: 4 }, async () => {
      const cuts = Array.from({ length: 6 }, () => 1 + Math.floor(Math.random() * 8));
      return { cuts, changes: await followWithCuts(first, { entries: 60, cuts }) };
    });
    expect(await busyDay(20)).toBe(60);
    const whole = await logAfter(first, 'yk-police.commander');
    expect(whole).toHaveLength(60);
    for (const { cuts, changes } of await Promise.all(followers)) {
      expect({ cuts, ids: idsOf(changes) }).toEqual({ cuts, ids: whole });
      expectJoined(changes);
    }
  });

  it('comes again by itself, as stock clients do, with the place it began at: all is there, in order', async () => {
    const { cursor: first } = await plan(app);
    const client = clientOf(app, 'yk-police.commander', { retryAttempts: 20, retryWait: () => Promise.resolve() });
    const live = follow(client, { after: first });
    const commands = busyDay(8);
    const runs: Change[][] = [[]];
    for (let taken = 1; idsOf(runs.at(-1) ?? []).length < 24; taken += 1) {
      const change = await nextChange(live);
      if (change.after === first && runs.at(-1)?.length !== 0) runs.push([]);
      runs.at(-1)?.push(change);
      if (taken === 2 || taken === 7) client.terminate();
    }
    await commands;
    const whole = await logAfter(first, 'yk-police.commander');
    expect(runs.length).toBeGreaterThan(1);
    for (const changes of runs) {
      expectJoined(changes);
      expect(changes[0]?.after).toBe(first);
      expect(idsOf(changes)).toEqual(whole.slice(0, idsOf(changes).length));
    }
    expect(idsOf(runs.at(-1) ?? [])).toEqual(whole);
    live.unsubscribe();
  });

  it('a long while gets all that it missed, in several ranges that join', async () => {
    const document = `query L($id: ID!) { operation(id: $id) { log(first: 1) { nodes { id position } } } }`;
    const [oldest] = (await app.ask(document, { id: fraud })).operation.log.nodes;
    await busyDay(32);
    const whole = await logAfter(oldest.position, 'yk-police.officer');
    expect(whole.length).toBeGreaterThan(200);
    const live = follow(clientOf(app, 'yk-police.officer'), { after: oldest.position });
    const changes: Change[] = [];
    while (idsOf(changes).length < whole.length) changes.push(await nextChange(live));
    expect(idsOf(changes)).toEqual(whole);
    expect(changes.length).toBeGreaterThan(1);
    expect(changes[0]?.after).toBe(oldest.position);
    expectJoined(changes);
    live.unsubscribe();
  });

  it('leaves no follower behind, and 500 of them leave none', async () => {
    await until(() => app.heads.followers === 0);
    for (let round = 0; round < 10; round += 1) {
      const sockets = await Promise.all(Array.from({ length: 25 }, () => openSigned(app, 'yk-police.commander')));
      for (const [i, bare] of sockets.entries()) {
        const payload = { query: CHANGES, variables: { id: fraud } };
        for (const id of ['one', 'two']) bare.send({ id, type: 'subscribe', payload });
        // Some are cut before they were answered, some after.
        if (i % 2 === 0) await bare.next();
        bare.socket.terminate();
      }
    }
    await until(() => app.heads.followers === 0);
    expect(app.heads.followers).toBe(0);
  });
});

describe('when hints are lost', () => {
  const partsOfDoor = (): DoorParts => Reflect.get(app.services.door, 'parts') as DoorParts;

  it('a follower sees what happened within the beat', async () => {
    const hint = jest.spyOn(partsOfDoor(), 'onCommitted').mockImplementation(() => undefined);
    const live = follow(clientOf(app, 'yk-police.commander'));
    await nextChange(live);
    for (let round = 0; round < 2; round += 1) {
      const { id } = await plan(app);
      const started = Date.now();
      expect((await nextChange(live)).tasks).toMatchObject([{ id }]);
      expect(Date.now() - started).toBeLessThan(2_500);
    }
    expect(hint).toHaveBeenCalledTimes(2);
    live.unsubscribe();
  });
});

describe('rights that are taken away', () => {
  async function execute(action: string, code: string, input: Variables): Promise<void> {
    await app.services.door.execute({ action, actor: await actorOf(app, code), input });
  }

  it('end the stream of an agency that leaves, and it gets nothing of what follows', async () => {
    const live = follow(clientOf(app, 'yk-publicorder.officer'));
    await nextChange(live);
    await plan(app);
    await nextChange(live);
    await setPart(app, 'yk-publicorder', null);
    expect(await live.end()).toBeNull();
    await plan(app);
    expect(live.all).toHaveLength(2);
    const again = await clientOf(app, 'yk-publicorder.officer').ask(CHANGES, { id: fraud });
    expect(errorOf(again).extensions).toEqual({ code: 'NOT_FOUND' });
    await setPart(app, 'yk-publicorder', 'MEMBER');
  });

  it('end the stream of a member that is disabled, and its socket asks no more', async () => {
    const client = clientOf(app, 'yk-police.officer-09');
    const live = follow(client);
    await nextChange(live);
    const memberId = idOf(app.members, 'yk-police.officer-09');
    await execute('disableMember', 'yk-police.administrator', { memberId, reason: '调离' });
    // The stream ends and its socket is closed, whichever comes first.
    expect((await live.end()) ?? { code: 4403 }).toMatchObject({ code: 4403 });
    await plan(app);
    expect(live.all).toHaveLength(1);
    const asked = client.follow('{ viewer { locale } }');
    expect(await asked.end()).toMatchObject({ code: 4403 });
    expect(asked.all.flatMap(({ data }) => data ?? [])).toEqual([]);
    expect((await app.post('{ serverTime }', {}, { as: 'yk-police.officer-09' })).status).toBe(401);
  });

  it('bind a socket that is open: who is no longer an officer plans no more', async () => {
    const client = clientOf(app, 'yk-police.officer-10');
    const leaderId = idOf(app.members, 'yk-police.officer-10');
    const input = planInput(app, { leaderId, memberIds: [leaderId] });
    expect((await client.ask(PLAN, { input })).errors).toBeUndefined();
    await execute('changeMember', 'yk-police.administrator', { memberId: leaderId, roles: ['VIEWER'] });
    expect(errorOf(await client.ask(PLAN, { input })).extensions).toMatchObject({ denial: { code: 'NOT_YOUR_ROLE' } });
  });
});

describe('a socket', () => {
  it('carries many streams and commands at once, each under its own name', async () => {
    const client = clientOf(app, 'yk-police.commander');
    const lives = Array.from({ length: 10 }, () => follow(client));
    for (const live of lives) await nextChange(live);
    const { id } = await plan(app);
    const approved = await client.ask(APPROVE, { input: { taskId: id } });
    expect(approved.data.approveArrestTrip.task).toMatchObject({ id, version: 2 });
    for (const live of lives) {
      const seen: string[] = [];
      while (seen.length < 2) seen.push(...(await nextChange(live)).entries.map(({ event }) => event));
      expect(seen).toEqual(['PLAN_ARREST_TRIP', 'APPROVE_ARREST_TRIP']);
      live.unsubscribe();
    }
    await until(() => app.heads.followers === 0);
  });
});
