import { POLICE, type AgencyType, type Role } from '../core/vocabulary';

/**
 * Who takes part in the demo: the agencies that the story names, and in each of them posts, never persons. A member's
 * code is its agency's and its post; more than one of a post are numbered from 02. All numbers are test values: no
 * subscriber's number begins with 0, and 1990000 is followed by nothing but the member's place in the list.
 */

/** An agency as `createAgency` takes it. */
export interface DemoAgency {
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly agencyType: AgencyType;
  readonly division: string;
  readonly hotline: string;
}

/** A member as `createMember` takes it, with its agency by code. */
export interface DemoPerson {
  readonly code: string;
  readonly agency: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly phone: string;
}

interface Listed {
  readonly code: string;
  readonly type: AgencyType;
  readonly zh: string;
  readonly en: string;
  /** What its members are called by. */
  readonly short: string;
  readonly posts: readonly string[];
}

const CHINA = '110000';
const ZHEJIANG = '330000';
const YONGKANG = '330784';

const LEADING = ['commander', 'officer', 'liaison', 'auditor', 'administrator'];
const OFFICE = ['commander', 'officer', 'liaison'];
const WITH_INSPECTOR = ['commander', 'officer', 'inspector', 'liaison'];
const CONTACT = ['commander', 'liaison'];

/** `officer` and those of its post after it, to the number given. */
function officers(count: number): string[] {
  return Array.from({ length: count }, (_, i) => (i === 0 ? 'officer' : `officer-${String(i + 1).padStart(2, '0')}`));
}

// prettier-ignore
const LISTED: readonly Listed[] = [
  { code: 'cn-office', type: 'GOVERNMENT', zh: '打击治理电信网络新型违法犯罪工作部际联席会议办公室', en: 'Office of the Inter-ministerial Joint Conference on Telecom and Network Crime', short: '部际联席办', posts: LEADING },
  { code: 'zj-police', type: 'POLICE_BUREAU', zh: '浙江省公安厅', en: 'Zhejiang Provincial Public Security Department', short: '省厅', posts: LEADING },
  { code: 'yk-police', type: 'POLICE_BUREAU', zh: '永康市公安局', en: 'Yongkang Public Security Bureau', short: '市局', posts: ['commander', 'commander-02', ...officers(14), 'liaison', 'liaison-02', 'auditor', 'administrator'] },
  { code: 'yk-traffic', type: 'TRAFFIC_POLICE', zh: '永康市公安局交警大队', en: 'Yongkang Traffic Police Brigade', short: '交警大队', posts: ['commander', ...officers(4), 'inspector', 'liaison', 'auditor', 'administrator'] },
  { code: 'yk-publicorder', type: 'PUBLIC_ORDER_BRIGADE', zh: '永康市公安局治安大队', en: 'Yongkang Public Order Brigade', short: '治安大队', posts: ['commander', ...officers(4), 'inspector', 'liaison'] },
  { code: 'yk-station-1', type: 'POLICE_STATION', zh: '永康市公安局辖区派出所01', en: 'Yongkang Police Station 01', short: '派出所01', posts: ['commander', ...officers(4), 'inspector', 'liaison'] },
  { code: 'yk-urban', type: 'URBAN_MANAGEMENT', zh: '永康市城市管理行政执法局', en: 'Yongkang Urban Management Enforcement Bureau', short: '城管执法局', posts: WITH_INSPECTOR },
  { code: 'yk-transport', type: 'TRANSPORT', zh: '永康市交通运输局', en: 'Yongkang Transport Bureau', short: '交通局', posts: OFFICE },
  { code: 'yk-education', type: 'EDUCATION', zh: '永康市教育局', en: 'Yongkang Education Bureau', short: '教育局', posts: WITH_INSPECTOR },
  { code: 'yk-safety', type: 'WORK_SAFETY', zh: '永康市安全生产监督管理局', en: 'Yongkang Work Safety Bureau', short: '安监局', posts: WITH_INSPECTOR },
  { code: 'yk-regulator', type: 'BANKING_REGULATOR', zh: '银监永康办事处', en: 'Yongkang Office of the Banking Regulator', short: '银监办', posts: [...OFFICE, 'auditor'] },
  { code: 'rcb', type: 'BANK', zh: '永康农村商业银行', en: 'Yongkang Rural Commercial Bank', short: '农商行', posts: CONTACT },
  { code: 'abc', type: 'BANK', zh: '农业银行永康支行', en: 'Agricultural Bank of China, Yongkang Branch', short: '农行', posts: CONTACT },
  { code: 'icbc', type: 'BANK', zh: '工商银行永康支行', en: 'Industrial and Commercial Bank of China, Yongkang Branch', short: '工行', posts: [...CONTACT, 'liaison-02'] },
  { code: 'ccb', type: 'BANK', zh: '建设银行永康支行', en: 'China Construction Bank, Yongkang Branch', short: '建行', posts: CONTACT },
  { code: 'psbc', type: 'BANK', zh: '邮政储蓄银行永康支行', en: 'Postal Savings Bank of China, Yongkang Branch', short: '邮储', posts: CONTACT },
  { code: 'boc', type: 'BANK', zh: '中国银行永康支行', en: 'Bank of China, Yongkang Branch', short: '中行', posts: CONTACT },
  { code: 'mobile', type: 'TELECOM_CARRIER', zh: '中国移动永康分公司', en: 'China Mobile Yongkang', short: '移动', posts: CONTACT },
  { code: 'unicom', type: 'TELECOM_CARRIER', zh: '中国联通永康分公司', en: 'China Unicom Yongkang', short: '联通', posts: CONTACT },
  { code: 'telecom', type: 'TELECOM_CARRIER', zh: '中国电信永康分公司', en: 'China Telecom Yongkang', short: '电信', posts: CONTACT },
  { code: 'yk-youth', type: 'YOUTH_LEAGUE', zh: '共青团永康市委', en: 'Yongkang Committee of the Communist Youth League', short: '团市委', posts: OFFICE },
  { code: 'yk-civilisation', type: 'CIVILISATION_OFFICE', zh: '永康市文明办', en: 'Yongkang Civilisation Office', short: '文明办', posts: OFFICE },
  { code: 'yk-publicity', type: 'PUBLICITY', zh: '永康市委宣传部', en: 'Yongkang Publicity Department', short: '宣传部', posts: [...OFFICE, 'viewer'] },
  { code: 'yk-daily', type: 'MEDIA', zh: '永康日报社', en: 'Yongkang Daily', short: '日报社', posts: ['officer', 'liaison'] },
  { code: 'yk-tv', type: 'MEDIA', zh: '永康电视台', en: 'Yongkang Television', short: '电视台', posts: ['officer', 'liaison'] },
  { code: 'school-1', type: 'SCHOOL', zh: '演示小学01', en: 'Demo Primary School 01', short: '小学01', posts: CONTACT },
  { code: 'school-2', type: 'SCHOOL', zh: '演示小学02', en: 'Demo Primary School 02', short: '小学02', posts: CONTACT },
  { code: 'school-3', type: 'SCHOOL', zh: '演示中学01', en: 'Demo Middle School 01', short: '中学01', posts: CONTACT },
  { code: 'school-4', type: 'SCHOOL', zh: '演示幼儿园01', en: 'Demo Kindergarten 01', short: '幼儿园01', posts: CONTACT },
];

const POST_NAMES: Readonly<Record<Role, string>> = {
  COMMANDER: '负责人',
  LIAISON: '联络员',
  OFFICER: '经办员',
  INSPECTOR: '检查员',
  VIEWER: '查阅员',
  AUDITOR: '监督员',
  ADMINISTRATOR: '管理员',
};
const POLICE_POST_NAMES = { ...POST_NAMES, COMMANDER: '指挥长', OFFICER: '民警' };

/** Every agency of the demo, in the order in which they are founded. */
export const demoAgencies: readonly DemoAgency[] = LISTED.map(({ code, zh, en, type }, i) => {
  const { division, area } = seatOf(code);
  const hotline = `${area}-${String(i + 1).padStart(8, '0')}`;
  return { code, nameZh: zh, nameEn: en, agencyType: type, division, hotline };
});

/** Every member of the demo, agency by agency. */
export const demoPeople: readonly DemoPerson[] = LISTED.flatMap(postsOf).map((person, i) => ({
  ...person,
  phone: `1990000${String(i + 1).padStart(4, '0')}`,
}));

function seatOf(code: string): { division: string; area: string } {
  if (code === 'cn-office') return { division: CHINA, area: '010' };
  return code === 'zj-police' ? { division: ZHEJIANG, area: '0571' } : { division: YONGKANG, area: '0579' };
}

function postsOf({ code, type, short, posts }: Listed): Omit<DemoPerson, 'phone'>[] {
  const names = POLICE.includes(type) || type === 'TRAFFIC_POLICE' ? POLICE_POST_NAMES : POST_NAMES;
  return posts.map((post) => {
    const [kind = '', number = ''] = post.split('-');
    const role = kind.toUpperCase() as Role;
    return { code: `${code}.${post}`, agency: code, name: `${short}${names[role]}${number}`, roles: [role] };
  });
}
