import { findStanding } from '../../src/access/standing';
import { verifyLogs } from '../../src/audit/verify-log';
import type { CommandResult } from '../../src/commands/command';
import { dateIn, plus } from '../../src/core/time';
import { arrestTrip } from '../../src/kinds/arrest-trip';
import { TripArrestRow, type ArrestTripThing } from '../../src/kinds/arrest-trip/rows';
import { suspect } from '../../src/records/gang';
import { CustodyRow, GangRow, SuspectRow } from '../../src/records/gang/rows';
import { ClockRow } from '../../src/store/rows/clock.row';
import { OutsiderTallyRow } from '../../src/store/rows/ledger.row';
import { findThings } from '../../src/store/things';
import { foundation, type Foundation, type MemberCode } from '../support/foundation';
import { readLog } from '../support/log';
import { refusalOf } from '../support/outcomes';

/** Gangs and suspects: who may say what of them, what a refusal tells, and what a release ends. */

type Input = Readonly<Record<string, unknown>>;

const WARRANT = '永公刑拘字〔2025〕7号';
const OFFICER = 'yk-police.officer';
const COMMANDER = 'yk-police.commander';
const STATION = 'yk-station-1.officer';
const NO_GANG = 'gang_01jzzzzzzzzzzzzzzzzzzzzzzz';
const KNOWN = '110101199003070011';
const UNKNOWN = '11010519491231002X';

let f: Foundation;
let names = 0;

beforeAll(async () => {
  f = await foundation([arrestTrip]);
  const entry = { kind: 'TARGET_PERSON', code: 'MONEY_MOVERS', labelZh: '转账取款人员', labelEn: 'Money movers' };
  await f.execute('addCatalogueEntry', f.as(COMMANDER), { operationId: f.operation, ...entry });
});

const done = (action: string, input: Input, as: MemberCode = OFFICER): Promise<CommandResult> =>
  f.execute(action, f.as(as), input);

/** The code of the refusal, or where and which the faults of the input are. */
async function refused(action: string, input: Input, as: MemberCode = OFFICER): Promise<string[]> {
  const { code, details } = await refusalOf(done(action, input, as));
  if ('unmet' in details) return details.unmet.map((unmet) => unmet.code);
  return 'fields' in details ? details.fields.map((fault) => `${fault.path} ${fault.code}`) : [code];
}

async function newGang(as: MemberCode = OFFICER): Promise<string> {
  return (await done('registerGang', { operationId: f.operation, name: `团伙${(names += 1)}` }, as)).subject;
}

async function newSuspect(given: Input = {}, as: MemberCode = OFFICER): Promise<string> {
  const suspect = { name: '嫌疑人', ...given };
  return (await done('registerSuspect', { operationId: f.operation, suspect }, as)).subject;
}

const amend = (suspectId: string, given: Input, as?: MemberCode): Promise<CommandResult> =>
  done('amendSuspect', { suspectId, reason: '核查', ...given }, as);
const refusedAmend = (suspectId: string, given: Input, as?: MemberCode): Promise<string[]> =>
  refused('amendSuspect', { suspectId, reason: '核查', ...given }, as);

/** A trip on site that has a warrant, with an officer of the station along. */
async function onSite(given: Input = {}): Promise<string> {
  const [leaderId, second] = [f.as(OFFICER).memberId, f.as(STATION).memberId];
  const departOn = dateIn(f.clock.now(), 'Asia/Shanghai');
  const plan = { title: '赴广西抓捕', destination: '450126', leaderId, memberIds: [leaderId, second], departOn };
  const { subject: taskId } = await done('planArrestTrip', { operationId: f.operation, ...plan, ...given });
  const document = { kind: 'DETENTION_WARRANT', number: WARRANT, issuedOn: '2025-11-01' };
  await done('recordDocument', { taskId, document });
  await done('approveArrestTrip', { taskId }, COMMANDER);
  await done('departArrestTrip', { taskId });
  await done('arriveArrestTrip', { taskId, hostAgency: '宾阳县公安局', cooperationLetter: '永公协〔2025〕7号' });
  return taskId;
}

const arrest = (taskId: string, given: Input): Input => {
  f.clock.advance({ minutes: 1 });
  return { taskId, at: f.clock.now(), place: '宾阳县城', warrantNumber: WARRANT, ...given };
};

/** Detains a suspect of a gang on a trip of its own. */
async function detained(gangId: string): Promise<{ taskId: string; suspectId: string }> {
  const suspectId = await newSuspect({ gangId });
  const taskId = await onSite();
  await done('recordArrest', arrest(taskId, { suspectId }));
  return { taskId, suspectId };
}

/** Brings that trip home. */
async function comeHome(taskId: string, suspectId: string): Promise<void> {
  const officerIds = [OFFICER, STATION].map((code) => f.as(code as MemberCode).memberId);
  const way = { mode: 'ROAD', from: '宾阳', to: '永康', departAt: f.clock.now() };
  await done('beginEscort', { taskId, legs: [{ ...way, suspectIds: [suspectId], officerIds }] });
  f.clock.advance({ minutes: 1 });
  const at = f.clock.now();
  await done('completeReturn', { taskId, at, custody: [{ suspectId, house: '永康市看守所', enteredAt: at }] });
}

async function trip(taskId: string): Promise<ArrestTripThing> {
  const where = { operation: f.operation, ids: [taskId] };
  const [found] = await f.store.read((session) => findThings(session, arrestTrip, where));
  return found as ArrestTripThing;
}

async function row<T extends object>(rowClass: new () => T, where: Input): Promise<T> {
  const [found] = await f.store.read((session) =>
    session.find(rowClass, { operation: f.operation, ...where } as never),
  );
  return found!;
}

const entries = async (): Promise<number> => (await readLog(f.store, f.operation)).length;

describe('amendSuspect', () => {
  it('gives another gang only where the suspect concerns the agency, which sees the name already', async () => {
    const suspectId = await newSuspect({ gangId: await newGang() });
    const own = await newGang(STATION);
    expect(await refusedAmend(suspectId, { gangId: own }, STATION)).toEqual(['gangId NOT_CONCERNED']);
    await amend(suspectId, { gangId: own });
    expect((await row(SuspectRow, { id: suspectId })).gang).toBe(own);
  });

  it('lets an agency that assists a trip for the suspect change its gang', async () => {
    const gangId = await newGang();
    const suspectId = await newSuspect({ gangId });
    const other = await newGang();
    expect(await refusedAmend(suspectId, { gangId: other }, STATION)).toEqual(['gangId NOT_CONCERNED']);
    await onSite({ gangId });
    await amend(suspectId, { gangId: other }, STATION);
    expect((await row(SuspectRow, { id: suspectId })).gang).toBe(other);
  });

  it('releases a suspect only for an agency that the suspect concerns: it ends what a trip owes', async () => {
    const taskId = await onSite({ memberIds: [f.as(OFFICER).memberId] });
    const suspectId = await newSuspect();
    await done('recordArrest', arrest(taskId, { suspectId }));
    expect(await refusedAmend(suspectId, { state: 'RELEASED' }, STATION)).toEqual(['state NOT_CONCERNED']);
    await amend(suspectId, { state: 'RELEASED' });
    expect((await row(SuspectRow, { id: suspectId })).state).toBe('RELEASED');
  });

  it('leaves category and state to officers of all police, and the gang where it stands', async () => {
    const gangId = await newGang();
    const suspectId = await newSuspect({ gangId });
    await amend(suspectId, { categoryCode: 'MONEY_MOVERS', state: 'LOCATED', gangId }, STATION);
    expect(await row(SuspectRow, { id: suspectId })).toMatchObject({ state: 'LOCATED', gang: gangId });
  });

  it('is refused where all that is given stands so already', async () => {
    const gangId = await newGang();
    const suspectId = await newSuspect({ gangId, categoryCode: 'MONEY_MOVERS' });
    const same = { state: 'WANTED', gangId, categoryCode: 'MONEY_MOVERS' };
    expect(await refusedAmend(suspectId, same)).toEqual(['state NOTHING_TO_CHANGE']);
    expect(await refusedAmend(suspectId, {})).toEqual(['state NOTHING_TO_CHANGE']);
  });
});

describe('a release', () => {
  it('ends what a trip that is out owes, and the stay in a house', async () => {
    const { taskId, suspectId } = await detained(await newGang());
    const enteredAt = f.clock.now();
    await done('recordCustody', { taskId, suspectId, house: '宾阳县看守所', enteredAt, temporary: true });
    f.clock.advance({ minutes: 5 });
    await amend(suspectId, { state: 'RELEASED' });
    expect((await row(CustodyRow, { subject: suspectId })).leftAt).toBe(f.clock.now());
    const notice = { subject: taskId, code: 'arrest_trip.family_notice', thing: suspectId };
    expect((await row(ClockRow, notice)).metAt).toBe(f.clock.now());
  });

  it('does not touch a trip that is closed and owes nothing; one at home holds the suspect no more', async () => {
    const { taskId, suspectId } = await detained(await newGang());
    await done('recordFamilyNotice', { taskId, suspectId, at: f.clock.now() });
    await comeHome(taskId, suspectId);
    const home = await trip(taskId);
    await amend(suspectId, { state: 'RELEASED' });
    expect(await trip(taskId)).toMatchObject({ held: [], version: home.version + 1, openVersion: home.openVersion });
    const other = await detained(await newGang());
    await done('recordFamilyNotice', { ...other, at: f.clock.now() });
    await comeHome(other.taskId, other.suspectId);
    await done('closeArrestTrip', { taskId: other.taskId, report: '办结' });
    const closed = await trip(other.taskId);
    await amend(other.suspectId, { state: 'RELEASED' });
    expect(await trip(other.taskId)).toEqual(closed);
    expect([closed.state, (await row(SuspectRow, { id: other.suspectId })).state]).toEqual(['CLOSED', 'RELEASED']);
  });

  it('ends the notice that a trip at home still owes the family: there is nobody to tell of', async () => {
    const { taskId, suspectId } = await detained(await newGang());
    await comeHome(taskId, suspectId);
    const before = await trip(taskId);
    f.clock.advance({ minutes: 5 });
    await amend(suspectId, { state: 'RELEASED' });
    const notice = { subject: taskId, code: 'arrest_trip.family_notice', thing: suspectId };
    expect((await row(ClockRow, notice)).metAt).toBe(f.clock.now());
    expect((await row(TripArrestRow, { subject: taskId })).familyNotifiedAt).toBeNull();
    expect(await trip(taskId)).toMatchObject({ state: 'RETURNED', version: before.version + 1, dueAt: null });
  });

  it('lets a trip be closed whose suspect had left the house', async () => {
    const { taskId, suspectId } = await detained(await newGang());
    await done('recordFamilyNotice', { taskId, suspectId, at: f.clock.now() });
    await comeHome(taskId, suspectId);
    const { house, enteredAt } = await row(CustodyRow, { subject: suspectId });
    const stay = { taskId, suspectId, house, enteredAt, temporary: false };
    await done('recordCustody', { ...stay, leftAt: f.clock.now() });
    expect(await refused('closeArrestTrip', { taskId, report: '办结' })).toEqual(['SUSPECT_NOT_IN_HOUSE']);
    await amend(suspectId, { state: 'RELEASED' });
    await done('closeArrestTrip', { taskId, report: '办结' });
  });

  it('is not before the detention, and happens once', async () => {
    const gangId = await newGang();
    const { suspectId } = await detained(gangId);
    const { detainedAt } = await row(SuspectRow, { id: suspectId });
    const occurredAt = plus(detainedAt!, { minutes: -1 });
    expect(await refusedAmend(suspectId, { state: 'RELEASED', occurredAt })).toEqual(['occurredAt BEFORE_DETENTION']);
    await amend(suspectId, { state: 'RELEASED' });
    await amend(suspectId, { state: 'RELEASED', categoryCode: 'MONEY_MOVERS' });
    expect((await row(GangRow, { id: gangId })).detained).toBe(0);
  });

  it('is final: a suspect is detained once in an operation', async () => {
    const { suspectId } = await detained(await newGang());
    await amend(suspectId, { state: 'RELEASED' });
    const taskId = await onSite();
    expect(await refused('recordArrest', arrest(taskId, { suspectId }))).toEqual(['suspectId ALREADY_DETAINED']);
  });
});

describe('the house where a suspect is held', () => {
  it('is shown to whom the suspect concerns, as where its trip is, and to no other police', async () => {
    const suspectId = await newSuspect();
    const taskId = await onSite({ memberIds: [f.as(OFFICER).memberId] });
    await done('recordArrest', arrest(taskId, { suspectId }));
    const stay = { house: '宾阳县看守所', enteredAt: f.clock.now(), temporary: false };
    await done('recordCustody', { taskId, suspectId, ...stay });
    const shownTo = async (as: MemberCode): Promise<unknown> => {
      const of = { operation: f.operation, now: f.clock.now() };
      const standing = await f.store.read((session) => findStanding(session, f.as(as).agencyId, of));
      const [thing] = await f.store.read((session) =>
        findThings(session, suspect, { operation: f.operation, ids: [suspectId] }),
      );
      return f.needToKnow.show(suspect, thing!, { actor: f.as(as), standing })['detentionHouse'];
    };
    expect([await shownTo(OFFICER), await shownTo(STATION)]).toEqual(['宾阳县看守所', null]);
  });
});

describe('breakGang', () => {
  const broken = (gangId: string): Input => ({ gangId, at: f.clock.now() });

  it('needs somebody who is held: who was released does not count', async () => {
    const gangId = await newGang();
    expect(await refused('breakGang', broken(gangId), COMMANDER)).toEqual(['NOBODY_DETAINED']);
    const { suspectId } = await detained(gangId);
    await amend(suspectId, { state: 'RELEASED' });
    expect(await refused('breakGang', broken(gangId), COMMANDER)).toEqual(['NOBODY_DETAINED']);
    await detained(gangId);
    await done('breakGang', broken(gangId), COMMANDER);
  });

  it('is not before the first who is held was detained', async () => {
    const gangId = await newGang();
    const { suspectId } = await detained(gangId);
    const at = (await row(SuspectRow, { id: suspectId })).detainedAt!;
    const early = { gangId, at: plus(at, { minutes: -1 }) };
    expect(await refused('breakGang', early, COMMANDER)).toEqual(['at BEFORE_DETENTION']);
    await done('breakGang', { gangId, at }, COMMANDER);
  });

  it('is not undone by a release afterwards', async () => {
    const gangId = await newGang();
    const { suspectId } = await detained(gangId);
    await done('breakGang', broken(gangId), COMMANDER);
    await amend(suspectId, { state: 'RELEASED' });
    expect(await row(GangRow, { id: gangId })).toMatchObject({ state: 'BROKEN', detained: 0 });
  });
});

describe('GANGS_BROKEN', () => {
  const outside = async (): Promise<number> => {
    const where = { operation: f.operation, metric: 'GANGS_BROKEN' };
    const rows = await f.store.read((session) => session.find(OutsiderTallyRow, where));
    return rows.reduce((sum, { amount }) => sum + amount, 0);
  };

  it('counts for others once the last trip that detained one of the gang is home, also one who is free again', async () => {
    const gangId = await newGang();
    const [first, second] = [await detained(gangId), await detained(gangId)];
    const before = await outside();
    await done('breakGang', { gangId, at: f.clock.now() }, COMMANDER);
    await comeHome(first.taskId, first.suspectId);
    await amend(first.suspectId, { state: 'RELEASED' });
    expect([await outside(), (await row(GangRow, { id: gangId })).disclosed]).toEqual([before, false]);
    await comeHome(second.taskId, second.suspectId);
    expect([await outside(), (await row(GangRow, { id: gangId })).disclosed]).toEqual([before + 1, true]);
  });
});

describe('a number that is recorded already', () => {
  beforeAll(async () => {
    await newSuspect({ idNumber: KNOWN });
  });

  it('is told to who would have recorded it otherwise', async () => {
    const suspect = { name: '嫌疑人', idNumber: KNOWN };
    const input = { operationId: f.operation, suspect };
    expect(await refused('registerSuspect', input)).toEqual(['suspect.idNumber KNOWN_SUSPECT']);
    expect(await refused('recordArrest', arrest(await onSite(), { newSuspect: suspect }))).toEqual([
      'newSuspect.idNumber KNOWN_SUSPECT',
    ]);
  });

  it.each([
    ['gangId', { gangId: NO_GANG }, 'UNKNOWN_GANG'],
    ['categoryCode', { categoryCode: 'NO_SUCH' }, 'UNKNOWN_CODE'],
  ])('is not told beside a wrong %s: nothing is told of a number without a trace', async (path, wrong, code) => {
    const taskId = await onSite();
    const before = await entries();
    for (const idNumber of [KNOWN, UNKNOWN]) {
      const person = { name: '嫌疑人', idNumber, ...wrong };
      const input = { operationId: f.operation, suspect: person };
      expect(await refused('registerSuspect', input)).toEqual([`suspect.${path} ${code}`]);
      expect(await refused('recordArrest', arrest(taskId, { newSuspect: person }))).toEqual([
        `newSuspect.${path} ${code}`,
      ]);
    }
    expect(await entries()).toBe(before);
  });

  it('is not told by an arrest that cannot be', async () => {
    const taskId = await onSite();
    for (const idNumber of [KNOWN, UNKNOWN]) {
      const person = { name: '嫌疑人', idNumber };
      const early = plus((await trip(taskId)).departedAt!, { minutes: -1 });
      expect(await refused('recordArrest', arrest(taskId, { newSuspect: person, at: early }))).toEqual([
        'at BEFORE_DEPARTURE',
      ]);
      const without = arrest(taskId, { newSuspect: person, warrantNumber: '没有这一张' });
      expect(await refused('recordArrest', without)).toEqual(['NO_WARRANT']);
      const stale = arrest(taskId, { newSuspect: person, expectedVersion: 1 });
      expect(await refused('recordArrest', stale)).toEqual(['VERSION_CONFLICT']);
    }
  });

  it('leaves a trace of each that was not', async () => {
    const before = await entries();
    await newSuspect({ idNumber: UNKNOWN });
    expect(await entries()).toBe(before + 1);
  });
});

describe('the log', () => {
  it('agrees with all rows', async () => {
    expect((await verifyLogs(f.store, f.registry)).flatMap(({ faults }) => faults)).toEqual([]);
  });
});
