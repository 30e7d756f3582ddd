import type { ApiContext } from '../../src/graph/context';
import { subjectOf } from '../../src/graph/perform';
import { buildApiSchema } from '../../src/graph/schema';
import {
  errorOf,
  idOf,
  startTestApp,
  type ApiError,
  type AskOptions,
  type TestApp,
  type Variables,
} from '../support/app';
import { ABORT, APPROVE, approve, DEPART, plan, PLAN, planInput } from '../support/trips';

/** A frontend that knows no kind runs one by `taskKinds` and `perform` alone, and is told what the mutations tell. */

let app: TestApp;
let fraud: string;

beforeAll(async () => {
  app = await startTestApp();
  fraud = idOf(app.operations, 'YK-FRAUD');
});

const PERFORM = `mutation Perform($input: PerformInput!) { perform(input: $input) {
  cursor items { index key ok repeated id code message path } subject { id version __typename ... on Task { state } }
} }`;
const KINDS = `{ taskKinds { kind actions { action mutation label from fields {
  name label type required list catalogue options { value label } fields { name }
} } } }`;
const MUTATIONS = { PLAN_ARREST_TRIP: PLAN, APPROVE_ARREST_TRIP: APPROVE, DEPART_ARREST_TRIP: DEPART } as const;

interface Field {
  name: string;
  type: string;
  required: boolean;
  list: boolean;
  label: string;
}

async function perform(input: Variables, options: AskOptions = {}): Promise<any> {
  return (await app.ask(PERFORM, { input: { operationId: fraud, values: {}, ...input } }, options)).perform;
}

async function refusal(input: Variables, options: AskOptions = {}): Promise<ApiError> {
  return app.refusal(PERFORM, { input: { operationId: fraud, values: {}, ...input } }, options);
}

function faultsOf({ extensions }: ApiError): unknown[] {
  expect(extensions.code).toBe('BAD_USER_INPUT');
  return (extensions['fields'] as { path: string; code: string }[]).map(({ path, code }) => [path, code]);
}

/** What `planInput` gives without what perform has itself. */
function planValues(given: Variables = {}): Variables {
  const { operationId: _operationId, ...values } = planInput(app, given);
  return values;
}

async function fieldsOf(code: string): Promise<Field[]> {
  const { taskKinds } = await app.ask(KINDS);
  return taskKinds.flatMap((kind: any) => kind.actions).find(({ action }: { action: string }) => action === code)
    .fields;
}

describe('a kind never seen before', () => {
  it('is planned, approved and sent off by what taskKinds and availableActions tell', async () => {
    const gang = await perform({ action: 'REGISTER_GANG', values: { name: '按表单登记的团伙' } });
    // All that is typed into a form: an answer for a label, or else one for each type.
    const leader = idOf(app.members, 'yk-police.officer-02');
    const filledIn: Readonly<Record<string, unknown>> = {
      ...{ String: '按表单填写', ID: leader, DivisionCode: '450126', Date: '2026-12-01' },
      ...{ Priority: 'HIGH', DateTime: '2026-12-20T18:00:00+08:00', 团伙: gang.subject.id },
    };
    const fill = (fields: readonly Field[]): Variables =>
      Object.fromEntries(
        fields.map(({ name, label, type, list }) => {
          const answer = filledIn[label] ?? filledIn[type];
          return [name, list ? [answer] : answer];
        }),
      );
    const planned = await perform({ action: 'PLAN_ARREST_TRIP', values: fill(await fieldsOf('PLAN_ARREST_TRIP')) });
    expect(planned).toMatchObject({ items: [], subject: { __typename: 'ArrestTrip', version: 1, state: 'PLANNED' } });
    const { id: subjectId } = planned.subject;
    for (const [action, as, state] of [
      ['APPROVE_ARREST_TRIP', 'yk-police.commander', 'APPROVED'],
      ['DEPART_ARREST_TRIP', 'yk-police.officer-02', 'EN_ROUTE'],
    ] as const) {
      const { task } = await app.ask(
        `query($id: ID!) { task(id: $id) { availableActions version } }`,
        { id: subjectId },
        { as },
      );
      expect(task.availableActions).toContain(action);
      const values = fill(await fieldsOf(action));
      const done = await perform({ action, subjectId, expectedVersion: task.version, values }, { as });
      expect(done.subject).toMatchObject({ id: subjectId, version: Number(task.version) + 1, state });
    }
  });

  it('tells the fields of an action with labels, types and options, without what perform has itself', async () => {
    const fields = await fieldsOf('PLAN_ARREST_TRIP');
    expect(fields.map(({ name, type, required, list }) => [name, type, required, list])).toEqual([
      ['title', 'String', true, false],
      ['destination', 'DivisionCode', true, false],
      ['stops', 'DivisionCode', false, true],
      ['leaderId', 'ID', true, false],
      ['memberIds', 'ID', true, true],
      ['gangId', 'ID', false, false],
      ['departOn', 'Date', true, false],
      ['priority', 'Priority', false, false],
      ['dueAt', 'DateTime', false, false],
    ]);
    expect(fields[0]).toEqual({
      ...{ name: 'title', label: '标题', type: 'String', required: true, list: false },
      ...{ catalogue: null, options: [], fields: [] },
    });
    expect(fields.find(({ name }) => name === 'priority')).toMatchObject({
      options: [
        { value: 'LOW', label: '低' },
        { value: 'NORMAL', label: '一般' },
        { value: 'HIGH', label: '较急' },
        { value: 'URGENT', label: '紧急' },
      ],
    });
    expect(await fieldsOf('DEPART_ARREST_TRIP')).toEqual([]);
    expect(await fieldsOf('ABORT_ARREST_TRIP')).toMatchObject([{ name: 'reason', required: true }]);
  });

  it('tells a form of what an id is, how long a text may be and what stands where nothing is given', async () => {
    const document = `query($codes: [Action!]) { actions(codes: $codes) { action
      fields { name idOf maxLength defaultValue fields { name idOf maxLength } } } metrics { metric unit } }`;
    const codes = ['PLAN_ARREST_TRIP', 'BEGIN_ESCORT', 'ADD_CATALOGUE_ENTRY'];
    const { actions, metrics } = await app.ask(document, { codes });
    const fieldOf = (code: string, name: string): any =>
      actions.find(({ action }: any) => action === code).fields.find((field: any) => field.name === name);
    expect(fieldOf('PLAN_ARREST_TRIP', 'title')).toMatchObject({ idOf: null, maxLength: 100 });
    expect(fieldOf('PLAN_ARREST_TRIP', 'memberIds')).toMatchObject({ idOf: 'Member' });
    expect(fieldOf('PLAN_ARREST_TRIP', 'gangId')).toMatchObject({ idOf: 'Gang', maxLength: null });
    expect(fieldOf('BEGIN_ESCORT', 'legs').fields).toEqual(
      expect.arrayContaining([
        { name: 'suspectIds', idOf: 'Suspect', maxLength: null },
        { name: 'from', idOf: null, maxLength: 100 },
      ]),
    );
    expect(fieldOf('ADD_CATALOGUE_ENTRY', 'named')).toMatchObject({ defaultValue: true });
    expect(metrics).toEqual(
      expect.arrayContaining([
        { metric: 'GANGS_BROKEN', unit: 'gangs' },
        { metric: 'MONEY_RECOVERED', unit: 'yuan' },
      ]),
    );
  });

  it('has each of its actions among `actions`, by code, in the language asked for', async () => {
    const document = `query($codes: [Action!]) { actions(codes: $codes) { action mutation label(locale: EN)
      fields { name label(locale: EN) } } }`;
    const { actions } = await app.ask(document, { codes: ['ABORT_ARREST_TRIP'] });
    expect(actions).toEqual([
      {
        ...{ action: 'ABORT_ARREST_TRIP', mutation: 'abortArrestTrip', label: expect.any(String) },
        fields: [{ name: 'reason', label: 'Reason' }],
      },
    ]);
    const all = (await app.ask(document)).actions.map(({ action }: { action: string }) => action);
    expect(all).toEqual(expect.arrayContaining(Object.keys(MUTATIONS)));
    expect((await app.ask(document, { codes: [] })).actions).toEqual([]);
  });
});

describe('perform', () => {
  it('answers what the mutation of the action answered under the same key, and the other way round', async () => {
    const key = { idempotencyKey: 'one trip, two ways' };
    const given = { stops: ['450100'], priority: null, dueAt: '2026-12-20T18:00:00.000+08:00' };
    const first = await plan(app, { ...given, ...key });
    const action = 'PLAN_ARREST_TRIP';
    const again = await perform({ action, ...key, values: planValues({ ...given, dueAt: '2026-12-20T10:00:00Z' }) });
    expect(again).toMatchObject({ cursor: first.cursor, subject: { id: first.id, version: 1 } });
    const other = await refusal({ action, ...key, values: planValues({ ...given, title: '另一次抓捕' }) });
    expect(other.extensions).toEqual({ code: 'IDEMPOTENCY_MISMATCH' });
    const approval = { idempotencyKey: 'approved once' };
    const as = { as: 'yk-police.commander' };
    const done = await perform({ action: 'APPROVE_ARREST_TRIP', subjectId: first.id, ...approval }, as);
    const { approveArrestTrip } = await app.ask(APPROVE, { input: { taskId: first.id, ...approval } }, as);
    expect(approveArrestTrip).toMatchObject({ cursor: done.cursor, task: { id: first.id, version: 2 } });
  });

  it('reads one value as a list of one, as a variable is read', async () => {
    const leader = idOf(app.members, 'yk-police.officer-02');
    const key = { idempotencyKey: 'a list of one' };
    const { subject } = await perform({
      action: 'PLAN_ARREST_TRIP',
      ...key,
      values: planValues({ memberIds: leader }),
    });
    expect(await plan(app, { memberIds: leader, ...key })).toMatchObject({ id: subject.id });
  });

  it('takes the operation as its own subject for what begins something', async () => {
    const given = { action: 'PLAN_ARREST_TRIP', values: planValues() };
    expect(await perform({ ...given, subjectId: fraud })).toMatchObject({ subject: { state: 'PLANNED' } });
    const { id } = await plan(app);
    expect(faultsOf(await refusal({ ...given, subjectId: id }))).toEqual([['subjectId', 'NOT_AN_ID']]);
    const above = { ...given, subjectId: idOf(app.operations, 'ZJ-FRAUD') };
    expect((await refusal(above)).extensions).toEqual({ code: 'NOT_FOUND' });
  });

  it('finds nothing of another operation than the one that it names', async () => {
    const { id: subjectId } = await plan(app);
    const as = { as: 'yk-police.commander' };
    for (const operationId of [
      idOf(app.operations, 'ZJ-FRAUD'),
      'op_01h455vb4pex5vsknk084sn02q',
      'nothing',
      subjectId,
    ]) {
      const error = await refusal({ action: 'APPROVE_ARREST_TRIP', operationId, subjectId }, as);
      expect(error.extensions).toEqual({ code: 'NOT_FOUND' });
    }
    expect(await perform({ action: 'APPROVE_ARREST_TRIP', subjectId }, as)).toMatchObject({ subject: { version: 2 } });
  });

  it('refuses an action without a subject, and one that is done in no operation', async () => {
    expect(faultsOf(await refusal({ action: 'APPROVE_ARREST_TRIP' }))).toEqual([['subjectId', 'REQUIRED']]);
    for (const action of ['CREATE_OPERATION', 'CREATE_AGENCY', 'CHANGE_MEMBER']) {
      expect(faultsOf(await refusal({ action, values: planValues() }))).toEqual([['action', 'NOT_PERFORMED']]);
    }
    const unknown = await refusal({ action: 'LAUNCH_ROCKET' });
    expect(unknown.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('names each fault of the values at its place, in words', async () => {
    const values = planValues({
      ...{ title: 7, destination: '999999', stops: ['450100', 'Nanning'], priority: 'SOON' },
      ...{ memberIds: [null], departOn: '2026-02-30', dueAt: 'soon', leaderId: null, colour: 'red' },
    });
    const error = await refusal({ action: 'PLAN_ARREST_TRIP', values });
    expect(faultsOf(error).sort()).toEqual([
      ['values.colour', 'UNKNOWN_FIELD'],
      ['values.departOn', 'NOT_A_DATE'],
      ['values.destination', 'UNKNOWN_DIVISION'],
      ['values.dueAt', 'NOT_AN_INSTANT'],
      ['values.leaderId', 'REQUIRED'],
      ['values.memberIds.0', 'REQUIRED'],
      ['values.priority', 'NOT_ALLOWED'],
      ['values.stops.1', 'UNKNOWN_DIVISION'],
      ['values.title', 'WRONG_TYPE'],
    ]);
    expect(error.message).toContain('没有这个行政区划代码');
    const { title: _title, ...rest } = planValues();
    expect(faultsOf(await refusal({ action: 'PLAN_ARREST_TRIP', values: rest }))).toEqual([
      ['values.title', 'REQUIRED'],
    ]);
  });

  it('names 50 faults at most, however many there are', async () => {
    const values = planValues({ stops: Array(5_000).fill('Nanning') });
    expect(faultsOf(await refusal({ action: 'PLAN_ARREST_TRIP', values }))).toHaveLength(50);
  });

  it.each([[['list']], ['text'], [7], [true]])('refuses %j as values', async (values) => {
    expect(faultsOf(await refusal({ action: 'PLAN_ARREST_TRIP', values }))).toEqual([['values', 'WRONG_TYPE']]);
  });

  it.each(['idempotencyKey', 'follows', 'occurredAt', 'expectedVersion', 'operationId'])(
    'refuses %s among the values, where it would be a second one',
    async (name) => {
      const error = await refusal({ action: 'PLAN_ARREST_TRIP', values: { ...planValues(), [name]: fraud } });
      expect(faultsOf(error)).toEqual([[`values.${name}`, 'UNKNOWN_FIELD']]);
    },
  );

  it('refuses a version of what only begins, as its mutation has no such field', async () => {
    const error = await refusal({ action: 'PLAN_ARREST_TRIP', expectedVersion: 1, values: planValues() });
    expect(faultsOf(error)).toEqual([['expectedVersion', 'UNKNOWN_FIELD']]);
  });
});

describe('what perform refuses', () => {
  /** The mutation's refusal, with the places of its faults as perform has them. */
  async function expectAlike(
    action: keyof typeof MUTATIONS,
    input: Variables,
    { subjectId, ...options }: AskOptions & { subjectId?: string | undefined },
  ): Promise<string> {
    const { idempotencyKey, follows, occurredAt, expectedVersion, ...values } = input;
    const common = { idempotencyKey, follows, occurredAt, expectedVersion };
    const subject = subjectId === undefined ? { operationId: fraud } : { taskId: subjectId };
    const own = errorOf(await app.post(MUTATIONS[action], { input: { ...subject, ...input } }, options));
    const other = await refusal({ action, subjectId, ...common, values }, options);
    const moved = (own.extensions['fields'] as { path: string }[] | undefined)?.map((fault) => ({
      ...fault,
      path: fault.path in common ? fault.path : `values.${fault.path}`,
    }));
    expect(other.extensions).toEqual({ ...own.extensions, ...(moved ? { fields: moved } : {}) });
    if (!moved) expect(other.message).toBe(own.message);
    return own.extensions.code;
  }

  it('is what the mutation of the action refuses, in every code', async () => {
    const { id } = await plan(app);
    const plans = (given: Variables): Variables => planValues(given);
    const as = { as: 'yk-police.commander' };
    const codes = [
      await expectAlike('PLAN_ARREST_TRIP', plans({ title: 'x', stops: Array(21).fill('450100') }), {}),
      await expectAlike('PLAN_ARREST_TRIP', plans({ leaderId: idOf(app.members, 'icbc.liaison') }), {}),
      await expectAlike('PLAN_ARREST_TRIP', plans({ occurredAt: '2099-01-01T00:00:00Z' }), {}),
      await expectAlike('PLAN_ARREST_TRIP', plans({ idempotencyKey: 'k'.repeat(65) }), {}),
      await expectAlike('PLAN_ARREST_TRIP', plans({}), { as: 'icbc.liaison' }),
      await expectAlike('PLAN_ARREST_TRIP', plans({}), { as: 'yk-traffic.officer' }),
      await expectAlike('APPROVE_ARREST_TRIP', {}, { subjectId: id, as: 'yk-police.officer' }),
      await expectAlike('APPROVE_ARREST_TRIP', {}, { subjectId: id, as: 'icbc.liaison' }),
      await expectAlike('APPROVE_ARREST_TRIP', {}, { subjectId: 'trip_01h455vb4pex5vsknk084sn02q', ...as }),
      await expectAlike('APPROVE_ARREST_TRIP', {}, { subjectId: 'nothing at all', ...as }),
      await expectAlike('APPROVE_ARREST_TRIP', { expectedVersion: 7 }, { subjectId: id, ...as }),
      await expectAlike('APPROVE_ARREST_TRIP', { follows: 'never sent' }, { subjectId: id, ...as }),
      await expectAlike('APPROVE_ARREST_TRIP', { note: '' }, { subjectId: id, ...as }),
      await expectAlike('DEPART_ARREST_TRIP', {}, { subjectId: id, ...as }),
    ];
    expect(new Set(codes)).toEqual(
      new Set(['BAD_USER_INPUT', 'FORBIDDEN', 'NOT_FOUND', 'VERSION_CONFLICT', 'ILLEGAL_TRANSITION']),
    );
  });

  it('tells a mismatch of the key before a thing that is not there', async () => {
    const { id: subjectId } = await plan(app);
    const as = { as: 'yk-police.commander' };
    await approve(app, subjectId, { ...as });
    const input = { taskId: subjectId, reason: '撤回批准', idempotencyKey: 'abort once' };
    await app.ask(ABORT, { input }, as);
    const given = { action: 'ABORT_ARREST_TRIP', subjectId, idempotencyKey: 'abort once' };
    const operationId = idOf(app.operations, 'ZJ-FRAUD');
    expect((await refusal({ ...given, operationId, values: { reason: '另有原因' } }, as)).extensions.code).toBe(
      'IDEMPOTENCY_MISMATCH',
    );
    expect((await refusal({ ...given, operationId, values: { reason: '撤回批准' } }, as)).extensions.code).toBe(
      'NOT_FOUND',
    );
  });
});

describe('what perform answers', () => {
  const result = { subject: 'changed', operation: 'op', command: 'cmd', version: 1, seq: 1, repeated: false };
  const reading = (types: Readonly<Record<string, string>>) =>
    ({
      reading: { findSubject: (id: string) => (id in types ? { __typename: types[id], id } : null) },
    }) as unknown as ApiContext;
  const answered = async (types: Readonly<Record<string, string>>): Promise<unknown> => {
    const schema = buildApiSchema(app.services.registry);
    return subjectOf({ ...result, subjectType: '' }, reading(types), schema);
  };

  it('is the operation for what is no subject of its own, and nothing for what is out of sight', async () => {
    expect(await answered({ changed: 'ArrestTrip', op: 'Operation' })).toMatchObject({ id: 'changed' });
    expect(await answered({ changed: 'Agency', op: 'Operation' })).toMatchObject({ id: 'op' });
    expect(await answered({ op: 'Operation' })).toBeNull();
  });
});

describe('values in JSON', () => {
  const nested = (depth: number): unknown =>
    Array.from({ length: depth }).reduce<unknown>((inner) => ({ a: inner }), 1);

  it.each(['__proto__', 'constructor', 'prototype'])('have no name %s, at no depth', async (name) => {
    const body = JSON.stringify(planValues()).replace(/}$/, `,"stops":[{"${name}":{"polluted":true}}]}`);
    const values = JSON.parse(body) as Variables;
    const error = await refusal({ action: 'PLAN_ARREST_TRIP', values });
    expect(error.extensions.code).toBe('BAD_USER_INPUT');
    expect(error.message).toContain(name);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    const literal = `mutation { perform(input: { operationId: "${fraud}", action: PLAN_ARREST_TRIP, values: { ${name}: 1 } }) { cursor } }`;
    expect((await app.refusal(literal)).message).toContain(name);
  });

  it('may be 32 levels deep and no deeper', async () => {
    const given = { action: 'PLAN_ARREST_TRIP' };
    expect(faultsOf(await refusal({ ...given, values: nested(32) }))).toContainEqual(['values.a', 'UNKNOWN_FIELD']);
    expect((await refusal({ ...given, values: nested(33) })).message).toContain('32');
    expect((await refusal({ ...given, values: nested(1_000) })).message).toContain('32');
  });

  it('may be written in the document, with variables in them', async () => {
    const document = `mutation Plan($operationId: ID!, $title: String!, $leaderId: ID!) {
      perform(input: { operationId: $operationId, action: PLAN_ARREST_TRIP, values: {
        title: $title, destination: "450126", leaderId: $leaderId, memberIds: [$leaderId], departOn: "2026-12-01"
      } }) { subject { label } }
    }`;
    const leaderId = idOf(app.members, 'yk-police.officer-02');
    const { perform: done } = await app.ask(document, { operationId: fraud, title: '文内写值', leaderId });
    expect(done.subject.label).toBe('文内写值');
  });
});
