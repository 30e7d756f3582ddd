/**
 * Closed lists of words that every layer shares. Their names and meanings are those of the public API;
 * labels for people stand in the text catalogues.
 */

export const LOCALES = ['ZH_CN', 'EN'] as const;
export type Locale = (typeof LOCALES)[number];

/** What an agency (单位) is; decides which actions and which sight it can have. */
export const AGENCY_TYPES = [
  'POLICE_BUREAU',
  'TRAFFIC_POLICE',
  'POLICE_STATION',
  'PUBLIC_ORDER_BRIGADE',
  'DETENTION_HOUSE',
  'URBAN_MANAGEMENT',
  'TRANSPORT',
  'EDUCATION',
  'SCHOOL',
  'WORK_SAFETY',
  'BANKING_REGULATOR',
  'CENTRAL_BANK',
  'BANK',
  'TELECOM_REGULATOR',
  'TELECOM_CARRIER',
  'COURT',
  'PROCURATORATE',
  'GOVERNANCE_OFFICE',
  'GOVERNMENT',
  'YOUTH_LEAGUE',
  'CIVILISATION_OFFICE',
  'PUBLICITY',
  'MEDIA',
  'CONTRACTOR',
  'OTHER',
] as const;
export type AgencyType = (typeof AGENCY_TYPES)[number];

/** The agencies meant where a rule says "police" without more; traffic police only where named. */
export const POLICE: readonly AgencyType[] = [
  'POLICE_BUREAU',
  'POLICE_STATION',
  'PUBLIC_ORDER_BRIGADE',
  'DETENTION_HOUSE',
];

/** What a member does in its own agency (角色). */
export const ROLES = ['COMMANDER', 'LIAISON', 'OFFICER', 'INSPECTOR', 'VIEWER', 'AUDITOR', 'ADMINISTRATOR'] as const;
export type Role = (typeof ROLES)[number];

/** Part of an agency in one operation (参与身份). */
export const PARTS = ['LEAD', 'MEMBER', 'OBSERVER'] as const;
export type Part = (typeof PARTS)[number];

/** The board's columns; each state of a kind belongs to one. */
export const TASK_PHASES = ['PLANNED', 'ACTIVE', 'WAITING', 'DONE', 'CANCELLED'] as const;
export type TaskPhase = (typeof TASK_PHASES)[number];

/** Ascending: the index of a priority is its rank. */
export const PRIORITIES = ['LOW', 'NORMAL', 'HIGH', 'URGENT'] as const;
export type Priority = (typeof PRIORITIES)[number];

export const OPERATION_LEVELS = ['NATION', 'PROVINCE', 'PREFECTURE', 'COUNTY'] as const;
export type OperationLevel = (typeof OPERATION_LEVELS)[number];

export const OPERATION_PHASES = ['DRAFT', 'RUNNING', 'PAUSED', 'CLOSED'] as const;
export type OperationPhase = (typeof OPERATION_PHASES)[number];

/** What an operation's catalogues list: the words that its records are sorted by. */
export const CATALOGUE_KINDS = [
  'TARGET_PERSON',
  'FRAUD_MODUS',
  'VIOLATION',
  'SOURCE_REGION',
  'TRAFFIC_VIOLATION',
  'HAZARD_TYPE',
  'CHECKLIST_ITEM',
  'REPORT_CATEGORY',
  'PENALTY',
] as const;
export type CatalogueKind = (typeof CATALOGUE_KINDS)[number];

/** How a fact of a task is to be drawn; a LINK names a thing of ours, a PLACE a division or a spot. */
export const FACT_FORMS = ['TEXT', 'INSTANT', 'DATE', 'MONEY', 'NUMBER', 'LINK', 'PLACE'] as const;
export type FactForm = (typeof FACT_FORMS)[number];

/** What a metric's amount is. A gauge is as of now; money is in fen. */
export const METRIC_FORMS = ['COUNTER', 'GAUGE', 'MONEY', 'DURATION'] as const;
export type MetricForm = (typeof METRIC_FORMS)[number];

/**
 * For whom is counted: INSIDERS see all work of a kind, its tallies live and in every grouping; OUTSIDERS take part but
 * see only totals, as of the last midnight.
 */
export type Audience = 'INSIDERS' | 'OUTSIDERS';

/** What tallies can be grouped by. */
export const TALLY_GROUPINGS = ['AGENCY', 'HOLDER', 'KIND', 'VIOLATION', 'DIVISION', 'DAY'] as const;
export type TallyGrouping = (typeof TALLY_GROUPINGS)[number];
