import { dateIn, plus } from '../../src/core/time';
import { addTallies } from '../../src/store/tallies';
import { idOf, startTestApp, type TestApp, type Variables } from '../support/app';
import { approve, depart, plan } from '../support/trips';

/** The demo's county operation: police lead it, the bank takes part, and the province's operation is above. */

let app: TestApp;
let id: string;

const TALLY =
  'metric amount money agency { code } holder { code } kind division { code } violation { code label } day withheld asOf';
const bank = { as: 'icbc.liaison' };

beforeAll(async () => {
  app = await startTestApp();
  id = idOf(app.operations, 'YK-FRAUD');
});

interface ShownTally {
  readonly amount: number | null;
  readonly agency: { readonly code: string } | null;
  readonly kind: string | null;
  readonly day: string | null;
  readonly asOf: string;
}

/** The whole of one metric. */
async function tripsSent(): Promise<{ amount: number; asOf: string }> {
  const [tally] = await tallies('(metrics: [TRIPS_SENT])');
  return { amount: tally?.amount ?? NaN, asOf: tally?.asOf ?? '' };
}

async function tallies(args = '', options = {}): Promise<ShownTally[]> {
  const document = `query ($id: ID!) { operation(id: $id) { tallies${args} { ${TALLY} } } }`;
  return (await app.ask(document, { id }, options)).operation.tallies;
}

const CORRECT = `mutation ($input: CorrectTallyInput!) { correctTally(input: $input) { cursor tally { ${TALLY} } } }`;

function correction(given: Variables = {}): Variables {
  const day = dateIn(app.services.clock.now(), 'Asia/Shanghai');
  return { operationId: id, metric: 'TRIPS_SENT', amount: 1, day, reason: '补登', ...given };
}

describe('tallies', () => {
  it('are live for police, and by agency as many as in all', async () => {
    const before = await tripsSent();
    const trip = await plan(app);
    await approve(app, trip.id);
    await depart(app, trip.id);
    const now = await tripsSent();
    expect(now.amount).toBe(before.amount + 1);
    expect(await tallies('(metrics: [TRIPS_SENT])')).toMatchObject([
      { amount: now.amount, money: null, agency: null, day: null, withheld: false },
    ]);
    expect(now.asOf > before.asOf).toBe(true);
    const groups = await tallies('(metrics: [TRIPS_SENT], by: [AGENCY, KIND])');
    expect(groups.map(({ agency, kind }) => [agency?.code, kind])).toContainEqual(['yk-police', 'ARREST_TRIP']);
    expect(groups.reduce((sum, { amount }) => sum + (amount ?? 0), 0)).toBe(now.amount);
  });

  it('by violation name the entry of the catalogue', async () => {
    const listed = `query ($id: ID!) { operation(id: $id) { catalogue(kind: VIOLATION) { code label } } }`;
    const [entry] = (await app.ask(listed, { id })).operation.catalogue;
    const { store, registry, clock } = app.services;
    const day = dateIn(clock.now(), 'Asia/Shanghai');
    const step = { metric: 'SUSPECTS_DETAINED', amount: 3, audience: 'INSIDERS', violation: entry.code } as const;
    await store.write((session) => addTallies(session, { operation: id, day, registry }, [step]));
    const groups = await tallies('(metrics: [SUSPECTS_DETAINED], by: [VIOLATION])');
    expect(groups).toContainEqual(expect.objectContaining({ amount: 3, violation: entry }));
    expect(groups).toContainEqual(expect.objectContaining({ violation: null }));
  });

  it('are those of the last midnight for a bank, and beside nothing of today', async () => {
    const [total] = await tallies('(metrics: [TRIPS_SENT])', bank);
    expect(total).toMatchObject({ withheld: false, asOf: expect.stringContaining('T16:00:00.000Z') });
    const today = dateIn(app.services.clock.now(), 'Asia/Shanghai');
    // A part of the time is withheld whole: two of them that differ by a day tell that day.
    for (const part of [
      `from: "${today}"`,
      'from: "2025-11-01"',
      'to: "2025-11-01"',
      'from: "2025-11-01", by: [DAY]',
    ]) {
      expect(await tallies(`(metrics: [TRIPS_SENT], ${part})`, bank)).toMatchObject([{ amount: null, withheld: true }]);
    }
    const days = await tallies('(by: [DAY])', bank);
    expect(days.filter(({ day }) => day !== null && day >= today)).toEqual([]);
    expect(days.filter(({ amount }) => amount !== null && amount < 5)).toEqual([]);
  });

  it('stand on the board too', async () => {
    const document = `query ($id: ID!) { board(operationId: $id) { tallies(metrics: [TRIPS_SENT]) { amount } } }`;
    const { board } = await app.ask(document, { id });
    expect(board.tallies).toEqual([{ amount: (await tripsSent()).amount }]);
  });

  it('are none for who only takes part below, and the field is withheld', async () => {
    const document = `{ operationByCode(code: "ZJ-FRAUD") {
      withheld tallies { amount } durations { count } board { tallies { amount } } } }`;
    const { operationByCode } = await app.ask(document);
    expect(operationByCode.withheld).toEqual(expect.arrayContaining(['tallies', 'durations']));
    expect(operationByCode).toMatchObject({ tallies: [], durations: [], board: { tallies: [] } });
  });

  it('refuse days the wrong way round, and those below to who does not lead', async () => {
    const document = (args: string) => `query ($id: ID!) { operation(id: $id) { tallies${args} { amount } } }`;
    const wrong = await app.refusal(document('(from: "2025-11-02", to: "2025-11-01")'), { id });
    expect(wrong.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'to', code: 'BEFORE_START' }] });
    const below = await app.refusal(document('(descendants: true)'), { id }, bank);
    expect(below.extensions).toMatchObject({ code: 'FORBIDDEN', denial: { code: 'LEAD_ONLY' } });
    expect(await tallies('(descendants: true, metrics: [TRIPS_SENT])')).toHaveLength(1);
  });

  it('have no duration as long as nothing measures one', async () => {
    const document = `query ($id: ID!, $metrics: [Metric!]) { operation(id: $id) { durations(metrics: $metrics) { count } } }`;
    expect((await app.ask(document, { id })).operation.durations).toEqual([]);
    const refusal = await app.refusal(document, { id, metrics: ['TRIPS_SENT'] });
    expect(refusal.extensions['fields']).toMatchObject([{ path: 'metrics.0', code: 'NO_DURATION' }]);
  });
});

describe('correctTally', () => {
  const commander = { as: 'yk-police.commander' };

  it('answers the whole sum and a position, and is offered to the commander', async () => {
    const before = await tripsSent();
    const { correctTally } = await app.ask(CORRECT, { input: correction({ amount: 2 }) }, commander);
    expect(correctTally.tally).toMatchObject({ metric: 'TRIPS_SENT', amount: before.amount + 2, day: null });
    expect(correctTally.cursor).toMatch(/^[\w-]+$/);
    const offered = 'query ($id: ID!) { operation(id: $id) { availableActions deniedActions { action code } } }';
    expect((await app.ask(offered, { id }, commander)).operation.availableActions).toContain('CORRECT_TALLY');
    const { operation } = await app.ask(offered, { id }, bank);
    expect(operation.availableActions).not.toContain('CORRECT_TALLY');
  });

  it('tells every fault at its field, in the language of who asks', async () => {
    const tomorrow = dateIn(plus(app.services.clock.now(), { days: 1 }), 'Asia/Shanghai');
    const refusal = await app.refusal(CORRECT, { input: correction({ day: tomorrow, amount: 1.5 }) }, commander);
    expect(refusal.extensions['fields']).toEqual([
      { path: 'amount', code: 'NOT_WHOLE', message: '须为整数' },
      { path: 'day', code: 'IN_FUTURE', message: '不能晚于现在' },
    ]);
    const money = await app.refusal(CORRECT, { input: correction({ amount: null, money: '-1.00' }) }, commander);
    expect(money.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('shows others of the log that a tally was corrected, and neither which nor why', async () => {
    const document = `query ($id: ID!) { operation(id: $id) { log(filter: { actions: [CORRECT_TALLY] }) {
      nodes { details withheld summary } } } }`;
    const entryFor = async (as: string) => (await app.ask(document, { id }, { as })).operation.log.nodes[0];
    expect((await entryFor('yk-police.officer')).details.correction).toMatchObject({ amount: 2, reason: '补登' });
    expect(await entryFor(bank.as)).toEqual({ details: {}, withheld: ['correction'], summary: '更正战果统计' });
  });
});
