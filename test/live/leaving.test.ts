import { pino } from 'pino';
import { startApp } from '../../src/app';
import { SYSTEM_ACTOR, type Actor } from '../../src/core/actor';
import { plus } from '../../src/core/time';
import {
  fetchToken,
  idOf,
  startTestApp,
  toldConfig,
  until,
  actorOf,
  type TestApp,
  type Variables,
} from '../support/app';
import { clientOf, type Collected } from '../support/clients';
import { atEnd } from '../support/endings';
import { readLog } from '../support/log';
import { followersOf, nextOf } from '../support/live';
import { plan } from '../support/trips';

/**
 * Rights that end while their holder follows: its streams end on every process, and nothing that was done afterwards
 * comes before they do.
 */

type Server = Pick<TestApp, 'url' | 'tokenOf'>;

let app: TestApp;
/** The same, and another server on the same database that is told nothing by the first. */
let servers: readonly Server[];
let fraud: string;

const BOARD = `subscription($id: ID!, $after: Cursor) { boardChanged(operationId: $id, after: $after) { cursor entries { id }
  tasks { id ... on ArrestTrip { documents { number } } } } }`;
const TASK = `subscription($id: ID!) { taskChanged(taskId: $id) { cursor task { id } } }`;
const OPERATIONS = 'subscription { operationChanged { code } }';

beforeAll(async () => {
  const config = await toldConfig();
  app = await startTestApp(config);
  const second = await startApp(config, { log: pino({ level: 'silent' }) });
  atEnd(() => second.stop());
  servers = [app, { url: second.url, tokenOf: (code) => fetchToken(second.url, code) }];
  fraud = idOf(app.operations, 'YK-FRAUD');
});

afterEach(() => until(() => followersOf(app) === 0));

async function execute(action: string, actor: Actor | string, input: Variables): Promise<string> {
  const who = typeof actor === 'string' ? await actorOf(app, actor) : actor;
  return (await app.services.door.execute({ action, actor: who, input })).subject;
}

const participate = (agencyId: string, given: Variables): Promise<string> =>
  execute('setParticipation', 'yk-police.commander', { operationId: fraud, agencyId, ...given });

/** What a member follows of the operation and of a task, on every server; each has begun. */
async function follow(code: string, task: string): Promise<{ boards: Collected[]; tasks: Collected[] }> {
  const clients = servers.map((server) => clientOf(server, code));
  const boards = clients.map((client) => client.follow(BOARD, { id: fraud }));
  const tasks = clients.map((client) => client.follow(TASK, { id: task }));
  for (const live of [...boards, ...tasks]) await nextOf(live);
  return { boards, tasks };
}

const ends = (streams: readonly Collected[]): Promise<unknown[]> => Promise.all(streams.map((live) => live.end()));

describe('an agency that leaves', () => {
  it('has its streams ended on every process, and its operations are those that it is told of', async () => {
    const { id } = await plan(app);
    const { boards, tasks } = await follow('yk-station-1.officer', id);
    await participate(idOf(app.agencies, 'yk-station-1'), {});
    expect(await ends([...boards, ...tasks])).toEqual([null, null, null, null]);
    for (const live of tasks) expect(live.all.at(-1)?.data.taskChanged.task).toBeNull();
    for (const server of servers) {
      const again = await clientOf(server, 'yk-station-1.officer').ask(BOARD, { id: fraud });
      expect(again.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    }
    await participate(idOf(app.agencies, 'yk-station-1'), { part: 'MEMBER' });
  });

  it('at a moment that was set has them ended then, though nothing is done', async () => {
    const { id } = await plan(app);
    const agency = idOf(app.agencies, 'yk-station-1');
    const moment = plus(app.services.clock.now(), { seconds: 2 });
    await participate(agency, { part: 'MEMBER', until: moment });
    const { boards, tasks } = await follow('yk-station-1.officer', id);
    expect(await ends([...boards, ...tasks])).toEqual([null, null, null, null]);
    expect(app.services.clock.now() >= moment).toBe(true);
    await participate(agency, { part: 'MEMBER' });
  });

  it('is told when it is back, also where its part had ended by itself, and of the operations above', async () => {
    const agency = idOf(app.agencies, 'yk-tv');
    const begun = followersOf(app);
    const live = clientOf(app, 'yk-tv.officer').follow(OPERATIONS);
    await until(() => followersOf(app) > begun);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const codes = async (): Promise<string[]> => {
      const told = [await nextOf(live), await nextOf(live), await nextOf(live)];
      return told.map(({ code }) => code);
    };
    const moment = plus(app.services.clock.now(), { seconds: 1 });
    await participate(agency, { part: 'OBSERVER', until: moment });
    expect((await codes()).sort()).toEqual(['CN-FRAUD', 'YK-FRAUD', 'ZJ-FRAUD']);
    const listed = async (): Promise<string[]> => {
      const { operations } = await app.ask('{ operations { nodes { code } } }', {}, { as: 'yk-tv.officer' });
      return operations.nodes.map(({ code }: { code: string }) => code);
    };
    await until(async () => !(await listed()).includes('YK-FRAUD'));
    await participate(agency, { part: 'OBSERVER' });
    const [first, ...above] = await codes();
    expect([first, above.sort()]).toEqual(['YK-FRAUD', ['CN-FRAUD', 'ZJ-FRAUD']]);
    expect(await listed()).toEqual(expect.arrayContaining(['YK-FRAUD', 'ZJ-FRAUD', 'CN-FRAUD']));
    live.unsubscribe();
    await participate(agency, {});
  });
});

describe('a member whose roles change', () => {
  it('has its streams ended on every process, and goes on after its cursor in its new roles', async () => {
    const { id } = await plan(app);
    const { boards, tasks } = await follow('yk-police.officer-06', id);
    const cursor = boards[0]!.all.at(-1)?.data.boardChanged.cursor;
    const memberId = idOf(app.members, 'yk-police.officer-06');
    await execute('changeMember', 'yk-police.administrator', { memberId, roles: ['OFFICER', 'INSPECTOR'] });
    expect(await ends([...boards, ...tasks])).toEqual([null, null, null, null]);
    const { id: next } = await plan(app);
    for (const server of servers) {
      const live = clientOf(server, 'yk-police.officer-06').follow(BOARD, { id: fraud, after: cursor });
      expect((await nextOf(live)).tasks).toContainEqual(expect.objectContaining({ id: next }));
      live.unsubscribe();
    }
  });

  it('goes on where they are the same, whatever else of it changes', async () => {
    const { id } = await plan(app);
    const { boards, tasks } = await follow('yk-police.officer-07', id);
    const memberId = idOf(app.members, 'yk-police.officer-07');
    await execute('changeMember', 'yk-police.administrator', { memberId, roles: ['OFFICER'], phone: '19900000007' });
    await app.ask(
      'mutation($input: ApproveArrestTripInput!) { approveArrestTrip(input: $input) { cursor } }',
      { input: { taskId: id } },
      { as: 'yk-police.commander' },
    );
    for (const live of [...boards, ...tasks]) expect((await nextOf(live)).cursor).toEqual(expect.any(String));
    for (const live of [...boards, ...tasks]) live.unsubscribe();
  });
});

/** What came to a member's streams in a race, and where in the log its agency left and a paper was filed. */
interface Race {
  readonly left: number;
  readonly filed: number;
  readonly number: string;
  /** Ids of entries, and numbers of papers. */
  readonly entries: readonly string[];
  readonly numbers: readonly string[];
}

describe('commands and the leaving at once', () => {
  const LANES = 8;
  const RACES = Number(process.env['TEST_RACES'] ?? 5);

  /** An agency of the police that takes part in nothing yet, with one officer. */
  async function newStation(code: string): Promise<string> {
    const station = { code, nameZh: '派出所', agencyType: 'POLICE_STATION', division: '330784' };
    const agencyId = await execute('createAgency', SYSTEM_ACTOR, station);
    await execute('createMember', SYSTEM_ACTOR, {
      agencyId,
      code: `${code}.officer`,
      name: '民警',
      roles: ['OFFICER'],
    });
    return agencyId;
  }

  async function race(agencyId: string, code: string, order: readonly number[]): Promise<Race> {
    const [officer, commander] = [await actorOf(app, 'yk-police.officer'), await actorOf(app, 'yk-police.commander')];
    await participate(agencyId, { part: 'MEMBER' });
    const { id: taskId } = await plan(app);
    const clients = servers.map((server) => clientOf(server, code));
    const streams = clients.map((client) => client.follow(BOARD, { id: fraud }));
    for (const live of streams) await nextOf(live);
    const number = `拘${taskId.slice(-12)}`;
    const document = { kind: 'DETENTION_WARRANT', number, issuedOn: '2025-11-01' };
    const commands = [
      { action: 'setParticipation', actor: commander, input: { operationId: fraud, agencyId } },
      { action: 'recordDocument', actor: officer, input: { taskId, document } },
      { action: 'approveArrestTrip', actor: commander, input: { taskId } },
    ];
    const seqs = new Map<string, number>();
    await Promise.all(
      order.map(async (i) => {
        const { seq } = await app.services.door.execute(commands[i]!);
        seqs.set(commands[i]!.action, seq);
      }),
    );
    expect(await ends(streams)).toEqual([null, null]);
    await Promise.all(clients.map((client) => client.dispose()));
    const told = streams.flatMap(({ all }) => all.map(({ data }) => data.boardChanged));
    return {
      ...{ left: seqs.get('setParticipation')!, filed: seqs.get('recordDocument')!, number },
      entries: told.flatMap(({ entries }) => entries.map(({ id }: any) => id)),
      numbers: told.flatMap(({ tasks }) =>
        tasks.flatMap(({ documents }: any) => documents.map((each: any) => each.number)),
      ),
    };
  }

  it('send nothing of what came after it, in many races on two processes', async () => {
    const orders = [
      [0, 1, 2],
      [2, 0, 1],
      [1, 0, 2],
      [2, 1, 0],
    ];
    const lanes = Array.from({ length: LANES }, async (_, lane) => {
      const code = `yk-lane-${lane}`;
      const agencyId = await newStation(code);
      const races: Race[] = [];
      for (let i = 0; i < RACES; i += 1) races.push(await race(agencyId, `${code}.officer`, orders[i % 4]!));
      return races;
    });
    const races = (await Promise.all(lanes)).flat();
    const seqs = new Map((await readLog(app.services.store, fraud)).map(({ id, seq }) => [id, seq]));
    const leaks = races.flatMap(({ left, entries }) => entries.filter((id) => seqs.get(id)! > left));
    expect(leaks).toEqual([]);
    const late = races.filter(({ left, filed }) => filed > left);
    expect(late.filter(({ number, numbers }) => numbers.includes(number))).toEqual([]);
    // Races in which nothing was shown, or nothing came late, would be none.
    expect(late.length).toBeGreaterThan(LANES);
    expect(races.some(({ entries }) => entries.length > 0)).toBe(true);
  }, 600_000);
});
