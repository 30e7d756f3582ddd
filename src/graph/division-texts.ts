import { findDivision } from '../core/divisions';
import type { Division } from './types/common';

/** Divisions of the shipped table as the API shows them. */
export class DivisionTexts {
  /** A division that a row names. Throws on a code that the table has not: rows hold checked ones only. */
  get(code: string): Division {
    const entry = findDivision(code);
    if (!entry) throw new Error(`no division ${code}`);
    return { code, level: entry.level, parentCode: entry.parent };
  }

  /** The same, or null for none. */
  find(code: string | null): Division | null {
    return code === null ? null : this.get(code);
  }
}
