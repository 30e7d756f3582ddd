import type { NeedToKnow } from '../access/need-to-know';
import type { Reader } from '../access/viewer';
import { refuse } from '../core/errors';
import { TaskRow } from '../store/rows/task.row';
import { join, raw, sql, type Session, type Sql } from '../store/session';
import { textCondition } from './text-filter';
import type { TaskFilter } from './types/board';

type Compare = 'IN' | '=' | '>' | '<';

/** One field of the filter: which column of the header it compares, and how. */
interface FilterRule {
  readonly field: keyof TaskRow;
  readonly column: string;
  readonly compare: Compare;
}

/** The table of filters; a field that it does not name fails to compile. */
const RULES: Readonly<Record<Exclude<keyof TaskFilter, 'text'>, FilterRule>> = {
  kinds: { field: 'kind', column: 'kind', compare: 'IN' },
  states: { field: 'state', column: 'state', compare: 'IN' },
  phases: { field: 'phase', column: 'phase', compare: 'IN' },
  priorities: { field: 'priority', column: 'priority', compare: 'IN' },
  numbers: { field: 'number', column: 'number', compare: 'IN' },
  leadAgencyIds: { field: 'leadAgency', column: 'lead_agency_id', compare: 'IN' },
  overdue: { field: 'overdue', column: 'overdue', compare: '=' },
  paused: { field: 'paused', column: 'paused', compare: '=' },
  divisions: { field: 'division', column: 'division', compare: 'IN' },
  dueAfter: { field: 'dueAt', column: 'due_at', compare: '>' },
  dueBefore: { field: 'dueAt', column: 'due_at', compare: '<' },
  createdAfter: { field: 'createdAt', column: 'created_at', compare: '>' },
  updatedAfter: { field: 'updatedAt', column: 'updated_at', compare: '>' },
};

/**
 * The condition of a plain filter over `task t`. A row in which the field is hidden from the reader does not match.
 * @throws Refusal FORBIDDEN for a field that is hidden from the reader in every state
 */
export function taskFilter(
  filter: TaskFilter | null | undefined,
  { session, needToKnow, reader }: { session: Session; needToKnow: NeedToKnow; reader: Reader },
): Sql {
  const conditions: Sql[] = [];
  for (const [name, value] of Object.entries(filter ?? {}) as [keyof TaskFilter, unknown][]) {
    if (value === null || value === undefined) continue;
    if (name === 'text') {
      conditions.push(textCondition(filter?.text ?? '', { needToKnow, reader }));
      continue;
    }
    const rule = RULES[name];
    if (needToKnow.hiddenEverywhere(rule.field, reader)) {
      throw refuse('FORBIDDEN', { denial: { code: 'HIDDEN_FIELD' } });
    }
    const shown = needToKnow.fieldCondition(rule.field, reader, 't');
    conditions.push(sql`(${compare(session, rule, value)} AND (${shown}))`);
  }
  return join(conditions, ' AND ', '1 = 1');
}

function compare(session: Session, rule: FilterRule, value: unknown): Sql {
  const column = raw(`t.${rule.column}`);
  const stored = (each: unknown): unknown => session.columnValue(TaskRow, rule.field, each);
  if (rule.compare === 'IN' && Array.isArray(value)) return sql`${column} IN (${value.map(stored)})`;
  return sql`${column} ${raw(rule.compare)} ${stored(value)}`;
}
