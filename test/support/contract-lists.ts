/**
 * Where the schema and its contract (schema/contract.graphql) differ, and why. Both lists are held from both sides: what
 * is there already, or was never promised, may not stand here.
 *
 * A word is a type with all that is in it; a member of one (`Task.guests`, also of the types that implement it;
 * `Query.board(asOf)`, an argument); or a command (`editTask()`: its mutation, its action and its input).
 */

/** What was promised and is not built yet, by theme. */
export const NOT_YET: Readonly<Record<string, string>> = {
  'commands of every kind of task': `
    offerTask() acceptTask() returnTask() arbitrateTask() endAssignment() assignMembers() nudgeTask()
    superviseTask() pauseTask() resumeTask() reopenTask()
    cancelTask() confirmCancel() TaskState.CANCELLED askExtension() decideExtension() Task.pending Approval`,
  guests: `inviteGuest() endGuest() Task.guests Guest`,
  comments: `commentTask() Task.comments Comment CommentAudience CommentEdge CommentConnection CommentPayload`,
  links: `linkTasks() Task.links TaskLink LinkKind`,
  alerts: `
    acknowledgeAlert() Alert AlertKind Severity AlertEdge AlertConnection AlertPayload Viewer.alerts Operation.alerts
    Subscription.alertChanged`,
  evidence: `
    createUpload() attachEvidence() Evidence EvidenceEdge EvidenceConnection EvidencePayload UploadPayload Task.evidence
    LegalDocument.evidence LegalDocumentInput.uploadId Recovery.evidence RecordRecoveryInput.uploadId`,
  'changes of the rule pack': `changeRule() RulePayload`,
  'fraud cases': `
    registerCase() amendCase() FraudCase FraudCaseFilter FraudCaseEdge FraudCaseConnection FraudCasePayload
    Operation.fraudCases Gang.cases TaskFilter.fraudCaseId`,
  'rapid stop-loss': `
    TaskKind.STOP_LOSS StopLoss StopLossPayload PhoneCall PhoneCallInput FreezeRequestInput FundsReturn LapseReason
    RefusalReason
    TaskState.REQUESTED TaskState.FROZEN TaskState.PAPERED TaskState.LAPSED TaskState.REFUNDED TaskState.RELEASED
    TaskState.REFUSED TaskState.MISSED
    requestFreeze() confirmFreeze() refuseFreeze() reportMissed() filePapers() askRelease() releaseFreeze()
    orderReturn() returnFunds() renewFreeze() traceOnward()
    Metric.FREEZES_REQUESTED Metric.FREEZES_CONFIRMED Metric.MONEY_REQUESTED Metric.MONEY_FROZEN Metric.MONEY_SAVED
    Metric.MONEY_RETURNED Metric.PAPERS_LATE Metric.FREEZES_MISSED Metric.FREEZES_REFUSED Metric.MINUTES_TO_FREEZE`,
  'lines and cards': `
    TaskKind.LINE_SUSPENSION LineSuspension LineSuspensionPayload LineItem LineItemCount LineItemKind LineItemState
    LineItemInput LineItemResultInput LineItemEdge LineItemConnection LineAppeal AppealDecision
    TaskState.ORDERED TaskState.ACKNOWLEDGED TaskState.EXECUTED TaskState.APPEALED TaskState.VERIFIED
    orderSuspension() acknowledgeSuspension() recordItems() finishSuspension() verifySuspension() appealSuspension()
    resolveAppeal() Metric.LINES_ORDERED Metric.LINES_SUSPENDED Metric.LINES_RESTORED`,
  'joint crackdowns': `
    TaskKind.JOINT_CRACKDOWN JointCrackdown JointCrackdownPayload Contribution ContributionStatus Checkpoint
    CheckpointForm CheckpointPayload CrackdownCase CrackdownCaseInput CrackdownCaseEdge CrackdownCaseConnection Penalty
    Dissuasion DissuasionInput VehicleClass TaskState.MUSTERING TaskState.RUNNING TaskState.DEBRIEF
    planCrackdown() inviteAgencies() confirmContribution() declineContribution() recordPresence() startCrackdown()
    openCheckpoint() closeCheckpoint() recordCases() recordDissuasions() endCrackdown() closeCrackdown()
    Metric.OFFICERS_DEPLOYED Metric.CHECKPOINTS_OPENED Metric.VIOLATIONS_PUNISHED Metric.PEOPLE_EDUCATED
    Metric.VEHICLES_TURNED_BACK`,
  'schools and hazards': `
    TaskKind.SCHOOL_ZONE_SWEEP SchoolZoneSweep SchoolZoneSweepPayload School SchoolLevel SchoolEdge SchoolConnection
    SchoolPayload SchoolVisit SchoolVisitEdge SchoolVisitConnection ChecklistResult ChecklistResultInput CheckResult
    Hazard HazardGrade HazardState HazardFilter HazardEdge HazardConnection HazardPayload NewHazardInput EscortDuty
    EscortRecord Weekday LocalTime Operation.schools Operation.hazards TaskState.SWEEPING TaskState.RECTIFYING
    registerSchool() planSweep() startSweep() recordVisit() confirmVisit() reportHazard() assignHazard()
    acceptHazard() returnHazard() rectifyHazard() verifyHazard() rejectRectification() finishVisits() closeSweep()
    setEscortDuty() recordEscort()
    Metric.SCHOOLS_VISITED Metric.HAZARDS_FOUND Metric.HAZARDS_CLOSED Metric.HAZARDS_OVERDUE Metric.HOURS_TO_CLOSE
    Metric.ESCORTS_DONE`,
  'restriction orders': `
    RestrictionOrder RestrictionOrderRevision RestrictionOrderEdge RestrictionOrderConnection RestrictionOrderPayload
    RestrictionRule RestrictionRuleInput RestrictionScope RestrictionVerdict OrderStatus CoordinateSystem
    Operation.restrictionOrders Query.restrictionCheck TaskFilter.restrictionOrderId issueOrder() amendOrder()
    revokeOrder()`,
  signs: `
    TaskKind.SIGN_INSTALLATION SignInstallation SignInstallationPayload SignSite SignSiteCount SignSiteState
    SignSiteInput SignSiteEdge SignSiteConnection InstallationInput TaskState.ISSUED TaskState.INSTALLING
    TaskState.INSPECTING planSigns() issueWorkOrder() recordInstallations() inspectSites() reportDefect() closeSigns()
    Metric.SIGNS_PLANNED Metric.SIGNS_INSTALLED Metric.SIGNS_INSPECTED Metric.SIGNS_DEFECTIVE`,
  'prevention drives': `
    TaskKind.PREVENTION_DRIVE PreventionDrive PreventionDrivePayload DriveChannel Audience DrivePiece Handout Venue
    Lesson ContestEntry ContestEntryEdge ContestEntryConnection VolunteerShift planDrive() startDrive() recordPiece()
    recordHandout() recordLesson() recordEntry() awardEntry() recordShift() closeDrive()
    Metric.PIECES_PUBLISHED Metric.REACH Metric.LEAFLETS_HANDED_OUT Metric.PEOPLE_TAUGHT Metric.VOLUNTEER_HOURS
    Metric.AWARDS`,
  'reports and captures': `
    CitizenReport CitizenReportEdge CitizenReportConnection CitizenReportPayload ReportStatus Operation.citizenReports
    acceptReport() rejectReport() linkReport() replyReport() Metric.REPORTS_RECEIVED Metric.REPORTS_ACCEPTED
    CameraCapture CameraCaptureEdge CameraCaptureConnection CameraCapturePayload CaptureStatus CaptureInput
    CaptureImportPayload Operation.cameraCaptures importCaptures() confirmCapture() dismissCapture() punishCapture()
    Metric.CAPTURES_RECEIVED Metric.CAPTURES_PUNISHED`,
  digests: `
    Digest DigestEdge DigestConnection DigestPayload DigestSchedule DigestScheduleInput DigestSchedulePayload
    DigestTarget DigestTargetInput DigestFormat DigestChannel CatchUp Delivery DeliveryStatus Operation.digests
    Operation.digestSchedules Subscription.digestIssued createDigestSchedule() changeDigestSchedule()
    pauseDigestSchedule() resumeDigestSchedule() issueDigest()`,
};

const OWN_NAMES = 'administration has commands of its own, by the pattern that the contract names in a comment';

const ENTRY_IS_SUBJECT = 'the log links to entries of catalogues by Subject, and each tells what one may do with it';

/** What the schema has and the contract has not, each with its reason; where the type is not there, neither is this. */
export const ADDITIONS: Readonly<Record<string, string>> = {
  'Board.columns(phases)': "a page cursor belongs to one column, so one asks for the column's next page alone",
  'Query.metrics': 'what records count stands in no TaskKindInfo, and a heading needs its label and unit',
  'InputFieldInfo.idOf': 'a form that knows no kind must know what to offer where an id is asked for',
  'InputFieldInfo.maxLength': 'a form counts characters before it sends them',
  'InputFieldInfo.defaultValue': 'a form shows what stands where nothing is chosen',
  'Query.actions': 'actions of records stand in no TaskKindInfo, and perform needs their fields',
  'Action.CREATE_AGENCY': OWN_NAMES,
  'Action.CHANGE_AGENCY': OWN_NAMES,
  'Mutation.createAgency': OWN_NAMES,
  'Mutation.changeAgency': OWN_NAMES,
  'Mutation.createMember': OWN_NAMES,
  'Mutation.changeMember': OWN_NAMES,
  'Mutation.disableMember': OWN_NAMES,
  AgencyPayload: OWN_NAMES,
  MemberPayload: OWN_NAMES,
  CreateAgencyInput: OWN_NAMES,
  ChangeAgencyInput: OWN_NAMES,
  CreateMemberInput: OWN_NAMES,
  ChangeMemberInput: OWN_NAMES,
  DisableMemberInput: OWN_NAMES,
  SignInInput: OWN_NAMES,
  'Action.CREATE_MEMBER': OWN_NAMES,
  'Action.CHANGE_MEMBER': OWN_NAMES,
  'Action.DISABLE_MEMBER': OWN_NAMES,
  VisibilityCondition: 'what a thing must be for a row of the table to hold, where that depends on the thing itself',
  'VisibilityRule.having': 'see VisibilityCondition: without it a row would promise more than it grants',
  'VisibilityRule.tasksIn': 'a plan alone makes nobody concerned with what it names',
  'VisibilityRule.metrics': 'what outsiders have of a tally is said metric by metric',
  'VisibilityRule.via': 'work on a gang concerns its suspects',
  'VisibilityRule.parts': 'a row may hold for agencies with some parts in the operation alone',
  'CatalogueEntry implements Subject': ENTRY_IS_SUBJECT,
  'CatalogueEntry.operation': ENTRY_IS_SUBJECT,
  'CatalogueEntry.version': ENTRY_IS_SUBJECT,
  'CatalogueEntry.createdAt': ENTRY_IS_SUBJECT,
  'CatalogueEntry.updatedAt': ENTRY_IS_SUBJECT,
  'CatalogueEntry.withheld': ENTRY_IS_SUBJECT,
  'CatalogueEntry.availableActions': ENTRY_IS_SUBJECT,
  'CatalogueEntry.deniedActions': ENTRY_IS_SUBJECT,
  'AddCatalogueEntryInput.named': 'an entry that the source only counts has no name, and somebody must say so',
};
