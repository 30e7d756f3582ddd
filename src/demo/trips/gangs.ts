import { gang, operation, suspect, time, type Step, type StoryObject } from '../step';
import { minutesAfter } from '../time-line';
import { suspectName, testIdNumber } from './test-values';

/** The gangs that the trips hunt, and the suspects that were known before they were found. */

/** Codes of `TARGET_PERSON` that the suspects of the story have. */
export type Category = 'REGIONAL_PROFESSIONALS' | 'SENDERS_AND_CALLERS' | 'MONEY_MOVERS' | 'PERSONAL_DATA_TRADERS';

interface Gang {
  readonly key: string;
  readonly name: string;
  readonly origin: string;
  readonly modus?: string;
  readonly registered: string;
  readonly broken?: string;
}

interface KnownSuspect {
  readonly number: string;
  readonly gang: GangKey;
  readonly category?: Category;
  readonly registered: string;
  readonly amended?: { readonly at: string; readonly reason: string; readonly located?: true; readonly as?: Category };
}

// prettier-ignore
const GANGS = [
  { key: 'binyang-qq', name: '广西宾阳籍QQ冒充熟人诈骗团伙', origin: '450126', modus: 'POSE_AS_ACQUAINTANCE_QQ', registered: '2015-07-01T14:20', broken: '2015-08-20T10:00' },
  { key: 'loudi-credit', name: '湖南娄底籍提升信用卡额度诈骗团伙', origin: '431300', modus: 'CREDIT_LIMIT', registered: '2015-07-10T10:30', broken: '2015-09-16T20:00' },
  { key: 'zhuhai-cash', name: '广东珠海转账取款团伙', origin: '440400', registered: '2015-07-20T16:00', broken: '2015-10-10T15:30' },
  { key: 'jiangsu-shopping', name: '江苏籍网络购物诈骗团伙', origin: '320000', modus: 'ONLINE_SHOPPING', registered: '2015-07-24T09:40', broken: '2015-09-05T09:00' },
  { key: 'yongzhou-police', name: '湖南永州籍冒充武警购买军用物资诈骗团伙', origin: '431100', modus: 'POSE_AS_ARMED_POLICE', registered: '2015-07-31T11:00', broken: '2015-10-16T21:00' },
  { key: 'zhangzhou-flight', name: '福建漳州籍机票改签诈骗团伙', origin: '350600', modus: 'FLIGHT_CHANGE', registered: '2015-08-06T15:10', broken: '2015-10-13T08:30' },
  { key: 'dianbai-leader', name: '广东电白籍电话冒充领导诈骗团伙', origin: '440904', modus: 'POSE_BY_PHONE', registered: '2015-09-01T10:00', broken: '2015-09-10T22:00' },
  { key: 'longyan-shopping', name: '福建龙岩籍网络购物诈骗团伙', origin: '350800', modus: 'ONLINE_SHOPPING', registered: '2015-09-14T14:00', broken: '2015-10-24T18:00' },
  { key: 'shuangfeng-call', name: '湖南双峰籍电话冒充熟人诈骗团伙', origin: '431321', modus: 'POSE_BY_PHONE', registered: '2015-09-18T09:20', broken: '2015-09-26T21:00' },
  { key: 'changsha-station', name: '湖南长沙伪基站诈骗团伙', origin: '430100', modus: 'FAKE_BASE_STATION', registered: '2015-10-20T16:30', broken: '2015-10-28T08:30' },
  { key: 'zhangzhou-data', name: '福建漳州籍贩卖公民个人信息团伙', origin: '350600', registered: '2015-11-06T10:10' },
] as const satisfies readonly Gang[];

/** A gang as the tables call it. */
export type GangKey = (typeof GANGS)[number]['key'];

// prettier-ignore
const KNOWN: readonly KnownSuspect[] = [
  { number: '01', gang: 'binyang-qq', category: 'REGIONAL_PROFESSIONALS', registered: '2015-07-01T15:00' },
  { number: '03', gang: 'loudi-credit', category: 'SENDERS_AND_CALLERS', registered: '2015-07-10T11:00' },
  { number: '06', gang: 'yongzhou-police', registered: '2015-07-31T11:30', amended: { at: '2015-08-03T16:00', reason: '讯问同案人员后明确其分工。', as: 'REGIONAL_PROFESSIONALS' } },
  { number: '12', gang: 'binyang-qq', category: 'MONEY_MOVERS', registered: '2015-07-13T09:30', amended: { at: '2015-08-18T20:40', reason: '当地警方协助查明落脚点。', located: true } },
  { number: '16', gang: 'dianbai-leader', category: 'SENDERS_AND_CALLERS', registered: '2015-09-01T10:30' },
  { number: '22', gang: 'zhuhai-cash', category: 'MONEY_MOVERS', registered: '2015-07-28T10:00', amended: { at: '2015-10-07T17:00', reason: '取款监控比对查明活动区域。', located: true } },
  { number: '30', gang: 'changsha-station', category: 'SENDERS_AND_CALLERS', registered: '2015-10-20T17:00' },
  { number: '35', gang: 'jiangsu-shopping', category: 'REGIONAL_PROFESSIONALS', registered: '2015-09-07T09:00' },
  { number: '37', gang: 'zhangzhou-data', category: 'PERSONAL_DATA_TRADERS', registered: '2015-11-06T10:40', amended: { at: '2015-11-13T09:20', reason: '核查后确认在福建省内活动。', located: true } },
  { number: '38', gang: 'zhangzhou-data', category: 'PERSONAL_DATA_TRADERS', registered: '2015-11-06T11:00' },
  { number: '39', gang: 'binyang-qq', category: 'MONEY_MOVERS', registered: '2015-11-11T15:00' },
  { number: '40', gang: 'zhuhai-cash', category: 'MONEY_MOVERS', registered: '2015-11-14T10:20' },
];

const OPERATION = operation('YK-FRAUD');
const OFFICER = 'yk-police.officer';
const COMMANDER = 'yk-police.commander';

/** How a suspect of a gang is entered: the ID number begins with the gang's home. */
export function newSuspect(number: string, of: { gang: GangKey; category?: Category | undefined }): StoryObject {
  const origin = GANGS.find((each) => each.key === of.gang)?.origin ?? '';
  return {
    ...{ name: suspectName(number), idNumber: testIdNumber(number, origin), gangId: gang(of.gang) },
    ...(of.category ? { categoryCode: of.category } : {}),
  };
}

/** Whether a suspect, by number, was registered before anybody was sent. */
export function isKnownBefore(number: string): boolean {
  return KNOWN.some((known) => known.number === number);
}

/** Gangs registered and broken, suspects registered and amended. */
export const gangSteps: readonly Step[] = [...GANGS.flatMap(gangLife), ...KNOWN.flatMap(searchFor)];

function gangLife({ key, name, origin, modus, registered, broken }: Gang): Step[] {
  const input = { operationId: OPERATION, name, origin, ...(modus ? { modusCode: modus } : {}) };
  const steps: Step[] = [{ at: registered, by: OFFICER, action: 'registerGang', input, makes: gang(key) }];
  if (broken !== undefined) {
    const breaking = { gangId: gang(key), at: time(broken) };
    steps.push({ at: minutesAfter(broken, 20), by: COMMANDER, action: 'breakGang', input: breaking });
  }
  return steps;
}

function searchFor({ number, registered, amended, ...of }: KnownSuspect): Step[] {
  const input = { operationId: OPERATION, suspect: newSuspect(number, of) };
  const steps: Step[] = [{ at: registered, by: OFFICER, action: 'registerSuspect', input, makes: suspect(number) }];
  if (amended) {
    const { at, reason, located, as } = amended;
    const changes = { ...(located ? { state: 'LOCATED' } : {}), ...(as ? { categoryCode: as } : {}) };
    steps.push({ at, by: OFFICER, action: 'amendSuspect', input: { suspectId: suspect(number), ...changes, reason } });
  }
  return steps;
}
