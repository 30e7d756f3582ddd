import { maskText } from '../core/mask';
import type { ReadField } from './access-book';
import type { FieldClass, FieldRule, Level } from '../core/visibility';

/** A sealed value that a reader may see: opened only where it is asked for, and then masked for who sees it so. */
export interface ShownSeal {
  readonly ref: string;
  readonly masked: boolean;
  /** What is noted when it is opened; null where nobody asks for that. */
  readonly read: ReadField | null;
}

/** What the reads of a sealed field are noted under. */
export interface SealOwner {
  readonly operation: string;
  readonly subject: string;
  /** Before the field's name: `list.` for elements of a list. */
  readonly prefix?: string;
}

/** Classes of which each read in clear is noted. */
const NOTED: readonly FieldClass[] = ['PERSONAL', 'REPORTER'];

/** How much of each class of fields of one thing a reader sees. */
export type LevelOf = (of: FieldClass) => Level;

/** Each field at its level, and the names of those that are hidden, sorted. */
export function showFields(
  rules: ReadonlyMap<string, FieldRule>,
  values: Readonly<Record<string, unknown>>,
  { levelOf, owner }: { levelOf: LevelOf; owner: SealOwner },
): { shown: Record<string, unknown>; withheld: string[]; hidden: string[] } {
  const shown: Record<string, unknown> = {};
  const hidden: string[] = [];
  for (const [name, rule] of rules) {
    const level = levelOf(rule.class);
    const stands = rule.otherwise !== undefined && level !== 'FULL' ? values[rule.otherwise] : undefined;
    if (level === 'HIDDEN' && stands === undefined) hidden.push(name);
    const value = rule.sealed && level !== 'HIDDEN' ? sealAt(level, { name, rule, owner }, values[name]) : null;
    shown[name] = stands ?? value ?? valueAt(level, rule, values[name]);
  }
  const withheld = hidden.filter((name) => rules.get(name)?.unpublished !== true);
  return { shown, withheld: withheld.sort(), hidden };
}

function valueAt(level: Level, rule: FieldRule, value: unknown): unknown {
  if (level === 'HIDDEN') return rule.list ? [] : (rule.hiddenAs ?? null);
  if (rule.sealed) return null;
  return level === 'FULL' ? (value ?? null) : maskValue(value);
}

/** A sealed value that may be opened, with what the read of it is noted under. */
function sealAt(
  level: Level,
  { name, rule, owner }: { name: string; rule: FieldRule; owner: SealOwner },
  ref: unknown,
): ShownSeal | null {
  if (typeof ref !== 'string') return null;
  const { operation, subject, prefix = '' } = owner;
  const isNoted = level === 'FULL' && NOTED.includes(rule.class);
  return { ref, masked: level === 'MASKED', read: isNoted ? { operation, subject, field: `${prefix}${name}` } : null };
}

function maskValue(value: unknown): unknown {
  if (typeof value === 'string') return maskText(value);
  return Array.isArray(value) ? value.map(maskValue) : null;
}
