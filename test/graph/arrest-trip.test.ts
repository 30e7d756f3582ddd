import { errorOf, idOf, startTestApp, type AskOptions, type TestApp, type Variables } from '../support/app';
import { clientOf } from '../support/clients';
import { ABORT, APPROVE, approve, DEPART, depart, PLAN, plan, planInput, type TripNow } from '../support/trips';

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

const ACTIONS = { APPROVE_ARREST_TRIP: APPROVE, DEPART_ARREST_TRIP: DEPART, ABORT_ARREST_TRIP: ABORT } as const;
type ActionCode = keyof typeof ACTIONS;

async function tripOf(id: string, options: AskOptions = {}): Promise<any> {
  return (await app.ask(TRIP, { id }, options)).task;
}

function inputOf(action: ActionCode, taskId: string): Variables {
  return action === 'ABORT_ARREST_TRIP' ? { taskId, reason: '线索有变' } : { taskId };
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
    expect(await tripOf(taskId)).toMatchObject({ phase: 'CANCELLED', availableActions: [], deniedActions: [] });
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

/** Brings a new trip, planned by a commander, to a state. */
async function tripIn(state: string): Promise<TripNow> {
  const planned = await plan(app, {}, { as: 'yk-police.commander-02' });
  if (state === 'PLANNED') return planned;
  if (state === 'ABORTED') {
    const input = { taskId: planned.id, reason: '线索有变' };
    const { abortArrestTrip } = await app.ask(ABORT, { input }, { as: 'yk-police.commander' });
    return { ...abortArrestTrip.task, cursor: abortArrestTrip.cursor };
  }
  const approved = await approve(app, planned.id);
  return state === 'APPROVED' ? approved : depart(app, planned.id);
}

describe('what a member is offered', () => {
  // Planned by yk-police.commander-02, led by yk-police.officer-02.
  const MEMBERS = [
    ...['yk-police.commander', 'yk-police.commander-02', 'yk-police.officer', 'yk-police.officer-02'],
    ...['yk-police.auditor', 'yk-station-1.commander', 'yk-publicorder.officer'],
  ];
  const EXPECTED: Record<string, Record<string, string[]>> = {
    PLANNED: {
      'yk-police.commander': ['APPROVE_ARREST_TRIP', 'ABORT_ARREST_TRIP'],
      'yk-police.commander-02': ['ABORT_ARREST_TRIP'],
    },
    APPROVED: {
      'yk-police.commander': ['DEPART_ARREST_TRIP', 'ABORT_ARREST_TRIP'],
      'yk-police.commander-02': ['DEPART_ARREST_TRIP', 'ABORT_ARREST_TRIP'],
      'yk-police.officer-02': ['DEPART_ARREST_TRIP'],
    },
    EN_ROUTE: {
      'yk-police.commander': ['ABORT_ARREST_TRIP'],
      'yk-police.commander-02': ['ABORT_ARREST_TRIP'],
    },
    ABORTED: {},
  };

  it.each(Object.keys(EXPECTED))('in the state %s is what the mutation then says', async (state) => {
    const { id } = await tripIn(state);
    for (const as of MEMBERS) {
      const { availableActions, deniedActions } = await tripOf(id, { as });
      expect({ as, availableActions }).toEqual({ as, availableActions: EXPECTED[state]?.[as] ?? [] });
      for (const action of Object.keys(ACTIONS) as ActionCode[]) {
        const denial = deniedActions.find((each: { action: string }) => each.action === action);
        const isOffered = availableActions.includes(action);
        expect(isOffered && denial !== undefined).toBe(false);
        const { id: taskId } = isOffered ? await tripIn(state) : { id };
        const answer = await app.post(ACTIONS[action], { input: inputOf(action, taskId) }, { as });
        if (isOffered) expect(answer.errors).toBeUndefined();
        else if (denial) {
          const { code, message, ...rest } = { ...errorOf(answer).extensions, message: errorOf(answer).message };
          expect({ code, ...rest }).toEqual({ code: 'FORBIDDEN', denial });
          expect(message).toContain(denial.reason);
        } else expect(errorOf(answer).extensions).toMatchObject({ code: 'ILLEGAL_TRANSITION', state });
      }
    }
  });

  it('says why a commander who planned may not approve, in both languages', async () => {
    const { id } = await tripIn('PLANNED');
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
      metrics: [{ metric: 'TRIPS_SENT', form: 'COUNTER', unit: 'trips', label: '派出抓捕批次' }],
    });
    expect(states.map(({ state, phase, final }: Record<string, unknown>) => [state, phase, final])).toEqual([
      ['PLANNED', 'PLANNED', false],
      ['APPROVED', 'PLANNED', false],
      ['EN_ROUTE', 'ACTIVE', false],
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
      'PLANNED --> ABORTED: abortArrestTrip',
      'APPROVED --> ABORTED: abortArrestTrip',
      'EN_ROUTE --> ABORTED: abortArrestTrip',
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
