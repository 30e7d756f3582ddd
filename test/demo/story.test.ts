import { parseMoney } from '../../src/core/money';
import { agency, member, time, type Step, type StoryObject } from '../../src/demo/step';
import { story } from '../../src/demo/story';
import { idCheckDigit, luhnDigit, testAccountNumber, testIdNumber } from '../../src/demo/trips/test-values';
import { Rehearsal } from './rehearsal';
import { STORY_END, text } from './rehearsal-facts';

const steps = (action: string): Step[] => story.filter((step) => step.action === action);

function countBy(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

/** The story with the first or last step of an action changed. */
function altered(action: string, change: (step: Step) => Partial<Step>, which: 'first' | 'last' = 'last'): Step[] {
  const fits = (step: Step): boolean => step.action === action;
  const place = which === 'first' ? story.findIndex(fits) : story.findLastIndex(fits);
  return story.map((step, i) => (i === place ? { ...step, ...change(step) } : step));
}

const withInput =
  (input: StoryObject) =>
  (step: Step): Partial<Step> => ({ input: { ...step.input, ...input } });

describe('the story of the hunt', () => {
  const told = new Rehearsal().run(story);
  const trips = [...told.trips.values()];
  const suspects = [...told.suspects.entries()];
  const gangs = [...told.gangs.values()];

  it('sends more than 20 batches to the six regions over more than four months', () => {
    const sent = trips.filter((trip) => trip.away.from !== '');
    expect(steps('departArrestTrip')).toHaveLength(24);
    expect(sent).toHaveLength(24);
    const regions = ['320000', '350000', '430100', '440400', '450100', '450126'];
    expect([...new Set(sent.map((trip) => trip.destination))].sort()).toEqual(regions);
    const days = sent.map((trip) => trip.departOn).sort();
    expect([days.at(0), days.at(-1)]).toEqual(['2015-07-06', '2015-11-15']);
  });

  it('leaves trips in every state on the last day', () => {
    expect(countBy(trips.map((trip) => trip.state))).toEqual({
      ...{ CLOSED: 19, RETURNED: 2, ESCORTING: 1, ON_SITE: 1, EN_ROUTE: 1, APPROVED: 1, PLANNED: 1, ABORTED: 1 },
    });
    const alone = trips.filter((trip) => ['CLOSED', 'RETURNED'].includes(trip.state) && trip.suspects.length === 0);
    expect(alone.map((trip) => trip.number)).toEqual(['ARR-0004', 'ARR-0022']);
  });

  it('breaks ten gangs, and one is still hunted', () => {
    expect(gangs.filter((gang) => gang.brokenAt !== undefined)).toHaveLength(10);
    expect(gangs.filter((gang) => gang.brokenAt === undefined)).toHaveLength(1);
    expect(new Set(gangs.map((gang) => gang.name)).size).toBe(gangs.length);
  });

  it('detains 36 suspects, numbered in the order of arrest, and seeks four', () => {
    const caught = suspects.filter(([, suspect]) => suspect.detainedAt !== undefined);
    const numbers = Array.from({ length: 36 }, (_, i) => String(i + 1).padStart(2, '0'));
    const byTime = caught.sort(([, a], [, b]) => (a.detainedAt! < b.detainedAt! ? -1 : 1));
    expect(byTime.map(([key]) => key)).toEqual(numbers);
    expect(countBy(suspects.map(([, suspect]) => suspect.state))).toEqual({
      ...{ HANDED_OVER: 34, ESCORTED: 1, DETAINED: 1 },
      ...{ WANTED: 3, LOCATED: 1 },
    });
    expect(caught.filter(([, suspect]) => suspect.known)).toHaveLength(8);
  });

  it('gets back 1,150,000.00 yuan', () => {
    const fen = told.recoveries.reduce((sum, { amount }) => sum + parseMoney(amount)!, 0);
    expect(fen).toBe(parseMoney('1150000.00'));
    const accounts = steps('recordRecovery').flatMap(({ input }) => input['account'] ?? []) as StoryObject[];
    expect(accounts.filter((account) => account['bankId'] !== undefined)).toHaveLength(5);
    expect(accounts.filter((account) => account['bankName'] !== undefined)).toHaveLength(10);
    for (const account of accounts) {
      const number = text(account['number']);
      expect(number).toMatch(/^999\d{16}$/);
      expect(luhnDigit(number.slice(0, -1))).toBe(number.at(-1));
    }
  });

  it('gives every suspect a well-formed ID number of a person long dead', () => {
    const numbers = suspects.map(([, suspect]) => suspect.idNumber);
    expect(new Set(numbers).size).toBe(numbers.length);
    for (const number of numbers) {
      expect(number).toMatch(/^\d{6}19000101\d{3}[\dX]$/);
      expect(idCheckDigit(number.slice(0, 17))).toBe(number.at(-1));
    }
  });

  it('fills the four catalogues of the source', () => {
    const entries = [...told.catalogue.values()];
    expect(countBy(entries.map((entry) => text(entry['kind'])))).toEqual({
      ...{ TARGET_PERSON: 12, VIOLATION: 7, SOURCE_REGION: 8, FRAUD_MODUS: 7 },
    });
    const unnamed = entries.filter((entry) => entry['named'] === false).map((entry) => text(entry['kind']));
    expect(countBy(unnamed)).toEqual({ TARGET_PERSON: 8, SOURCE_REGION: 3 });
    const regions = entries.flatMap((entry) => entry['division'] ?? []);
    expect(regions).toEqual(['450126', '440904', '431321', '350600', '350800']);
  });

  it('has nobody on two trips at once', () => {
    const stays = trips.flatMap((trip) =>
      trip.away.from === '' ? [] : trip.members.map((who) => ({ who, trip: trip.number, ...trip.away })),
    );
    const met = stays.flatMap((one) =>
      stays.filter(
        (other) => other.who === one.who && other.trip > one.trip && other.from < one.to && one.from < other.to,
      ),
    );
    expect(met).toEqual([]);
    const out = new Set(stays.filter((stay) => stay.to === STORY_END).map((stay) => stay.who));
    const next = trips.filter((trip) => ['PLANNED', 'APPROVED'].includes(trip.state)).flatMap((trip) => trip.members);
    expect(next.filter((who) => out.has(who))).toEqual([]);
  });

  it('runs clocks of the last day that are not yet due', () => {
    const open = suspects.filter(([, { detainedAt, housedAt }]) => detainedAt !== undefined && housedAt === undefined);
    expect(open.map(([key]) => key)).toEqual(['35', '36']);
    const seen = trips.find((trip) => trip.state === 'ESCORTING')!.lastSeen;
    expect(seen > '2015-11-15T22:00' && seen < STORY_END).toBe(true);
  });

  it('refers to nothing before the step that makes it, and makes nothing twice', () => {
    const made = story.flatMap(({ makes }) => (makes ? [`${makes.what} ${makes.name}`] : []));
    expect(new Set(made).size).toBe(made.length);
    expect(made).toHaveLength(11 + 40);
  });

  it('stays short enough to be told at the first start', () => {
    expect(story.length).toBeLessThan(1000);
  });
});

describe('the rehearsal', () => {
  it.each<[string, string, (step: Step) => Partial<Step>]>([
    ['who planned approves', 'approveArrestTrip', () => ({ by: 'yk-police.officer' })],
    ['an officer breaks a gang', 'breakGang', () => ({ by: 'yk-police.officer' })],
    ['another than the leader departs', 'departArrestTrip', () => ({ by: 'yk-police.officer-03' })],
    ['a position is older than the last', 'reportPosition', withInput({ at: time('2015-11-15T20:10') })],
    ['a warrant is missing', 'recordArrest', withInput({ warrantNumber: '永公刑拘字〔2015〕0号' })],
    ['an arrest is told too late', 'recordArrest', withInput({ at: time('2015-11-12T22:30') })],
    ['somebody travels who is no police', 'planArrestTrip', withInput({ memberIds: [member('icbc.liaison')] })],
    ['an unknown class is used', 'registerGang', withInput({ modusCode: 'SOMETHING_ELSE' })],
    [
      'a bank that takes no part is named',
      'recordRecovery',
      withInput({ account: { bankId: agency('yk-daily'), number: testAccountNumber('01'), holderName: '嫌疑人01' } }),
    ],
  ])('tells when %s', (_what, action, change) => {
    expect(() => new Rehearsal().run(altered(action, change))).toThrow(action);
  });

  it('tells when a suspect is left behind', () => {
    const steps = altered('completeReturn', withInput({ custody: [] }), 'first');
    expect(() => new Rehearsal().run(steps)).toThrow('not each suspect in a house');
  });

  it('tells when a suspect was not in a detention house in time', () => {
    const place = story.findIndex((step) => step.action === 'recordCustody');
    expect(() => new Rehearsal().run(story.filter((_, i) => i !== place))).toThrow('not cared for in time');
  });

  it('tells when nobody reported for more than two hours', () => {
    const place = story.findIndex((step) => step.action === 'reportPosition');
    expect(() => new Rehearsal().run(story.filter((_, i) => i !== place))).toThrow('more than two hours');
  });
});

describe('test values', () => {
  it('end with the right check digit', () => {
    // The example of GB 11643 itself, and one that ends with X.
    expect(idCheckDigit('11010519491231002')).toBe('X');
    expect(idCheckDigit('44052418800101001')).toBe('4');
    expect(testIdNumber('07', '450126')).toMatch(/^45012619000101007[\dX]$/);
    expect(luhnDigit('7992739871')).toBe('3');
    expect(testAccountNumber('07')).toHaveLength(19);
  });
});
