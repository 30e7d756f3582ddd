import { TaskRow } from '../../src/store/rows/task.row';
import { idOf, startTestApp, type TestApp, type Variables } from '../support/app';
import { clientOf } from '../support/clients';
import { ABORT, approve, plan, tripsAtHome } from '../support/trips';

/** What goes on where one does not see it moves nothing of what one sees: versions, times, denials, logs, names. */

let app: TestApp;
let fraud: string;

beforeAll(async () => {
  app = await startTestApp();
  fraud = idOf(app.operations, 'YK-FRAUD');
});

const bank = { as: 'icbc.liaison' };
const commander = { as: 'yk-police.commander' };

const HOME = `query Home($id: ID!, $since: Int) { task(id: $id) { state version updatedAt availableActions
  deniedActions { action code }
  timeline(sinceVersion: $since) { nodes { event taskVersion details withheld actor { id } agency { id } } } } }`;

/** A trip at home that has detained somebody, or has not, as the police see it. */
async function tripAtHome(state: string, hasDetained: boolean): Promise<string> {
  const trips = (await tripsAtHome(app)).filter((trip) => trip.state === state);
  for (const { id } of trips) {
    const document = 'query($id: ID!) { task(id: $id) { ... on ArrestTrip { suspects { id } } } }';
    const { task } = await app.ask(document, { id }, commander);
    if (task.suspects.length > 0 === hasDetained) return id;
  }
  throw new Error(`the demo has no trip ${state} of this sort`);
}

async function leaderOf(id: string): Promise<{ as: string }> {
  const document = 'query($id: ID!) { task(id: $id) { ... on ArrestTrip { leader { code } } } }';
  return { as: (await app.ask(document, { id }, commander)).task.leader.code };
}

async function recover(taskId: string): Promise<void> {
  const document = 'mutation($input: RecordRecoveryInput!) { recordRecovery(input: $input) { task { version } } }';
  const at = app.services.clock.now();
  await app.ask(document, { input: { taskId, amount: '100.00', at } }, await leaderOf(taskId));
}

describe('a trip at home, for who does not see its case,', () => {
  it('stands still while police go on with it', async () => {
    const id = await tripAtHome('RETURNED', true);
    const before = await app.ask(HOME, { id }, bank);
    const known = await app.ask(HOME, { id }, commander);
    await recover(id);
    expect(await app.ask(HOME, { id }, bank)).toEqual(before);
    const after = await app.ask(HOME, { id }, commander);
    expect(after.task.version).toBe(Number(known.task.version) + 1);
    expect(after.task.updatedAt > known.task.updatedAt).toBe(true);
  });

  it('tells its own version in a conflict, so that guesses find no other', async () => {
    const id = await tripAtHome('RETURNED', true);
    const { task } = await app.ask(HOME, { id }, bank);
    const known = await app.ask(HOME, { id }, commander);
    expect(known.task.version).toBeGreaterThan(task.version);
    const close = 'mutation($input: CloseArrestTripInput!) { closeArrestTrip(input: $input) { task { id } } }';
    const refusal = async (expectedVersion: number): Promise<Variables> => {
      const input = { taskId: id, report: '结案。', expectedVersion };
      return (await app.refusal(close, { input }, bank)).extensions;
    };
    expect(await refusal(task.version)).toMatchObject({ code: 'FORBIDDEN' });
    for (const guess of [known.task.version, Number(task.version) + 1]) {
      expect(await refusal(guess)).toEqual({ code: 'VERSION_CONFLICT', currentVersion: task.version });
    }
  });

  it('has a timeline of steps by their own count, without who acted', async () => {
    const id = await tripAtHome('CLOSED', true);
    const { task } = await app.ask(HOME, { id }, bank);
    const entries = task.timeline.nodes;
    expect(entries.map(({ event }: Variables) => event)).toEqual(['COMPLETE_RETURN', 'CLOSE_ARREST_TRIP']);
    expect(entries.map(({ taskVersion }: Variables) => taskVersion)).toEqual([task.version - 1, task.version]);
    for (const entry of entries) expect(entry).toMatchObject({ actor: null, agency: null });
    const since = task.version - 1;
    const later = await app.ask(HOME, { id, since }, bank);
    expect(later.task.timeline.nodes).toEqual(entries.slice(1));
  });

  it('has the same version as any other in its state, whether somebody was brought home or not', async () => {
    const home = (await tripsAtHome(app)).filter(({ state }) => state === 'CLOSED');
    const versions = await Promise.all(home.map(async ({ id }) => (await app.ask(HOME, { id }, bank)).task.version));
    expect(new Set(versions).size).toBe(1);
  });

  it('is found by nobody who acted on it', async () => {
    const id = await tripAtHome('CLOSED', true);
    const known = (await app.ask(HOME, { id }, commander)).task.timeline.nodes;
    const actorIds = known.flatMap(({ actor }: Variables) => (actor as { id: string } | null)?.id ?? []);
    const agencyIds = known.flatMap(({ agency }: Variables) => (agency as { id: string } | null)?.id ?? []);
    const document = `query($id: ID!, $filter: LogFilter) { operation(id: $id) { log(filter: $filter) { nodes { event } } } }`;
    for (const filter of [{ actorIds }, { agencyIds }]) {
      const subjectIds = [id];
      const ask = async (options: typeof bank): Promise<unknown[]> =>
        (await app.ask(document, { id: fraud, filter: { ...filter, subjectIds } }, options)).operation.log.nodes;
      expect(await ask(bank)).toEqual([]);
      expect((await ask(commander)).length).toBeGreaterThan(0);
    }
  });

  it('is found and sorted by the time that is shown, not by that of hidden work', async () => {
    const document = `query($id: ID!, $filter: TaskFilter, $orderBy: TaskOrder) { operation(id: $id) {
      tasks(filter: $filter, orderBy: $orderBy, first: 100) { totalCount nodes { id updatedAt } } } }`;
    const list = async (given: Variables): Promise<{ id: string; updatedAt: string }[]> =>
      (await app.ask(document, { id: fraud, ...given }, bank)).operation.tasks.nodes;
    const id = await tripAtHome('RETURNED', true);
    await recover(id);
    const shown = (await app.ask(HOME, { id }, bank)).task.updatedAt;
    const sorted = await list({ orderBy: { field: 'UPDATED_AT', direction: 'DESC' } });
    const times = sorted.map(({ updatedAt }) => updatedAt);
    expect(times).toEqual([...times].sort().reverse());
    const found = await list({ filter: { updatedAfter: shown } });
    expect(found.map((task) => task.id).sort()).toEqual(
      sorted
        .filter(({ updatedAt }) => updatedAt > shown)
        .map((task) => task.id)
        .sort(),
    );
    expect(found.map((task) => task.id)).not.toContain(id);
  });

  it('withholds the same of every entry, whatever it holds', async () => {
    const [some, none] = [await tripAtHome('CLOSED', true), await tripAtHome('CLOSED', false)];
    const withheld = async (id: string): Promise<string[]> =>
      (await app.ask(HOME, { id }, bank)).task.timeline.nodes.map((entry: Variables) =>
        JSON.stringify(entry['withheld']),
      );
    expect([...new Set([...(await withheld(some)), ...(await withheld(none))])]).toHaveLength(1);
  });

  it('names who acted among what is withheld, and withholds it of nobody who sees the case', async () => {
    const id = await tripAtHome('CLOSED', true);
    const entries = async (as: { as: string }): Promise<any[]> => (await app.ask(HOME, { id }, as)).task.timeline.nodes;
    for (const { actor, agency, withheld } of await entries(bank)) {
      expect({ actor, agency }).toEqual({ actor: null, agency: null });
      expect(withheld).toEqual(expect.arrayContaining(['actor', 'agency']));
    }
    const whole = await entries(commander);
    expect(whole.flatMap(({ withheld }) => withheld).filter((name) => ['actor', 'agency'].includes(name))).toEqual([]);
    expect(whole.every(({ actor, agency }) => actor !== null && agency !== null)).toBe(true);
  });

  it('denies the same, whether somebody was detained on it or not', async () => {
    const [some, none] = [await tripAtHome('CLOSED', true), await tripAtHome('CLOSED', false)];
    const notice = 'mutation($input: RecordFamilyNoticeInput!) { recordFamilyNotice(input: $input) { task { id } } }';
    const suspectId = 'susp_01h455vb4pex5vsknk084sn02q';
    const told = async (taskId: string): Promise<unknown> => {
      const { task } = await app.ask(HOME, { id: taskId }, bank);
      const input = { taskId, suspectId, at: app.services.clock.now() };
      const { extensions } = await app.refusal(notice, { input }, bank);
      return [task.availableActions, task.deniedActions, extensions];
    };
    expect(await told(some)).toEqual(await told(none));
  });

  it('sends nothing while police go on with it, and then the step that all see', async () => {
    const id = await tripAtHome('RETURNED', true);
    const board = `subscription($id: ID!) { boardChanged(operationId: $id) { after cursor entries { event } tasks { id version } } }`;
    const task = `subscription($id: ID!) { taskChanged(taskId: $id) { after cursor entries { event taskVersion } task { version } } }`;
    const boards = clientOf(app, bank.as).follow(board, { id: fraud });
    const tasks = clientOf(app, bank.as).follow(task, { id });
    const first = (await boards.next()).data.boardChanged;
    const begun = (await tasks.next()).data.taskChanged;
    const read = `query($id: ID!) { board(operationId: $id) { cursor } }`;
    await recover(id);
    expect((await app.ask(read, { id: fraud }, bank)).board.cursor).toBe(first.cursor);
    const close = 'mutation($input: CloseArrestTripInput!) { closeArrestTrip(input: $input) { task { version } } }';
    await app.ask(close, { input: { taskId: id, report: '全部移交,结案。' } }, await leaderOf(id));
    const next = (await boards.next()).data.boardChanged;
    expect(next).toMatchObject({ after: first.cursor, entries: [{ event: 'CLOSE_ARREST_TRIP' }], tasks: [{ id }] });
    const version = Number(begun.task.version) + 1;
    expect((await tasks.next()).data.taskChanged).toMatchObject({
      ...{ after: begun.cursor, task: { version } },
      entries: [{ event: 'CLOSE_ARREST_TRIP', taskVersion: version }],
    });
  });
});

describe('where a suspect is held', () => {
  const LEADER = 'yk-police.officer-02';
  const ALONG = ['yk-publicorder.officer', 'yk-publicorder.officer-02'];
  const STATION = 'yk-station-1.officer';
  const HELD = `query($id: ID!) { node(id: $id) { ... on Suspect {
    name detentionHouse custody { house withheld } withheld } } }`;
  const LOG = `query($operation: ID!, $ids: [ID!]) { operation(id: $operation) {
    log(last: 20, filter: { subjectIds: $ids }) { nodes { event details summary } } } }`;
  const NEAR = '宾阳县看守所';
  const AT_HOME = '永康市看守所';
  let trip: string;
  let suspect: string;

  const now = (): string => app.services.clock.now();

  async function act(action: string, given: Variables, as = LEADER): Promise<any> {
    const type = `${action.charAt(0).toUpperCase()}${action.slice(1)}Input`;
    const document = `mutation($input: ${type}!) { ${action}(input: $input) {
      task { ... on ArrestTrip { suspects { id } } } } }`;
    return (await app.ask(document, { input: { taskId: trip, ...given } }, { as }))[action].task;
  }

  async function tripFor(gangId: string, as: string, members: readonly string[]): Promise<string> {
    const memberIds = members.map((code) => idOf(app.members, code));
    const { id } = await plan(app, { gangId, leaderId: memberIds[0], memberIds }, { as });
    await approve(app, id);
    return id;
  }

  /** Houses that somebody is told of, by the record, its stays and the log. */
  async function housesTold(as: string): Promise<string[]> {
    const shown = await app.ask(HELD, { id: suspect }, { as });
    const told = JSON.stringify([shown, await app.ask(LOG, { operation: fraud, ids: [suspect, trip] }, { as })]);
    return [NEAR, AT_HOME].filter((house) => told.includes(house));
  }

  beforeAll(async () => {
    const gangs = `mutation($input: RegisterGangInput!) { registerGang(input: $input) { gang { id } } }`;
    const input = { operationId: fraud, name: '行踪测试团伙' };
    const { id: gangId } = (await app.ask(gangs, { input })).registerGang.gang;
    await tripFor(gangId, STATION, [STATION]);
    trip = await tripFor(gangId, 'yk-police.officer', [LEADER, ...ALONG]);
    const warrantNumber = '永公拘〔2026〕9101号';
    await act('recordDocument', {
      document: { kind: 'DETENTION_WARRANT', number: warrantNumber, issuedOn: '2025-11-01' },
    });
    await act('departArrestTrip', {});
    await act('arriveArrestTrip', { hostAgency: '宾阳县公安局', cooperationLetter: '永公函〔2026〕9101号' });
    const arrest = { at: now(), place: '宾阳', warrantNumber, newSuspect: { name: '乙某', gangId } };
    // So it is the agency along which has registered the suspect.
    suspect = (await act('recordArrest', arrest, ALONG[0])).suspects[0].id;
    await act('recordCustody', { suspectId: suspect, house: NEAR, enteredAt: now(), temporary: true });
  });

  it('is known to the lead agency and to those who travel alone while the trip is out', async () => {
    for (const as of ['yk-police.commander', 'yk-police.auditor', LEADER, ...ALONG]) {
      expect(await housesTold(as)).toEqual([NEAR]);
    }
    for (const as of ['yk-publicorder.liaison', 'yk-publicorder.commander', 'yk-station-1.commander']) {
      expect(await housesTold(as)).toEqual([]);
      const { node } = await app.ask(HELD, { id: suspect }, { as });
      const custody = [{ house: null, withheld: ['house'] }];
      expect(node).toEqual({ name: '乙某', detentionHouse: null, custody, withheld: ['detentionHouse'] });
    }
  });

  it('is known at home to whoever knows the name', async () => {
    const officerIds = ALONG.map((code) => idOf(app.members, code));
    const way = { mode: 'ROAD', from: '宾阳', to: '永康', departAt: now() };
    await act('beginEscort', { legs: [{ ...way, suspectIds: [suspect], officerIds }] });
    expect(await housesTold('yk-publicorder.liaison')).toEqual([]);
    const at = now();
    await act('completeReturn', { at, custody: [{ suspectId: suspect, house: AT_HOME, enteredAt: at }] });
    for (const as of ['yk-police.commander', 'yk-publicorder.liaison', 'yk-station-1.commander']) {
      expect(await housesTold(as)).toContain(AT_HOME);
    }
  });
});

describe('names of suspects', () => {
  const NAMES = `query($id: ID!) { node(id: $id) { ... on Gang { suspects { nodes { name idNumber } } } } }`;
  const station = { as: 'yk-station-1.officer' };

  async function namesOf(gangId: string): Promise<(string | null)[]> {
    const { node } = await app.ask(NAMES, { id: gangId }, station);
    return node.suspects.nodes.map(({ name }: { name: string | null }) => name);
  }

  it('are shown to who hunts the gang by an approved trip: not by a plan alone, nor after it is called off', async () => {
    const gangs = `mutation($input: RegisterGangInput!) { registerGang(input: $input) { gang { id } } }`;
    const suspects = `mutation($input: RegisterSuspectInput!) { registerSuspect(input: $input) { suspect { id } } }`;
    const input = { operationId: fraud, name: '知悉范围测试团伙' };
    const { id: gangId } = (await app.ask(gangs, { input })).registerGang.gang;
    await app.ask(suspects, { input: { operationId: fraud, suspect: { name: '甲某', gangId } } });
    const leaderId = idOf(app.members, station.as);
    const trip = await plan(app, { gangId, leaderId, memberIds: [leaderId] }, station);
    expect(await namesOf(gangId)).toEqual([null]);
    await approve(app, trip.id);
    expect(await namesOf(gangId)).toEqual(['甲某']);
    await app.ask(ABORT, { input: { taskId: trip.id, reason: '线索有变' } }, { as: 'yk-station-1.commander' });
    expect(await namesOf(gangId)).toEqual([null]);
    const kept = await app.services.store.read((session) =>
      session.findOne(TaskRow, { operation: fraud, id: trip.id }),
    );
    expect(kept?.state).toBe('ABORTED');
  });

  it('are shown until the trip is closed, and afterwards of those whom it detained', async () => {
    const gangs = `mutation($input: RegisterGangInput!) { registerGang(input: $input) { gang { id } } }`;
    const suspects = `mutation($input: RegisterSuspectInput!) { registerSuspect(input: $input) { suspect { id } } }`;
    const { id: gangId } = (await app.ask(gangs, { input: { operationId: fraud, name: '结案测试团伙' } })).registerGang
      .gang;
    const register = async (name: string): Promise<string> =>
      (await app.ask(suspects, { input: { operationId: fraud, suspect: { name, gangId } } })).registerSuspect.suspect
        .id;
    const detained = await register('甲某');
    await register('乙某');
    const members = [station.as, `${station.as}-02`].map((code) => idOf(app.members, code));
    const trip = await plan(app, { gangId, leaderId: members[0], memberIds: members }, station);
    await approve(app, trip.id);
    const now = (): string => app.services.clock.now();
    const act = async (action: string, given: Variables = {}): Promise<void> => {
      const type = `${action.charAt(0).toUpperCase()}${action.slice(1)}Input`;
      const document = `mutation($input: ${type}!) { ${action}(input: $input) { task { id } } }`;
      await app.ask(document, { input: { taskId: trip.id, ...given } }, station);
    };
    const warrantNumber = '永公拘〔2026〕9102号';
    await act('recordDocument', {
      document: { kind: 'DETENTION_WARRANT', number: warrantNumber, issuedOn: '2025-11-01' },
    });
    await act('departArrestTrip');
    await act('arriveArrestTrip', { hostAgency: '宾阳县公安局', cooperationLetter: '永公函〔2026〕9102号' });
    await act('recordArrest', { suspectId: detained, at: now(), place: '宾阳', warrantNumber });
    const way = { mode: 'ROAD', from: '宾阳', to: '永康', departAt: now() };
    await act('beginEscort', { legs: [{ ...way, suspectIds: [detained], officerIds: members }] });
    const at = now();
    await act('completeReturn', { at, custody: [{ suspectId: detained, house: '永康市看守所', enteredAt: at }] });
    expect(await namesOf(gangId)).toEqual(['乙某', '甲某']);
    await act('closeArrestTrip', { report: '抓获1人。' });
    expect(await namesOf(gangId)).toEqual([null, '甲某']);
  });
});
