import type { FieldValues } from '../../core/parts';
import { fieldOf, type Thing } from '../../core/thing';

/** What ends a member's duty, if it is on duty. */
export function offDuty(member: Thing): FieldValues {
  return fieldOf(member, 'onDuty') === true ? { onDuty: false } : {};
}
