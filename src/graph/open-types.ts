/**
 * Types that are no subjects of their own: they tell what their parent was already shown to tell, or what everyone
 * may know. A type that is neither here nor a registered subject fails the start.
 */
export const OPEN_TYPES: ReadonlySet<string> = new Set([
  // who asks, and what is installed
  'Viewer',
  'TaskKindInfo',
  'StateInfo',
  'ActionInfo',
  'InputFieldInfo',
  'InputOption',
  'MetricInfo',
  // reference data
  'Division',
  'Rule',
  'Progress',
  // the rules themselves
  'VisibilityRule',
  'VisibilityCondition',
  'FieldVisibility',
  // pages
  'PageInfo',
  'TaskEdge',
  'TaskConnection',
  'LogEdge',
  'LogConnection',
  'AgencyEdge',
  'AgencyConnection',
  'MemberEdge',
  'MemberConnection',
  'OperationEdge',
  'OperationConnection',
  'GangEdge',
  'GangConnection',
  'SuspectEdge',
  'SuspectConnection',
  // parts that are read through a subject which hides them whole
  'Denial',
  'Fact',
  'ItemResult',
  'BankAccount',
  // entries go by the visibility of their own subject, boards by that of their tasks
  'LogEntry',
  'LogProof',
  // refused to all but auditors of the lead
  'ChainHead',
  // tallies go by the tables of what they count
  'Tally',
  'DurationTally',
  'Board',
  'BoardColumn',
  'BoardChange',
  'ColumnCount',
  'TaskChange',
]);
