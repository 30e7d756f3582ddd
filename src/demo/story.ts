import { SYSTEM_OPERATION } from '../commands/found-installation';
import { SYSTEM_CODE } from '../commands/operation-index';
import { catalogueSteps } from './catalogue';
import { demoAgencies, demoPeople } from './people';
import { agency, day, member, operation, time, type Step } from './step';
import { huntSteps } from './trips';

/** What is founded before the first day of work. */
const FOUNDED_AT = '2015-06-29T09:00';

const POLICE_OF_FRAUD = ['yk-station-1', 'yk-publicorder'];
const STOP_LOSS_AGENCIES = ['yk-regulator', 'rcb', 'abc', 'icbc', 'ccb', 'psbc', 'boc', 'mobile', 'unicom', 'telecom'];
const TRAFFIC_AGENCIES = [
  ...['yk-police', 'yk-station-1', 'yk-publicorder', 'yk-urban', 'yk-transport', 'yk-education', 'yk-safety'],
  ...['yk-youth', 'yk-civilisation', 'yk-publicity', 'yk-daily', 'yk-tv'],
  ...['school-1', 'school-2', 'school-3', 'school-4'],
];

/** Liaisons through whom their agencies are reached; of others nobody is on duty. */
const ON_DUTY = ['yk-police', 'yk-traffic', 'rcb', 'abc', 'icbc', 'mobile'].map((code) => `${code}.liaison`);

const foundation: Step[] = [
  {
    at: FOUNDED_AT,
    by: null,
    action: 'createOperation',
    input: { ...SYSTEM_OPERATION, startsOn: day('2015-06-29') },
  },
  { at: FOUNDED_AT, by: null, action: 'startOperation', input: { operationId: operation(SYSTEM_CODE) } },
  ...demoAgencies.map((input) => ({ at: FOUNDED_AT, by: null, action: 'createAgency', input: { ...input } })),
  ...demoPeople.map(({ agency: code, ...person }) => ({
    ...{ at: FOUNDED_AT, by: null, action: 'createMember' },
    input: { agencyId: agency(code), ...person },
  })),
  ...ON_DUTY.map((code) => ({
    ...{ at: FOUNDED_AT, by: code, action: 'setDuty', input: { memberId: member(code), onDuty: true } },
  })),
];

/**
 * An operation names its parent when it is founded, and the county's work began before the nation's and the
 * province's: so all three are founded as drafts, and each is started when its work begins. Whoever founds one below
 * must know of the one above, and is let in there until it has done so.
 */
const operations: Step[] = [
  founded('cn-office', '2015-06-29T14:00', {
    code: 'CN-FRAUD',
    nameZh: '全国打击治理电信网络新型违法犯罪专项行动',
    nameEn: 'National operation against telecom and network crime',
    level: 'NATION',
    ...period('2015-11-01', '2016-04-30'),
  }),
  letIn('cn-office', '2015-06-29T14:30', { code: 'CN-FRAUD', agency: 'zj-police', until: '2015-06-29T18:00' }),
  founded('zj-police', '2015-06-29T15:00', {
    code: 'ZJ-FRAUD',
    nameZh: '浙江省打击治理通讯网络新型违法犯罪专项行动',
    nameEn: 'Zhejiang operation against telecom and network crime',
    level: 'PROVINCE',
    division: '330000',
    parentId: operation('CN-FRAUD'),
    ...period('2015-11-01', '2016-04-30'),
  }),
  letIn('zj-police', '2015-06-29T16:00', { code: 'ZJ-FRAUD', agency: 'yk-police', until: '2015-06-30T18:00' }),
  founded('yk-police', '2015-06-30T09:00', {
    code: 'YK-FRAUD',
    nameZh: '永康市打击治理电信网络新型违法犯罪专项行动',
    nameEn: 'Yongkang operation against telecom and network fraud',
    level: 'COUNTY',
    division: '330784',
    parentId: operation('ZJ-FRAUD'),
    ...period('2015-07-01', '2016-04-30'),
  }),
  ...joined('yk-police', { at: '2015-06-30T10:00', code: 'YK-FRAUD', agencies: POLICE_OF_FRAUD }),
  started('yk-police', '2015-07-01T08:30', 'YK-FRAUD'),
  // The day of the rapid stop-loss mechanism.
  ...joined('yk-police', { at: '2015-10-23T09:00', code: 'YK-FRAUD', agencies: STOP_LOSS_AGENCIES }),
  founded('yk-traffic', '2015-10-26T09:00', {
    code: 'YK-TRAFFIC',
    nameZh: '“治陋习、纠违法、保畅通”城乡交通秩序专项整治',
    nameEn: 'Yongkang operation for urban and rural traffic order',
    level: 'COUNTY',
    division: '330784',
    startsOn: day('2015-10-28'),
  }),
  ...joined('yk-traffic', { at: '2015-10-26T10:30', code: 'YK-TRAFFIC', agencies: TRAFFIC_AGENCIES }),
  started('yk-traffic', '2015-10-28T08:30', 'YK-TRAFFIC'),
  started('cn-office', '2015-11-01T08:00', 'CN-FRAUD'),
  started('zj-police', '2015-11-11T15:00', 'ZJ-FRAUD'),
];

/** Every step of the demo in the order of time; a step's place is its number, from 1. */
export const story: readonly Step[] = [...foundation, ...operations, ...catalogueSteps, ...huntSteps].sort((a, b) =>
  a.at === b.at ? 0 : a.at < b.at ? -1 : 1,
);

function period(from: string, to: string): Step['input'] {
  return { startsOn: day(from), endsOn: day(to) };
}

function founded(lead: string, at: string, input: Step['input']): Step {
  return { at, by: `${lead}.administrator`, action: 'createOperation', input };
}

function started(lead: string, at: string, code: string): Step {
  return { at, by: `${lead}.commander`, action: 'startOperation', input: { operationId: operation(code) } };
}

function letIn(lead: string, at: string, to: { code: string; agency: string; until: string }): Step {
  const input = {
    operationId: operation(to.code),
    agencyId: agency(to.agency),
    part: 'OBSERVER',
    until: time(to.until),
  };
  return { at, by: `${lead}.commander`, action: 'setParticipation', input };
}

function joined(lead: string, on: { at: string; code: string; agencies: readonly string[] }): Step[] {
  return on.agencies.map((code) => ({
    at: on.at,
    by: `${lead}.commander`,
    action: 'setParticipation',
    input: { operationId: operation(on.code), agencyId: agency(code), part: 'MEMBER' },
  }));
}
