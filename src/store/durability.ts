import { raw } from './session';
import type { Store } from './store';

/** A setting of the database by which work that was acknowledged can be lost. */
export interface DurabilityFault {
  readonly setting: string;
  readonly value: number;
  /** What it costs, and what to set. */
  readonly harm: string;
  /** Not only a power cut loses work, but any end of the database that is not a clean one. */
  readonly grave: boolean;
}

interface Rule {
  isSafe(value: number): boolean;
  isGrave(value: number): boolean;
  readonly harm: string;
}

/** By the names that `Dialect.durabilityQuery` gives. */
const RULES: Readonly<Record<string, Rule>> = {
  // 3 is MariaDB's older order of writing to the disk: no less safe, only slower.
  innodb_flush_log_at_trx_commit: {
    isSafe: (value) => value === 1 || value === 3,
    isGrave: (value) => value === 0,
    harm: 'the last second of acknowledged commands can be lost; set it to 1',
  },
  sync_binlog: {
    isSafe: (value) => value === 1,
    isGrave: () => false,
    harm: 'after a power cut, commands that the binary log lacks are rolled back, or replicas miss them; set it to 1',
  },
  // 2 is FULL, 3 is EXTRA.
  synchronous: {
    isSafe: (value) => value >= 2,
    isGrave: (value) => value === 0,
    harm: 'acknowledged commands can be lost when the power is cut; set it to FULL',
  },
};

/** What the database's settings put at risk; none where a commit is on the disk once it is answered. */
export async function findDurabilityFaults(store: Store): Promise<DurabilityFault[]> {
  // On the writing connection: some databases have such settings for each connection.
  const rows = await store.write((session) => session.select(raw(session.dialect.durabilityQuery)));
  return rows.flatMap((row) => durabilityFaults(String(row['name']), Number(row['value'])));
}

/** The fault of a setting, if its value is one. */
export function durabilityFaults(setting: string, value: number): DurabilityFault[] {
  const rule = RULES[setting];
  if (!rule || rule.isSafe(value)) return [];
  return [{ setting, value, harm: rule.harm, grave: rule.isGrave(value) }];
}
