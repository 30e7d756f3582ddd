import { refuse, unavailable } from '../core/errors';

/**
 * What an error of the database means for who waits for it.
 * - RETRY: the transaction was rolled back by the database; the whole of it may run again
 * - LOST: the connection or the server went away; whether a commit happened is not known
 * - DUPLICATE: a unique key is taken
 * - FULL: nothing can be written, for want of space or of the right to
 * - TIME: the statement was ended at its time limit
 * - ROWS: the statement was ended at its limit of rows
 * - OTHER: a bug of ours
 */
export type StoreFault = 'RETRY' | 'LOST' | 'DUPLICATE' | 'FULL' | 'TIME' | 'ROWS' | 'OTHER';

const BY_ERRNO: Readonly<Record<number, StoreFault>> = {
  1213: 'RETRY', // deadlock; with Galera also from COMMIT
  1205: 'RETRY', // lock wait timeout
  1020: 'RETRY', // record has changed since last read (MariaDB's snapshot isolation)
  1062: 'DUPLICATE',
  1040: 'LOST', // too many connections
  1203: 'LOST', // the user has too many connections
  1226: 'LOST', // a limit of the user is reached
  1047: 'LOST', // WSREP has not yet prepared node
  1053: 'LOST', // server shutdown in progress
  1180: 'LOST', // error during COMMIT
  1290: 'FULL', // read-only server
  1836: 'FULL', // running in read-only mode
  1927: 'LOST', // connection was killed
  2006: 'LOST',
  2013: 'LOST',
  1969: 'TIME', // MariaDB
  3024: 'TIME', // MySQL
  3: 'FULL', // writing a file failed; of a temporary one
  20: 'FULL', // no room on the device
  1021: 'FULL',
  1026: 'FULL', // writing a file failed
  1114: 'FULL', // of a table, for want of room in its file
  1878: 'FULL', // writing a temporary file failed
  3675: 'FULL', // MySQL: no room to make a table
};

/** By the name of the code and the message. */
const BY_CODE: readonly (readonly [RegExp, StoreFault])[] = [
  [/^SQLITE_BUSY|^SQLITE_LOCKED/, 'RETRY'],
  [/^OVER_TIME/, 'TIME'],
  [/^OVER_ROWS/, 'ROWS'],
  // MariaDB, where it was just sorting: of a limit of rows it else warns (see `rowsWarning` of the dialect).
  [/^ER_FILSORT_ABORT .*LIMIT ROWS EXAMINED/, 'ROWS'],
  [/^ER_FILSORT_ABORT .*max_statement_time/, 'TIME'],
  [/^SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY)/, 'DUPLICATE'],
  [/^SQLITE_(FULL|IOERR|READONLY)|^ENOSPC/, 'FULL'],
  // ENOSPC and EDQUOT, as the storage engine tells them.
  [/^ER_GET_ERRNO .*\berror (28|122)\b/, 'FULL'],
  [/^PROTOCOL_|^ECONN|^ETIMEDOUT|^EPIPE|^ENOTFOUND|^EHOSTUNREACH|^ER_SERVER_SHUTDOWN/, 'LOST'],
];

/** Sorts an error of the database; works on TypeORM's wrapper as on the driver's own. */
export function storeFault(error: unknown): StoreFault {
  const { errno, code, message, fatal } = driverError(error);
  if (errno !== null && BY_ERRNO[errno]) return BY_ERRNO[errno];
  const known = BY_CODE.find(([pattern]) => pattern.test(`${code} ${message}`))?.[1];
  // A connection that was closed meanwhile says neither number nor code.
  return known ?? (fatal ? 'LOST' : 'OTHER');
}

/**
 * The error that leaves the store: UNAVAILABLE for what may heal, LIMIT_EXCEEDED for what was ended at a limit, the
 * error itself for everything else.
 */
export function outward(error: unknown): unknown {
  const fault = storeFault(error);
  if (fault === 'TIME') return refuse('LIMIT_EXCEEDED', { limit: 'time' });
  if (fault === 'ROWS') return refuse('LIMIT_EXCEEDED', { limit: 'rows' });
  return fault === 'RETRY' || fault === 'LOST' || fault === 'FULL' ? unavailable() : error;
}

/** Whether it was tried to write where one may only read. */
export function isReadOnly(error: unknown): boolean {
  return driverError(error).code === 'SQLITE_READONLY';
}

function driverError(error: unknown): { errno: number | null; code: string; message: string; fatal: boolean } {
  const { driverError: inner = error } = fieldsOf(error);
  const { errno, code, message, fatal } = fieldsOf(inner);
  return {
    errno: typeof errno === 'number' ? errno : null,
    code: typeof code === 'string' ? code : '',
    message: typeof message === 'string' ? message : '',
    fatal: fatal === true,
  };
}

function fieldsOf(value: unknown): {
  driverError?: unknown;
  errno?: unknown;
  code?: unknown;
  message?: unknown;
  fatal?: unknown;
} {
  return typeof value === 'object' && value !== null ? value : {};
}
