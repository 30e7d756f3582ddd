import { day, member, operation, task, time, type Step } from './step';

/** The arrest trips of the story, from plan to where they stand on its last day. */

const OPERATION = 'YK-FRAUD';

interface Trip {
  readonly title: string;
  readonly destination: string;
  readonly stops?: readonly string[];
  readonly priority?: string;
  readonly planned: { readonly at: string; readonly by: string };
  readonly leader: string;
  readonly others: readonly string[];
  readonly departOn: string;
  readonly dueAt: string;
  readonly approved?: { readonly at: string; readonly note?: string };
  /** By the trip's leader. */
  readonly departedAt?: string;
  readonly aborted?: { readonly at: string; readonly reason: string };
}

/** In the order of planning, so that a trip's place is its number. */
const TRIPS: readonly Trip[] = [
  {
    title: '赴广西宾阳抓捕QQ冒充老板、亲戚、熟人诈骗团伙',
    destination: '450126',
    stops: ['450100'],
    priority: 'URGENT',
    planned: { at: '2015-10-29T15:20', by: 'yk-police.officer' },
    leader: 'yk-police.officer-02',
    others: ['yk-police.officer-03', 'yk-station-1.officer-04'],
    departOn: '2015-11-02',
    dueAt: '2015-11-18T18:00',
    approved: { at: '2015-10-30T09:10', note: '专班统一安排，抵达后先与当地公安机关会商。' },
    departedAt: '2015-11-02T07:30',
  },
  {
    title: '赴湖南长沙抓捕以提升信用卡额度为由诈骗的娄底籍团伙',
    destination: '430100',
    priority: 'HIGH',
    planned: { at: '2015-10-31T10:05', by: 'yk-police.officer' },
    leader: 'yk-police.officer-04',
    others: ['yk-police.officer-05'],
    departOn: '2015-11-03',
    dueAt: '2015-11-17T18:00',
    approved: { at: '2015-11-01T17:40' },
    departedAt: '2015-11-03T06:50',
  },
  {
    title: '赴广东珠海抓捕为诈骗团伙转账取款人员',
    destination: '440400',
    planned: { at: '2015-11-03T14:30', by: 'yk-publicorder.officer' },
    leader: 'yk-publicorder.officer-02',
    others: ['yk-publicorder.officer-03'],
    departOn: '2015-11-05',
    dueAt: '2015-11-19T18:00',
    approved: { at: '2015-11-04T08:45' },
    departedAt: '2015-11-05T08:15',
  },
  {
    title: '赴江苏抓捕网络购物诈骗团伙',
    destination: '320000',
    planned: { at: '2015-11-04T16:00', by: 'yk-police.officer' },
    leader: 'yk-police.officer-06',
    others: ['yk-police.officer-07'],
    departOn: '2015-11-07',
    dueAt: '2015-11-17T18:00',
    approved: { at: '2015-11-05T10:20' },
    aborted: { at: '2015-11-06T19:35', reason: '落脚点有变，核实新线索后另行安排批次。' },
  },
  {
    title: '赴湖南长沙抓捕冒充武警购买军用物资诈骗的永州籍团伙',
    destination: '430100',
    priority: 'HIGH',
    planned: { at: '2015-11-06T11:15', by: 'yk-police.officer' },
    leader: 'yk-police.officer-08',
    others: ['yk-police.officer-09', 'yk-publicorder.officer-04'],
    departOn: '2015-11-08',
    dueAt: '2015-11-20T18:00',
    approved: { at: '2015-11-06T16:30' },
    departedAt: '2015-11-08T07:00',
  },
  {
    title: '赴广西南宁抓捕宾阳籍QQ诈骗团伙取款人员',
    destination: '450100',
    priority: 'HIGH',
    planned: { at: '2015-11-08T09:40', by: 'yk-station-1.officer' },
    leader: 'yk-station-1.officer-02',
    others: ['yk-station-1.officer-03'],
    departOn: '2015-11-10',
    dueAt: '2015-11-21T18:00',
    approved: { at: '2015-11-09T08:30', note: '与在宾阳的批次保持联络。' },
    departedAt: '2015-11-10T07:20',
  },
  {
    title: '再赴江苏抓捕网络购物诈骗团伙',
    destination: '320000',
    planned: { at: '2015-11-10T15:50', by: 'yk-police.officer' },
    leader: 'yk-police.officer-06',
    others: ['yk-police.officer-07'],
    departOn: '2015-11-12',
    dueAt: '2015-11-22T18:00',
    approved: { at: '2015-11-11T09:05' },
    departedAt: '2015-11-12T08:40',
  },
  {
    title: '赴福建抓捕机票改签电话诈骗团伙',
    destination: '350000',
    priority: 'HIGH',
    planned: { at: '2015-11-12T17:10', by: 'yk-publicorder.officer' },
    leader: 'yk-publicorder.commander',
    others: ['yk-police.officer-10', 'yk-station-1.officer'],
    departOn: '2015-11-17',
    dueAt: '2015-11-27T18:00',
    approved: { at: '2015-11-13T10:30' },
  },
  {
    title: '再赴广西宾阳抓捕QQ冒充熟人诈骗团伙余下成员',
    destination: '450126',
    stops: ['450100'],
    priority: 'URGENT',
    planned: { at: '2015-11-15T16:40', by: 'yk-police.officer' },
    leader: 'yk-police.officer-05',
    others: ['yk-police.officer-04'],
    departOn: '2015-11-19',
    dueAt: '2015-11-30T18:00',
  },
];

const APPROVER = 'yk-police.commander';

/** The commands of every trip, trip by trip. */
export const tripSteps: readonly Step[] = TRIPS.flatMap((trip, i) => {
  const taskId = task(`${OPERATION}/ARR-${String(i + 1).padStart(4, '0')}`);
  return [planned(trip), ...after(trip).map((step) => ({ ...step, input: { taskId, ...step.input } }))];
});

function planned({ planned: { at, by }, title, destination, stops = [], ...trip }: Trip): Step {
  const input = {
    operationId: operation(OPERATION),
    ...{ title, destination, stops, priority: trip.priority ?? 'NORMAL' },
    leaderId: member(trip.leader),
    memberIds: [trip.leader, ...trip.others].map(member),
    departOn: day(trip.departOn),
    dueAt: time(trip.dueAt),
  };
  return { at, by, action: 'planArrestTrip', input };
}

function after({ approved, departedAt, aborted, leader }: Trip): Step[] {
  const steps: Step[] = [];
  if (approved) {
    const input = approved.note === undefined ? {} : { note: approved.note };
    steps.push({ at: approved.at, by: APPROVER, action: 'approveArrestTrip', input });
  }
  if (departedAt !== undefined) steps.push({ at: departedAt, by: leader, action: 'departArrestTrip', input: {} });
  if (aborted) {
    const { at, reason } = aborted;
    steps.push({ at, by: APPROVER, action: 'abortArrestTrip', input: { reason } });
  }
  return steps;
}
