/**
 * Types that are no subjects of their own: they tell what their parent was already shown to tell, or what everyone
 * may know. A type that is neither here nor a registered subject, and follows none, fails the start.
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
  'ApiKeyEdge',
  'ApiKeyConnection',
  'OperationEdge',
  'OperationConnection',
  'GangEdge',
  'GangConnection',
  'AccessEdge',
  'AccessConnection',
  'MemberAccessEdge',
  'MemberAccessConnection',
  'SuspectEdge',
  'SuspectConnection',
  // parts that are read through a subject which hides them whole
  'Denial',
  'ItemResult',
  'BankAccount',
  // boards go by the visibility of their tasks
  'Board',
  'BoardColumn',
  'BoardChange',
  'ColumnCount',
  'TaskChange',
]);
