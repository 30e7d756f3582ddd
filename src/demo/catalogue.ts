import { operation, type Step } from './step';

/** What the operation against fraud classes its work by, as its source names it. */

interface Entry {
  readonly kind: 'TARGET_PERSON' | 'VIOLATION' | 'SOURCE_REGION' | 'FRAUD_MODUS';
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  readonly division?: string;
  /** The source says that there is one, but not which. */
  readonly unnamed?: true;
}

// prettier-ignore
const ENTRIES: readonly Entry[] = [
  { kind: 'TARGET_PERSON', code: 'REGIONAL_PROFESSIONALS', zh: '网络购物诈骗、假冒熟人和领导电话诈骗、假冒QQ好友诈骗、机票改签电话诈骗等境内地域性职业诈骗犯罪群体', en: 'Regional professional groups (online shopping, posing by phone or on QQ, flight changes)' },
  { kind: 'TARGET_PERSON', code: 'SENDERS_AND_CALLERS', zh: '发送诈骗信息、拨打诈骗电话的人员', en: 'Senders of fraud messages and callers' },
  { kind: 'TARGET_PERSON', code: 'MONEY_MOVERS', zh: '为诈骗团伙转账取款的人员', en: 'People who move or withdraw money for gangs' },
  { kind: 'TARGET_PERSON', code: 'PERSONAL_DATA_TRADERS', zh: '非法获取、出售和提供公民个人信息的人员', en: 'People who obtain, sell or provide personal data' },
  ...unnamed('TARGET_PERSON', { from: 5, to: 12, zh: '重点打击人员', en: 'Target persons' }),
  { kind: 'VIOLATION', code: 'LINE_LEASE', zh: '违规出租电信线路', en: 'Lease of telecom lines against the rules' },
  { kind: 'VIOLATION', code: 'PHONE_CARD_ISSUE', zh: '违规批量办理、非实名办理电话卡', en: 'Issue of phone cards in bulk or without real name' },
  { kind: 'VIOLATION', code: 'DATA_CARD_ISSUE', zh: '违规批量办理、非实名办理上网卡', en: 'Issue of data cards in bulk or without real name' },
  { kind: 'VIOLATION', code: 'BANK_CARD_ISSUE', zh: '违规批量办理、非实名办理银行卡', en: 'Issue of bank cards in bulk or without real name' },
  { kind: 'VIOLATION', code: 'PHONE_CARD_USE', zh: '使用非实名电话卡（包括移动通信转售业务）', en: 'Use of phone cards without real name, resellers included' },
  { kind: 'VIOLATION', code: 'DATA_CARD_USE', zh: '使用非实名上网卡（包括移动通信转售业务）', en: 'Use of data cards without real name, resellers included' },
  { kind: 'VIOLATION', code: 'BROADBAND_USE', zh: '使用非实名宽带线路', en: 'Use of broadband lines without real name' },
  { kind: 'SOURCE_REGION', code: 'BINYANG', zh: '广西宾阳', en: 'Binyang, Guangxi', division: '450126' },
  { kind: 'SOURCE_REGION', code: 'DIANBAI', zh: '广东电白', en: 'Dianbai, Guangdong', division: '440904' },
  { kind: 'SOURCE_REGION', code: 'SHUANGFENG', zh: '湖南双峰', en: 'Shuangfeng, Hunan', division: '431321' },
  { kind: 'SOURCE_REGION', code: 'ZHANGZHOU', zh: '福建漳州', en: 'Zhangzhou, Fujian', division: '350600' },
  { kind: 'SOURCE_REGION', code: 'LONGYAN', zh: '福建龙岩', en: 'Longyan, Fujian', division: '350800' },
  ...unnamed('SOURCE_REGION', { from: 6, to: 8, zh: '重点整治源头地', en: 'Source region' }),
  { kind: 'FRAUD_MODUS', code: 'POSE_AS_ACQUAINTANCE_QQ', zh: 'QQ冒充老板、亲戚、熟人', en: 'Posing on QQ as boss, relative or acquaintance' },
  { kind: 'FRAUD_MODUS', code: 'CREDIT_LIMIT', zh: '以提升信用卡额度为由', en: 'Offer to raise a credit limit' },
  { kind: 'FRAUD_MODUS', code: 'POSE_AS_ARMED_POLICE', zh: '冒充武警购买军用物资', en: 'Posing as armed police who buy military goods' },
  { kind: 'FRAUD_MODUS', code: 'POSE_BY_PHONE', zh: '电话假冒熟人、领导', en: 'Calls as an acquaintance or leader' },
  { kind: 'FRAUD_MODUS', code: 'ONLINE_SHOPPING', zh: '网络购物', en: 'Online shopping' },
  { kind: 'FRAUD_MODUS', code: 'FLIGHT_CHANGE', zh: '机票改签电话', en: 'Flight-change calls' },
  { kind: 'FRAUD_MODUS', code: 'FAKE_BASE_STATION', zh: '伪基站发送诈骗短信', en: 'Messages from a fake base station' },
];

/** The nation drew up its lists in autumn; they stand from the first day here, so that the first arrest has its class. */
export const catalogueSteps: readonly Step[] = ENTRIES.map((entry) => ({
  at: '2015-07-01T09:00',
  by: 'yk-police.commander',
  action: 'addCatalogueEntry',
  input: {
    operationId: operation('YK-FRAUD'),
    ...{ kind: entry.kind, code: entry.code, labelZh: entry.zh, labelEn: entry.en },
    ...(entry.division === undefined ? {} : { division: entry.division }),
    ...(entry.unnamed ? { named: false } : {}),
  },
}));

function unnamed(kind: Entry['kind'], list: { from: number; to: number; zh: string; en: string }): Entry[] {
  return Array.from({ length: list.to - list.from + 1 }, (_, i) => {
    const number = String(list.from + i).padStart(2, '0');
    const labels = { zh: `${list.zh}${number}（来源未列明）`, en: `${list.en} ${number} (not named in the source)` };
    return { kind, code: `UNNAMED_${number}`, ...labels, unnamed: true };
  });
}
