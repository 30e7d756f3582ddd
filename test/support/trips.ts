import { TaskRow } from '../../src/store/rows/task.row';
import { idOf, type AskOptions, type TestApp, type Variables } from './app';

/** Documents and short ways to bring an arrest trip to where a test begins. */

export const PLAN = `mutation Plan($input: PlanArrestTripInput!) {
  planArrestTrip(input: $input) { cursor task { id number batch version state } }
}`;
export const APPROVE = `mutation Approve($input: ApproveArrestTripInput!) {
  approveArrestTrip(input: $input) { cursor task { id version state } }
}`;
export const DEPART = `mutation Depart($input: DepartArrestTripInput!) {
  departArrestTrip(input: $input) { cursor task { id version state departedAt } }
}`;
export const ABORT = `mutation Abort($input: AbortArrestTripInput!) {
  abortArrestTrip(input: $input) { cursor task { id version state closedAt } }
}`;

/** A trip as a command has left it. */
export interface TripNow {
  readonly id: string;
  readonly version: number;
  readonly state: string;
  /** Position of the command. */
  readonly cursor: string;
  readonly [field: string]: unknown;
}

/** Input of a plan to Binyang, led by yk-police.officer-02; what is given takes its place. */
export function planInput(app: TestApp, given: Variables = {}): Variables {
  const leaderId = idOf(app.members, 'yk-police.officer-02');
  return {
    operationId: idOf(app.operations, 'YK-FRAUD'),
    title: '赴广西宾阳抓捕',
    destination: '450126',
    leaderId,
    memberIds: [leaderId],
    departOn: '2026-12-01',
    ...given,
  };
}

/** Plans a trip; as yk-police.officer if nobody else is named. */
export function plan(app: TestApp, given: Variables = {}, options: AskOptions = {}): Promise<TripNow> {
  return command(app, PLAN, { input: planInput(app, given), ...options });
}

/** Approves a trip; as yk-police.commander if nobody else is named. */
export function approve(app: TestApp, taskId: string, options: AskOptions = {}): Promise<TripNow> {
  return command(app, APPROVE, { input: { taskId }, as: 'yk-police.commander', ...options });
}

/** Sends a trip off; as its leader if nobody else is named. */
export function depart(app: TestApp, taskId: string, options: AskOptions = {}): Promise<TripNow> {
  return command(app, DEPART, { input: { taskId }, as: 'yk-police.officer-02', ...options });
}

/** Trips of YK-FRAUD that are home: the demo's, and what a test brought there. All participants see them. */
export async function tripsAtHome(app: TestApp): Promise<TaskRow[]> {
  const operation = idOf(app.operations, 'YK-FRAUD');
  const where = { operation, kind: 'ARREST_TRIP', state: ['RETURNED', 'CLOSED'] };
  const trips = await app.services.store.read((session) => session.find(TaskRow, where, { numberSeq: 'ASC' }));
  if (!['RETURNED', 'CLOSED'].every((at) => trips.some(({ state }) => state === at))) {
    throw new Error('the demo has trips at home, closed and not yet');
  }
  return trips;
}

async function command(
  app: TestApp,
  document: string,
  { input, ...options }: AskOptions & { input: Variables },
): Promise<TripNow> {
  const [payload] = Object.values<any>(await app.ask(document, { input }, options));
  return { ...payload.task, cursor: payload.cursor };
}
