import { AccessRow } from './access.row';
import { ApiKeyRow, ApiKeyUseRow } from './api-key.row';
import { AssignmentRow } from './assignment.row';
import { ClockRow } from './clock.row';
import { AgencyRow, MemberRow } from './directory.row';
import {
  DurationSketchRow,
  IdempotencyRow,
  InstallationRow,
  OutsiderTallyRow,
  SealedValueRow,
  TallyRow,
} from './ledger.row';
import { LogEntryRow } from './log-entry.row';
import { OperationHeadRow, OperationRow, ParticipationRow } from './operation.row';
import { TaskAgencyRow, TaskHistoryRow, TaskMemberRow, TaskReferenceRow, TaskRow } from './task.row';

/** The rows that belong to no kind and no record's folder. */
export const coreRows = [
  OperationHeadRow,
  OperationRow,
  ParticipationRow,
  AgencyRow,
  MemberRow,
  TaskRow,
  TaskHistoryRow,
  TaskAgencyRow,
  TaskMemberRow,
  TaskReferenceRow,
  AssignmentRow,
  ClockRow,
  LogEntryRow,
  TallyRow,
  OutsiderTallyRow,
  DurationSketchRow,
  IdempotencyRow,
  SealedValueRow,
  InstallationRow,
  AccessRow,
  ApiKeyRow,
  ApiKeyUseRow,
];
