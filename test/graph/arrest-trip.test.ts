import { errorOf, idOf, startTestApp, type AskOptions, type TestApp, type Variables } from '../support/app';
import { clientOf } from '../support/clients';
import { ABORT, APPROVE, approve, DEPART, depart, PLAN, plan, planInput } from '../support/trips';

/** An arrest trip from plan to departure, by the documents that a frontend sends. */

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});

const TRIP = `query Trip($id: ID!) { task(id: $id) {
  __typename id number version state stateLabel phase title priority overdue paused dueAt closedAt withheld
  operation { code } leadAgency { code } createdBy { code } availableActions deniedActions { action code reason }
  ... on ArrestTrip {
    batch departOn departedAt leader { code } members { code }
    destination { code name fullName level } stops { name }
  }
} }`;

async function tripOf(id: string, options: AskOptions = {}): Promise<any> {
  return (await app.ask(TRIP, { id }, options)).task;
}

describe('an arrest trip', () => {
  it('is planned by an officer, approved by a commander, and departs with its leader', async () => {
    const planned = await plan(app, { stops: ['450100'], priority: 'URGENT', dueAt: '2026-12-20T18:00:00+08:00' });
    expect(planned).toMatchObject({ version: 1, state: 'PLANNED' });
    expect(await tripOf(planned.id)).toMatchObject({
      __typename: 'ArrestTrip',
      ...{ version: 1, state: 'PLANNED', stateLabel: '已计划,待批准', phase: 'PLANNED', priority: 'URGENT' },
      ...{ title: '赴广西宾阳抓捕', overdue: false, paused: false, dueAt: '2026-12-20T10:00:00.000Z', closedAt: null },
      ...{ operation: { code: 'YK-FRAUD' }, leadAgency: { code: 'yk-police' }, withheld: [] },
      ...{ createdBy: { code: 'yk-police.officer' }, departOn: '2026-12-01', departedAt: null },
      ...{ leader: { code: 'yk-police.officer-02' }, members: [{ code: 'yk-police.officer-02' }] },
      destination: {
        code: '450126',
        name: '宾阳县',
        fullName: expect.stringMatching(/^广西.*宾阳县$/),
        level: 'COUNTY',
      },
      stops: [{ name: expect.stringContaining('南宁') }],
    });
    expect(await approve(app, planned.id)).toMatchObject({ id: planned.id, version: 2, state: 'APPROVED' });
    const left = await depart(app, planned.id);
    expect(left).toMatchObject({ id: planned.id, version: 3, state: 'EN_ROUTE', departedAt: expect.any(String) });
    expect(await tripOf(planned.id)).toMatchObject({ state: 'EN_ROUTE', stateLabel: '在途', phase: 'ACTIVE' });
  });

  it('is aborted by a commander of its lead agency, and then it is over', async () => {
    const { id: taskId } = await plan(app);
    const input = { taskId, reason: '落脚点有变' };
    const { abortArrestTrip } = await app.ask(ABORT, { input }, { as: 'yk-police.commander-02' });
    expect(abortArrestTrip.task).toEqual({ id: taskId, version: 2, state: 'ABORTED', closedAt: expect.any(String) });
    expect(await tripOf(taskId)).toMatchObject({
      ...{ phase: 'CANCELLED', availableActions: [] },
      deniedActions: [{ action: 'RECORD_FAMILY_NOTICE', code: 'NOBODY_DETAINED_HERE' }],
    });
  });

  it('has the number and the batch that come next', async () => {
    const first = await plan(app);
    const refused = await app.refusal(PLAN, { input: planInput(app) }, { as: 'yk-station-1.officer' });
    expect(refused.extensions['fields']).toMatchObject([{ path: 'leaderId', code: 'NOT_OF_OWN_AGENCY' }]);
    const third = await plan(app, leadBy('yk-station-1.officer-02'), { as: 'yk-station-1.officer' });
    const batch = Number(first['batch']);
    expect(first['number']).toBe(`ARR-${String(batch).padStart(4, '0')}`);
    expect(third).toMatchObject({ number: `ARR-${String(batch + 1).padStart(4, '0')}`, batch: batch + 1 });
  });

  it('takes the leader along, once, and everyone else who travels', async () => {
    const others = ['yk-station-1.officer-04', 'yk-police.officer-03'].map((code) => idOf(app.members, code));
    const { id } = await plan(app, { memberIds: [...others, others[0]] });
    const { members } = await tripOf(id);
    expect(members.map(({ code }: { code: string }) => code).sort()).toEqual(
      ['yk-police.officer-02', 'yk-police.officer-03', 'yk-station-1.officer-04'].sort(),
    );
  });

  it('departed when it was said to, if that was before it could be sent', async () => {
    const { id: taskId } = await plan(app);
    await approve(app, taskId);
    const now = Date.parse(app.services.clock.now());
    const at = (hours: number): string => new Date(now - hours * 3_600_000).toISOString();
    const as = { as: 'yk-police.officer-02' };
    for (const [occurredAt, code] of [
      [at(-1), 'IN_FUTURE'],
      [at(73), 'TOO_OLD'],
    ] as const) {
      const error = await app.refusal(DEPART, { input: { taskId, occurredAt } }, as);
      expect(error.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'occurredAt', code }] });
    }
    const { departArrestTrip } = await app.ask(DEPART, { input: { taskId, occurredAt: at(2) } }, as);
    expect(departArrestTrip.task.departedAt).toBe(at(2));
  });

  it('answers the same again under the same key, and by the rights of now', async () => {
    const key = { idempotencyKey: 'plan once' };
    const first = await plan(app, key);
    await approve(app, first.id);
    const again = await plan(app, key);
    expect(again).toMatchObject({ id: first.id, number: first['number'], cursor: first.cursor });
    expect(again.state).toBe('APPROVED');
  });

  it("can follow one's own command that was not answered yet", async () => {
    const as = { as: 'yk-police.commander' };
    const { id: taskId } = await plan(app);
    await app.ask(APPROVE, { input: { taskId, idempotencyKey: 'approve', expectedVersion: 1 } }, as);
    const input = { taskId, reason: '批准后撤回', follows: 'approve' };
    expect((await app.ask(ABORT, { input }, as)).abortArrestTrip.task.version).toBe(3);
    const late = await app.refusal(ABORT, { input }, as);
    expect(late.extensions).toEqual({ code: 'VERSION_CONFLICT', currentVersion: 3 });
  });

  it('is planned only by who takes part in its operation: not above, and not beside', async () => {
    const input = planInput(app, { operationId: idOf(app.operations, 'ZJ-FRAUD') });
    const above = await app.refusal(PLAN, { input });
    expect(above.extensions).toMatchObject({
      code: 'FORBIDDEN',
      denial: { action: 'PLAN_ARREST_TRIP', code: 'NOT_YOUR_AGENCY' },
    });
    const outside = await app.refusal(PLAN, { input: planInput(app) }, { as: 'yk-traffic.officer' });
    expect(outside.extensions).toEqual({ code: 'NOT_FOUND' });
  });
});

function leadBy(code: string): Variables {
  const leaderId = idOf(app.members, code);
  return { leaderId, memberIds: [leaderId] };
}

describe('the board', () => {
  const BOARD = `query Board($id: ID!, $filter: TaskFilter) { board(operationId: $id, filter: $filter) {
    id cursor overdue columns { phase label count tasks(first: 100) { totalCount nodes { id priority number } } } } }`;

  async function board(filter?: Variables): Promise<any> {
    return (await app.ask(BOARD, { id: idOf(app.operations, 'YK-FRAUD'), filter })).board;
  }

  const idsOf = (shown: any, phase: string): string[] =>
    shown.columns.find((column: any) => column.phase === phase).tasks.nodes.map(({ id }: { id: string }) => id);

  it('shows a trip in the column of its state, and counts it there', async () => {
    const before = await board();
    const { id } = await plan(app);
    const planned = await board();
    expect(idsOf(planned, 'PLANNED')).toContain(id);
    await approve(app, id);
    await depart(app, id);
    const after = await board();
    expect(idsOf(after, 'ACTIVE')).toContain(id);
    const counts = (shown: any): Record<string, number> =>
      Object.fromEntries(shown.columns.map(({ phase, count }: any) => [phase, count]));
    expect(counts(after)).toEqual({ ...counts(before), ACTIVE: (counts(before)['ACTIVE'] ?? 0) + 1 });
    for (const column of after.columns) {
      expect(column.tasks.totalCount).toBe(column.count);
      expect(column.tasks.nodes).toHaveLength(column.count);
    }
    expect(after.columns.map(({ label }: any) => label)).toEqual(['待启动', '进行中', '等待中', '已完成', '已撤销']);
  });

  it('puts what is most urgent first', async () => {
    for (const priority of ['LOW', 'URGENT', 'NORMAL', 'HIGH']) await plan(app, { priority });
    const order = ['URGENT', 'HIGH', 'NORMAL', 'LOW'];
    const [planned] = (await board()).columns;
    const ranks = planned.tasks.nodes.map(({ priority }: any) => order.indexOf(priority));
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
  });

  it('filters by what a trip is', async () => {
    const { id, number } = (await plan(app, { priority: 'LOW' })) as unknown as { id: string; number: string };
    const police = idOf(app.agencies, 'yk-police');
    const found: Variables[] = [
      { numbers: [number] },
      { kinds: ['ARREST_TRIP'], states: ['PLANNED'], priorities: ['LOW'], phases: ['PLANNED'] },
      { leadAgencyIds: [police], paused: false, overdue: false },
    ];
    for (const filter of found) expect(idsOf(await board(filter), 'PLANNED')).toContain(id);
    const lost: Variables[] = [
      { numbers: [] },
      { states: ['EN_ROUTE'] },
      { leadAgencyIds: [idOf(app.agencies, 'icbc')] },
    ];
    for (const filter of lost) expect(idsOf(await board(filter), 'PLANNED')).not.toContain(id);
  });

  it('can be followed from where a command has brought it', async () => {
    const { cursor, id } = await plan(app);
    const client = clientOf(app, 'yk-police.commander');
    const commander = { as: 'yk-police.commander' };
    const { board: seen } = await app.ask(BOARD, { id: idOf(app.operations, 'YK-FRAUD') }, commander);
    expect(seen.cursor).toBe(cursor);
    const document = `subscription($id: ID!, $after: Cursor) { boardChanged(operationId: $id, after: $after) {
      after cursor entries { action } tasks { id version state } } }`;
    const live = client.follow(document, { id: idOf(app.operations, 'YK-FRAUD'), after: cursor });
    const approved = await approve(app, id);
    expect((await live.next()).data.boardChanged).toEqual({
      ...{ after: cursor, cursor: approved.cursor, entries: [{ action: 'APPROVE_ARREST_TRIP' }] },
      tasks: [{ id, version: 2, state: 'APPROVED' }],
    });
    live.unsubscribe();
  });
});

const HOUSE = '宾阳县看守所';
const WARRANT = '永公刑拘字〔2026〕1号';

/** A trip with whom it has detained. */
interface Trip {
  readonly id: string;
  readonly suspect?: string;
  /** Whom another trip that is over has left in a detention house. */
  readonly leftBehind?: string;
  /** When the suspect entered the detention house. */
  readonly enteredAt?: string;
}

/** What each action on a trip takes that is right for it where the trip stands. */
const INPUTS: Record<string, (trip: Trip) => Variables> = {
  editTask: () => ({ priority: 'URGENT' }),
  approveArrestTrip: () => ({}),
  departArrestTrip: () => ({}),
  arriveArrestTrip: () => ({ hostAgency: '宾阳县公安局', cooperationLetter: '永公协〔2026〕1号' }),
  recordDocument: () => ({ document: { kind: 'SUMMONS', number: '永公传字〔2026〕2号', issuedOn: '2015-12-01' } }),
  recordArrest: () => ({ newSuspect: { name: '测试' }, at: now(), place: '宾阳县城', warrantNumber: WARRANT }),
  recordFamilyNotice: (trip) => ({ suspectId: suspectOf(trip), at: now() }),
  recordCustody: (trip) => ({
    ...{ suspectId: suspectOf(trip), house: HOUSE, enteredAt: trip.enteredAt ?? now(), temporary: false },
    ...(trip.enteredAt === undefined ? {} : { leftAt: now() }),
  }),
  recordRecovery: () => ({ amount: '100.00', at: now() }),
  reportPosition: () => ({ at: now(), place: '宾阳县城' }),
  beginEscort: (trip) => ({
    legs: [
      {
        ...{
          mode: 'TRAIN',
          from: '南宁',
          to: '永康',
          departAt: now(),
          suspectIds: [trip.leftBehind ?? suspectOf(trip)],
        },
        officerIds: TRAVELLERS.map((code) => idOf(app.members, code)),
      },
    ],
  }),
  completeReturn: ({ suspect }) => {
    const at = now();
    return { at, custody: suspect === undefined ? [] : [{ suspectId: suspect, house: HOUSE, enteredAt: at }] };
  },
  closeArrestTrip: () => ({ report: '嫌疑人均已移交' }),
  abortArrestTrip: () => ({ reason: '线索有变' }),
};

function now(): string {
  return app.services.clock.now();
}

/** Whom the trip detained; where it detained nobody, somebody who is not there. */
function suspectOf({ id, suspect }: Trip): string {
  return suspect ?? id.replace('trip_', 'susp_');
}

function documentOf(action: string): string {
  const input = `${action[0]?.toUpperCase() ?? ''}${action.slice(1)}Input`;
  return `mutation($input: ${input}!) { ${action}(input: $input) { task { id ... on ArrestTrip { suspects { id } } } } }`;
}

/** Who travels with the trips below: their leader, and an officer of another agency. */
const TRAVELLERS = ['yk-police.officer-02', 'yk-station-1.officer-04'];

/** How a trip came where it stands; the steps of each begin with the plan of yk-police.commander-02. */
const ARRIVED = ['approveArrestTrip', 'departArrestTrip', 'arriveArrestTrip'];
const DETAINED = [...ARRIVED, 'recordArrest'];
const RETURNED = [...DETAINED, 'beginEscort', 'completeReturn'];
const STEPS = {
  PLANNED: [],
  APPROVED: ARRIVED.slice(0, 1),
  EN_ROUTE: ARRIVED.slice(0, 2),
  'ON_SITE, with nobody detained': ARRIVED,
  'ON_SITE, with a suspect': DETAINED,
  ESCORTING: [...DETAINED, 'beginEscort'],
  RETURNED,
  CLOSED: [...RETURNED, 'closeArrestTrip'],
  'ABORTED, with nobody detained': ['abortArrestTrip'],
  'ABORTED, with a suspect in a detention house': [...DETAINED, 'recordCustody', 'abortArrestTrip'],
} satisfies Record<string, string[]>;
type Stand = keyof typeof STEPS;

/** Brings a new trip, with a warrant, to where it stands. */
async function tripAt(stand: Stand): Promise<Trip> {
  const memberIds = TRAVELLERS.map((code) => idOf(app.members, code));
  const { id } = await plan(app, { memberIds }, { as: 'yk-police.commander-02' });
  const as = 'yk-police.commander';
  const document = { kind: 'DETENTION_WARRANT', number: WARRANT, issuedOn: '2015-12-01' };
  await app.ask(documentOf('recordDocument'), { input: { taskId: id, document } }, { as });
  let trip: Trip = { id };
  for (const action of STEPS[stand]) {
    const input: Variables = { taskId: id, ...INPUTS[action]?.(trip) };
    const { task } = (await app.ask(documentOf(action), { input }, { as }))[action];
    const [suspect] = task.suspects;
    trip = { ...trip, ...(suspect ? { suspect: suspect.id } : {}) };
    if (action === 'completeReturn') trip = { ...trip, enteredAt: String(input['at']) };
  }
  if (stand !== 'ON_SITE, with nobody detained') return trip;
  const { suspect } = await tripAt('ABORTED, with a suspect in a detention house');
  return { ...trip, ...(suspect ? { leftBehind: suspect } : {}) };
}

interface Denial {
  readonly action: string;
  readonly code: string;
  readonly reason: string;
}
type Answer = Awaited<ReturnType<TestApp['post']>>;

const codeOf = (action: string): string => action.replace(/[A-Z]/g, '_$&').toUpperCase();

describe('what a member is offered', () => {
  // Planned by yk-police.commander-02, led by yk-police.officer-02, who travels with yk-station-1.officer-04.
  const MEMBERS = [
    ...['yk-police.commander', 'yk-police.commander-02', 'yk-police.officer', 'yk-police.officer-02'],
    ...['yk-police.auditor', 'yk-station-1.commander', 'yk-station-1.officer-04', 'yk-publicorder.officer'],
  ];

  /** By who it is: commanders of the lead agency, an officer of it who stays at home, the leader, who else travels. */
  function offers(by: Record<'commander' | 'home' | 'leader' | 'traveller', string[]>): Record<string, string[]> {
    return {
      'yk-police.commander': by.commander,
      'yk-police.commander-02': by.commander,
      'yk-police.officer': by.home,
      'yk-police.officer-02': by.leader,
      'yk-station-1.officer-04': by.traveller,
    };
  }
  const alike = (codes: string[]): Record<string, string[]> =>
    offers({ commander: codes, home: codes, leader: codes, traveller: codes });
  /** On the way commanders do what travellers do. */
  function underWay(codes: string[], home: string[]): Record<string, string[]> {
    return offers({ commander: codes, home, leader: codes, traveller: codes });
  }

  const commanders = (codes: string[]): Record<string, string[]> => ({
    'yk-police.commander': codes,
    'yk-police.commander-02': codes,
  });

  const AT_SITE = ['ARRIVE_ARREST_TRIP', 'RECORD_DOCUMENT', 'RECORD_ARREST'];
  const CARE = ['RECORD_FAMILY_NOTICE', 'RECORD_CUSTODY', 'RECORD_RECOVERY'];
  const EXPECTED: Record<Stand, Record<string, string[]>> = {
    PLANNED: {
      ...alike(['RECORD_DOCUMENT']),
      'yk-police.commander': ['APPROVE_ARREST_TRIP', 'RECORD_DOCUMENT', 'ABORT_ARREST_TRIP'],
      'yk-police.commander-02': ['RECORD_DOCUMENT', 'ABORT_ARREST_TRIP'],
    },
    APPROVED: offers({
      commander: ['DEPART_ARREST_TRIP', 'RECORD_DOCUMENT', 'ABORT_ARREST_TRIP'],
      home: ['RECORD_DOCUMENT'],
      leader: ['DEPART_ARREST_TRIP', 'RECORD_DOCUMENT'],
      traveller: ['RECORD_DOCUMENT'],
    }),
    EN_ROUTE: {
      ...underWay(['ARRIVE_ARREST_TRIP', 'RECORD_DOCUMENT', 'REPORT_POSITION'], ['RECORD_DOCUMENT']),
      ...commanders(['ARRIVE_ARREST_TRIP', 'RECORD_DOCUMENT', 'REPORT_POSITION', 'ABORT_ARREST_TRIP']),
    },
    'ON_SITE, with nobody detained': {
      ...underWay(
        [...AT_SITE, 'RECORD_RECOVERY', 'REPORT_POSITION', 'BEGIN_ESCORT', 'COMPLETE_RETURN'],
        ['RECORD_DOCUMENT', 'RECORD_RECOVERY'],
      ),
      ...commanders([
        ...[...AT_SITE, 'RECORD_RECOVERY', 'REPORT_POSITION'],
        ...['BEGIN_ESCORT', 'COMPLETE_RETURN', 'ABORT_ARREST_TRIP'],
      ]),
    },
    'ON_SITE, with a suspect': underWay(
      [...AT_SITE, ...CARE, 'REPORT_POSITION', 'BEGIN_ESCORT'],
      ['RECORD_DOCUMENT', ...CARE],
    ),
    ESCORTING: underWay(
      ['RECORD_DOCUMENT', ...CARE, 'REPORT_POSITION', 'BEGIN_ESCORT', 'COMPLETE_RETURN'],
      ['RECORD_DOCUMENT', ...CARE],
    ),
    RETURNED: {
      ...alike(['RECORD_DOCUMENT', ...CARE, 'CLOSE_ARREST_TRIP']),
      'yk-station-1.officer-04': ['RECORD_DOCUMENT', ...CARE],
    },
    CLOSED: alike(['RECORD_FAMILY_NOTICE']),
    'ABORTED, with nobody detained': {},
    'ABORTED, with a suspect in a detention house': alike(['RECORD_FAMILY_NOTICE']),
  };

  /** As every task has it, while there is work to do. */
  const OF_EVERY_TASK: Record<string, string[]> = commanders(['EDIT_TASK']);
  const isOver = (stand: Stand): boolean => stand === 'CLOSED' || stand.startsWith('ABORTED');

  /** Codes of what must hold of the trip beside its state; all others are of who acts. */
  const GUARDS = ['NOBODY_DETAINED_HERE', 'NOBODY_HELD', 'SUSPECTS_NOT_ESCORTED', 'SUSPECT_NOT_IN_HOUSE'];

  function expectRefusal(answer: Answer, state: string, denial?: Denial): void {
    const { extensions, message } = errorOf(answer);
    if (!denial) {
      expect(extensions).toMatchObject({ code: 'ILLEGAL_TRANSITION', state });
      return;
    }
    const { action: _action, code, reason } = denial;
    if (GUARDS.includes(code)) {
      expect(extensions).toEqual({ code: 'PRECONDITION_FAILED', unmet: [{ code, message: reason }] });
    } else expect(extensions).toEqual({ code: 'FORBIDDEN', denial });
    expect(message).toContain(reason);
  }

  it.each(Object.keys(STEPS) as Stand[])('in the state %s is what the mutation then says', async (stand) => {
    const trip = await tripAt(stand);
    const done = new Set<string>();
    for (const as of MEMBERS) {
      const { state, availableActions, deniedActions } = await tripOf(trip.id, { as });
      expect(state).toBe(stand.split(',')[0]);
      const common = isOver(stand) ? [] : (OF_EVERY_TASK[as] ?? []);
      expect({ as, availableActions }).toEqual({ as, availableActions: [...(EXPECTED[stand][as] ?? []), ...common] });
      for (const [action, inputOf] of Object.entries(INPUTS)) {
        const denial = deniedActions.find((each: Denial) => each.action === codeOf(action));
        const isOffered = availableActions.includes(codeOf(action));
        expect(isOffered && denial !== undefined).toBe(false);
        // Who may do it is decided apart from what it does: each is done by the first who is offered it.
        if (isOffered && done.has(action)) continue;
        if (isOffered) done.add(action);
        const on = isOffered ? await tripAt(stand) : trip;
        const answer = await app.post(documentOf(action), { input: { taskId: on.id, ...inputOf(on) } }, { as });
        if (isOffered) expect(answer.errors).toBeUndefined();
        else expectRefusal(answer, state, denial);
      }
    }
  });

  it('after an abort with nobody detained is nothing, whoever asks', async () => {
    const { id } = await tripAt('ABORTED, with nobody detained');
    for (const as of MEMBERS) {
      const denied = [{ action: 'RECORD_FAMILY_NOTICE' }];
      expect(await tripOf(id, { as })).toMatchObject({ availableActions: [], deniedActions: denied });
    }
  });

  it('says why a commander who planned may not approve, in both languages', async () => {
    const { id } = await tripAt('PLANNED');
    const as = 'yk-police.commander-02';
    const denied = { action: 'APPROVE_ARREST_TRIP', code: 'SEPARATE_DUTIES' };
    expect((await tripOf(id, { as })).deniedActions).toEqual([
      { ...denied, reason: '前一步由您办理,须由他人办理这一步' },
    ]);
    const english = await tripOf(id, { as, headers: { 'accept-language': 'en' } });
    expect(english.deniedActions).toEqual([
      { ...denied, reason: 'you did the step before, so somebody else must do this one' },
    ]);
    expect(english.stateLabel).toBe('Planned, to be approved');
  });

  it('on the operation is to plan a trip, for police officers and commanders', async () => {
    const document = `{ operationByCode(code: "YK-FRAUD") { availableActions deniedActions { action code } } }`;
    const planning = 'PLAN_ARREST_TRIP';
    const offered = async (as: string): Promise<unknown> => {
      const { availableActions, deniedActions } = (await app.ask(document, {}, { as })).operationByCode;
      return {
        availableActions: availableActions.filter((action: string) => action === planning),
        deniedActions: deniedActions.filter(({ action }: { action: string }) => action === planning),
      };
    };
    for (const as of ['yk-police.officer', 'yk-station-1.officer', 'yk-publicorder.commander']) {
      expect(await offered(as)).toEqual({ availableActions: [planning], deniedActions: [] });
    }
    for (const [as, code] of [
      ['yk-police.auditor', 'NOT_YOUR_ROLE'],
      ['icbc.liaison', 'NOT_YOUR_AGENCY'],
    ] as const) {
      expect(await offered(as)).toEqual({ availableActions: [], deniedActions: [{ action: planning, code }] });
      expect((await app.refusal(PLAN, { input: planInput(app) }, { as })).extensions['denial']).toMatchObject({
        action: planning,
        code,
      });
    }
  });
});

describe('the kind', () => {
  it('is told from the table that runs, with its diagram', async () => {
    const { taskKinds } = await app.ask(`{ taskKinds { kind prefix typeName label diagram
      states { state phase final label } actions { action mutation from to roles agencyTypes duties label }
      metrics { metric form unit label } } }`);
    expect(taskKinds).toHaveLength(1);
    const [{ actions, states, diagram, ...kind }] = taskKinds;
    expect(kind).toEqual({
      ...{ kind: 'ARREST_TRIP', prefix: 'ARR', typeName: 'ArrestTrip', label: '外省抓捕' },
      metrics: [
        { metric: 'TRIPS_SENT', form: 'COUNTER', unit: 'trips', label: '派出抓捕批次' },
        { metric: 'SUSPECTS_DETAINED', form: 'COUNTER', unit: 'persons', label: '刑事拘留' },
        { metric: 'SUSPECTS_ESCORTED', form: 'COUNTER', unit: 'persons', label: '押解回本地' },
        { metric: 'MONEY_RECOVERED', form: 'MONEY', unit: 'yuan', label: '追回赃款' },
      ],
    });
    expect(states.map(({ state, phase, final }: Record<string, unknown>) => [state, phase, final])).toEqual([
      ['PLANNED', 'PLANNED', false],
      ['APPROVED', 'PLANNED', false],
      ['EN_ROUTE', 'ACTIVE', false],
      ['ON_SITE', 'ACTIVE', false],
      ['ESCORTING', 'ACTIVE', false],
      ['RETURNED', 'ACTIVE', false],
      ['CLOSED', 'DONE', true],
      ['ABORTED', 'CANCELLED', true],
    ]);
    expect(actions).toContainEqual({
      ...{ action: 'APPROVE_ARREST_TRIP', mutation: 'approveArrestTrip', from: ['PLANNED'], to: ['APPROVED'] },
      ...{ roles: ['COMMANDER'], agencyTypes: ['POLICE_BUREAU'], duties: ['createdBy'], label: '批准抓捕' },
    });
    expect(diagram.split('\n').map((line: string) => line.trim())).toEqual([
      'stateDiagram-v2',
      '[*] --> PLANNED: planArrestTrip',
      'PLANNED --> APPROVED: approveArrestTrip',
      'APPROVED --> EN_ROUTE: departArrestTrip',
      'EN_ROUTE --> ON_SITE: arriveArrestTrip',
      'ON_SITE --> ON_SITE: arriveArrestTrip',
      'ON_SITE --> ESCORTING: beginEscort',
      'ESCORTING --> ESCORTING: beginEscort',
      'ON_SITE --> RETURNED: completeReturn',
      'ESCORTING --> RETURNED: completeReturn',
      'RETURNED --> CLOSED: closeArrestTrip',
      'PLANNED --> ABORTED: abortArrestTrip',
      'APPROVED --> ABORTED: abortArrestTrip',
      'EN_ROUTE --> ABORTED: abortArrestTrip',
      'ON_SITE --> ABORTED: abortArrestTrip',
      'ESCORTING --> ABORTED: abortArrestTrip',
      'CLOSED --> [*]',
      'ABORTED --> [*]',
    ]);
  });
});

describe('the log of a trip', () => {
  it('tells each step in both languages, with who did it and what was given', async () => {
    const { id: taskId } = await plan(app, { title: '赴福建抓捕', destination: '350000' });
    const as = { as: 'yk-police.commander' };
    await app.ask(APPROVE, { input: { taskId, note: '注意安全' } }, as);
    await depart(app, taskId);
    await app.ask(ABORT, { input: { taskId, reason: '嫌疑人已到案' } }, as);
    const document = `query Log($id: ID!, $subject: ID!) { operation(id: $id) { log(filter: { subjectIds: [$subject] }) { nodes {
      event action taskVersion actor { code } agency { code } summary english: summary(locale: EN) details withheld
      subject { id } task { id state } proof { seq }
    } } } }`;
    const { operation } = await app.ask(document, { id: idOf(app.operations, 'YK-FRAUD'), subject: taskId });
    const entries: any[] = operation.log.nodes;
    expect(entries.map((entry) => [entry.action, entry.actor.code, entry.taskVersion])).toEqual([
      ['PLAN_ARREST_TRIP', 'yk-police.officer', 1],
      ['APPROVE_ARREST_TRIP', 'yk-police.commander', 2],
      ['DEPART_ARREST_TRIP', 'yk-police.officer-02', 3],
      ['ABORT_ARREST_TRIP', 'yk-police.commander', 4],
    ]);
    expect(entries.map((entry) => [entry.summary, entry.english])).toEqual([
      ['计划外省抓捕“赴福建抓捕”,前往福建省', expect.stringMatching(/^Arrest trip “赴福建抓捕” to .+ planned$/)],
      ['批准外省抓捕“赴福建抓捕”', 'Arrest trip “赴福建抓捕” approved'],
      ['外省抓捕“赴福建抓捕”出发,前往福建省', expect.stringMatching(/^Arrest trip “赴福建抓捕” departed for .+$/)],
      ['中止外省抓捕“赴福建抓捕”', 'Arrest trip “赴福建抓捕” aborted'],
    ]);
    expect(entries[1].details).toEqual({ state: 'APPROVED', note: '注意安全' });
    expect(entries[3].details).toEqual({ state: 'ABORTED', reason: '嫌疑人已到案' });
    for (const entry of entries) {
      expect(entry).toMatchObject({ subject: { id: taskId }, task: { id: taskId, state: 'ABORTED' }, proof: null });
    }
    expect(entries.map((entry) => entry.withheld)).toEqual([[], [], [], []]);
  });
});
