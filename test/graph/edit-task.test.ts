import { errorOf, startTestApp, type AskOptions, type TestApp, type Variables } from '../support/app';
import { ABORT, plan } from '../support/trips';

/** Every task can be edited by who leads it, whatever its kind. */

const EDIT = `mutation Edit($input: EditTaskInput!) {
  editTask(input: $input) { cursor task { __typename id version title priority location division { code } } }
}`;
const COMMANDER = { as: 'yk-police.commander' };
const HERE = { type: 'Point', coordinates: [108.81, 23.22] };

let app: TestApp;
let taskId: string;

beforeAll(async () => {
  app = await startTestApp();
});

beforeEach(async () => {
  taskId = (await plan(app)).id;
});

async function edit(input: Variables, options: AskOptions = COMMANDER): Promise<any> {
  return (await app.ask(EDIT, { input: { taskId, ...input } }, options)).editTask.task;
}

async function faultsOf(input: Variables): Promise<unknown> {
  return errorOf(await app.post(EDIT, { input: { taskId, ...input } }, COMMANDER)).extensions['fields'];
}

it('changes what is given, and nothing else', async () => {
  const edited = await edit({ title: '赴广西宾阳抓捕团伙', location: HERE });
  expect(edited).toMatchObject({ __typename: 'ArrestTrip', id: taskId, version: 2, title: '赴广西宾阳抓捕团伙' });
  expect(edited).toMatchObject({ priority: 'NORMAL', location: HERE, division: { code: '450126' } });
  expect(await edit({ priority: 'URGENT' })).toMatchObject({ version: 3, title: '赴广西宾阳抓捕团伙', location: HERE });
});

it('is told in the log by the new title, and found by it', async () => {
  await edit({ title: '改往来宾市' });
  const { task } = await app.ask(
    'query ($id: ID!) { task(id: $id) { timeline(last: 1) { nodes { event summary actor { code } } } } }',
    { id: taskId },
  );
  expect(task.timeline.nodes).toEqual([
    { event: 'EDIT_TASK', summary: '修改任务“改往来宾市”', actor: { code: 'yk-police.commander' } },
  ]);
  const { operationByCode } = await app.ask(
    '{ operationByCode(code: "YK-FRAUD") { tasks(filter: { text: "来宾市" }) { nodes { id } } } }',
  );
  expect(operationByCode.tasks.nodes).toContainEqual({ id: taskId });
});

it('is done by the planner and by commanders of the lead agency alone', async () => {
  expect(await edit({ priority: 'HIGH' }, { as: 'yk-police.officer' })).toMatchObject({ version: 2 });
  for (const [as, code] of [
    ['yk-police.officer-03', 'NOT_YOUR_ROLE'],
    ['yk-station-1.commander', 'NOT_YOUR_AGENCY'],
  ] as const) {
    const refused = errorOf(await app.post(EDIT, { input: { taskId, priority: 'LOW' } }, { as }));
    expect(refused.extensions).toMatchObject({ code: 'FORBIDDEN', denial: { action: 'EDIT_TASK', code } });
  }
  const hidden = errorOf(await app.post(EDIT, { input: { taskId, priority: 'LOW' } }, { as: 'icbc.liaison' }));
  expect(hidden.extensions).toEqual({ code: 'NOT_FOUND' });
});

it('refuses what changes nothing, and what follows from the trip itself', async () => {
  expect(await faultsOf({})).toMatchObject([{ path: 'title', code: 'NOTHING_TO_CHANGE' }]);
  expect(await faultsOf({ priority: 'NORMAL' })).toMatchObject([{ path: 'priority', code: 'NOTHING_TO_CHANGE' }]);
  expect(await faultsOf({ division: '450100' })).toMatchObject([{ path: 'division', code: 'FOLLOWS_FROM_THE_TASK' }]);
  expect(await faultsOf({ title: '赴' })).toMatchObject([{ path: 'title' }]);
});

it('is not done to a task that is over, nor to what is no task', async () => {
  await app.ask(ABORT, { input: { taskId, reason: '落脚点有变' } }, COMMANDER);
  const over = errorOf(await app.post(EDIT, { input: { taskId, priority: 'LOW' } }, COMMANDER));
  expect(over.extensions).toMatchObject({ code: 'ILLEGAL_TRANSITION', state: 'ABORTED' });
  for (const id of [app.operations.get('YK-FRAUD'), app.agencies.get('yk-police'), 'trip_x', 'nothing', '']) {
    const refused = errorOf(await app.post(EDIT, { input: { taskId: id, priority: 'LOW' } }, COMMANDER));
    expect(refused.extensions).toEqual({ code: 'NOT_FOUND' });
  }
});

it('is offered with its form, by the kind and to who may do it', async () => {
  const { taskKinds, task } = await app.ask(
    `query ($id: ID!) {
      task(id: $id) { availableActions deniedActions { action code } }
      taskKinds { actions { action mutation from to fields { name label } } diagram }
    }`,
    { id: taskId },
    COMMANDER,
  );
  expect(task.availableActions).toContain('EDIT_TASK');
  const [trips] = taskKinds;
  const info = trips.actions.find(({ action }: { action: string }) => action === 'EDIT_TASK');
  expect(info).toMatchObject({ mutation: 'editTask', to: [] });
  expect(info.from).toEqual(['PLANNED', 'APPROVED', 'EN_ROUTE', 'ON_SITE', 'ESCORTING', 'RETURNED']);
  expect(info.fields.map(({ name }: { name: string }) => name)).toEqual(['title', 'priority', 'division', 'location']);
  expect(trips.diagram).not.toContain('editTask');
});

it('is performed by its code like any other', async () => {
  const input = { operationId: app.operations.get('YK-FRAUD'), action: 'EDIT_TASK', subjectId: taskId };
  const { perform } = await app.ask(
    'mutation ($input: PerformInput!) { perform(input: $input) { subject { id version } } }',
    { input: { ...input, values: { priority: 'HIGH' } } },
    COMMANDER,
  );
  expect(perform.subject).toEqual({ id: taskId, version: 2 });
});
