import { plus, type CalendarDate, type Instant } from '../../src/core/time';
import { verifyLogs } from '../../src/audit/verify-log';
import { installedRegistry } from '../../src/app';
import { idOf, startTestApp, type ApiError, type TestApp, type Variables } from '../support/app';
import { approve, depart, plan } from '../support/trips';

/** One arrest trip from its plan to its end, with what goes wrong on the way, and what others are told of it. */

const LEADER = 'yk-police.officer-02';
const ID_NUMBER = '110101199003070011';

let app: TestApp;
let fraud: string;
let trip: string;
let suspect: string;

const now = (): Instant => app.services.clock.now();
const today = (): CalendarDate => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10) as CalendarDate;

beforeAll(async () => {
  app = await startTestApp();
  fraud = idOf(app.operations, 'YK-FRAUD');
});

const mutation = (name: string): string => {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  return `mutation ($input: ${type}!) { ${name}(input: $input) { task { id state version ... on ArrestTrip {
    arrests { suspect { id name } } moneyRecovered progress { done total } } } } }`;
};

async function done(name: string, input: Variables = {}, as = LEADER): Promise<any> {
  const answer = await app.ask(mutation(name), { input: { taskId: trip, ...input } }, { as });
  return answer[name].task;
}

async function refused(name: string, input: Variables = {}, as = LEADER): Promise<ApiError['extensions']> {
  return (await app.refusal(mutation(name), { input: { taskId: trip, ...input } }, { as })).extensions;
}

const faults = ({ fields }: ApiError['extensions']): unknown[] =>
  (fields as { path: string; code: string }[]).map(({ path, code }) => `${path} ${code}`);

async function tallies(): Promise<Record<string, number>> {
  const shown = await app.ask(
    `{ operation(id: "${fraud}") { tallies { metric amount } } }`,
    {},
    { as: 'yk-police.commander' },
  );
  return Object.fromEntries(
    shown.operation.tallies.map((each: { metric: string; amount: number }) => [each.metric, each.amount]),
  );
}

async function logOf(as: string): Promise<string[]> {
  const log = `{ operation(id: "${fraud}") { log(last: 100, filter: { subjectIds: ["${trip}"] }) { nodes { event } } } }`;
  const shown = await app.ask(log, {}, { as });
  return shown.operation.log.nodes.map(({ event }: { event: string }) => event);
}

const leg = (given: Variables = {}): Variables => ({
  ...{ mode: 'TRAIN', from: '南宁', to: '永康', departAt: now(), arriveAt: plus(now(), { hours: 9 }) },
  ...{ suspectIds: [suspect], officerIds: [LEADER, 'yk-police.officer-03'].map((code) => idOf(app.members, code)) },
  ...given,
});

describe('an arrest trip', () => {
  let before: Record<string, number>;

  it('is planned, approved, sent off and arrives', async () => {
    before = await tallies();
    const memberIds = [LEADER, 'yk-police.officer-03'].map((code) => idOf(app.members, code));
    trip = (await plan(app, { memberIds, departOn: today() })).id;
    await approve(app, trip);
    await depart(app, trip);
    const arrived = await done('arriveArrestTrip', {
      hostAgency: '宾阳县公安局',
      cooperationLetter: '永公函〔2026〕1号',
    });
    expect(arrived.state).toBe('ON_SITE');
  });

  it('arrests nobody without a warrant, and nobody twice', async () => {
    const arrest = {
      ...{ newSuspect: { name: '嫌疑人测试', idNumber: ID_NUMBER }, at: now(), place: '宾阳' },
      warrantNumber: '永公拘〔2026〕9001号',
    };
    expect(await refused('recordArrest', arrest)).toMatchObject({ code: 'PRECONDITION_FAILED' });
    const document = { kind: 'DETENTION_WARRANT', number: '永公拘〔2026〕9001号', issuedOn: today() };
    await done('recordDocument', { document });
    const key = { idempotencyKey: 'whole-trip-arrest' };
    const arrested = await done('recordArrest', { ...arrest, ...key });
    suspect = arrested.arrests[0].suspect.id;
    expect(arrested.arrests[0].suspect.name).toBe('嫌疑人测试');
    const again = { ...arrest, newSuspect: null, suspectId: suspect, at: now() };
    expect(faults(await refused('recordArrest', again))).toEqual(['suspectId ALREADY_DETAINED']);
    expect(await refused('recordArrest', { ...arrest, ...key, place: '别处' })).toMatchObject({
      code: 'IDEMPOTENCY_MISMATCH',
    });
  });

  it('finds the suspect by the identity number for who sees it, and masks it for auditors', async () => {
    const asked = `{ operation(id: "${fraud}") { suspects(idNumber: "${ID_NUMBER}") { nodes { id name idNumber } } } }`;
    const found = async (as: string): Promise<unknown> => (await app.ask(asked, {}, { as })).operation.suspects.nodes;
    expect(await found(LEADER)).toEqual([{ id: suspect, name: '嫌疑人测试', idNumber: ID_NUMBER }]);
    expect(await found('yk-police.auditor')).toEqual([]);
    expect(await found('icbc.liaison')).toEqual([]);
    const masked = `{ node(id: "${suspect}") { ... on Suspect { name idNumber withheld } } }`;
    const { node } = await app.ask(masked, {}, { as: 'yk-police.auditor' });
    expect(node.name).toBe('嫌****');
    expect(node.idNumber).not.toContain('19900307');
    expect(await app.refusal(masked, {}, { as: 'icbc.liaison' })).toMatchObject({ extensions: { code: 'NOT_FOUND' } });
  });

  it('cares for the suspect in order', async () => {
    await done('recordFamilyNotice', { suspectId: suspect, at: now() });
    const again = await refused('recordFamilyNotice', { suspectId: suspect, at: now() });
    expect(faults(again)).toEqual(['suspectId ALREADY_RECORDED']);
    await done('recordCustody', { suspectId: suspect, house: '宾阳县看守所', enteredAt: now(), temporary: true });
    const sum = { amount: '1234.50', at: now(), suspectId: suspect };
    expect((await done('recordRecovery', sum)).moneyRecovered).toBe('1234.50');
    expect(
      (await app.refusal(mutation('recordRecovery'), { input: { taskId: trip, ...sum, amount: '-1.00' } })).extensions,
    ).toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('needs two officers for each suspect on each leg, and arrives after it departs', async () => {
    const alone = leg({ officerIds: [idOf(app.members, LEADER)] });
    expect(faults(await refused('beginEscort', { legs: [alone] }))).toEqual(['legs.0.officerIds TOO_FEW_OFFICERS']);
    const backwards = leg({ arriveAt: plus(now(), { hours: -1 }) });
    expect(faults(await refused('beginEscort', { legs: [backwards] }))).toEqual(['legs.0.arriveAt BEFORE_DEPARTURE']);
    const unknown = leg({ suspectIds: ['susp_01jzzzzzzzzzzzzzzzzzzzzzzz'] });
    expect(faults(await refused('beginEscort', { legs: [unknown] }))).toContain('legs.0.suspectIds.0 NOT_ON_TRIP');
    expect((await done('beginEscort', { legs: [leg()] })).state).toBe('ESCORTING');
    await done('reportPosition', { at: now(), place: '柳州' });
  });

  it('is told to nobody else while it is under way', async () => {
    expect(await logOf('icbc.liaison')).toEqual([]);
    expect(await app.refusal(`{ task(id: "${trip}") { id } }`, {}, { as: 'icbc.liaison' })).toMatchObject({
      extensions: { code: 'NOT_FOUND' },
    });
  });

  it('returns with nobody left out, and is closed', async () => {
    expect(faults(await refused('completeReturn', { at: now(), custody: [] }))).toContain('custody UNACCOUNTED');
    const at = now();
    const returned = await done('completeReturn', {
      at,
      custody: [{ suspectId: suspect, house: '永康市看守所', enteredAt: at }],
    });
    expect(returned.state).toBe('RETURNED');
    expect(await refused('closeArrestTrip', { report: '办结', expectedVersion: 3 })).toMatchObject({
      code: 'VERSION_CONFLICT',
    });
    expect((await done('closeArrestTrip', { report: '抓获1人,押解到案。' }, 'yk-police.commander')).state).toBe(
      'CLOSED',
    );
  });

  it('counts what it did, and the log tells the same', async () => {
    const after = await tallies();
    const grown = Object.fromEntries(
      Object.entries(after).map(([metric, sum]) => [metric, sum - (before[metric] ?? 0)]),
    );
    expect(grown).toEqual({
      ...{ TRIPS_SENT: 1, SUSPECTS_DETAINED: 1, SUSPECTS_ESCORTED: 1, MONEY_RECOVERED: 1234.5, GANGS_BROKEN: 0 },
    });
    const reports = await verifyLogs(app.services.store, installedRegistry());
    expect(reports.flatMap((report) => report.faults)).toEqual([]);
  });

  it('is known to a bank from its return on, and by no entry from before', async () => {
    expect(await logOf('icbc.liaison')).toEqual(['COMPLETE_RETURN', 'CLOSE_ARREST_TRIP']);
    expect(await logOf(LEADER)).toEqual([
      ...['PLAN_ARREST_TRIP', 'APPROVE_ARREST_TRIP', 'DEPART_ARREST_TRIP', 'ARRIVE_ARREST_TRIP', 'RECORD_DOCUMENT'],
      ...['RECORD_ARREST', 'RECORD_FAMILY_NOTICE', 'RECORD_CUSTODY', 'RECORD_RECOVERY', 'BEGIN_ESCORT'],
      ...['REPORT_POSITION', 'COMPLETE_RETURN', 'CLOSE_ARREST_TRIP'],
    ]);
    const asked = `{ task(id: "${trip}") { title state number ... on ArrestTrip { members { id } arrests { at } positions { at } moneyRecovered } } }`;
    const { task } = await app.ask(asked, {}, { as: 'icbc.liaison' });
    expect(task).toMatchObject({ state: 'CLOSED', number: null, members: [], arrests: [], positions: [] });
    expect(task.moneyRecovered).toBeNull();
  });
});
