import { isRefusal } from '../../src/core/errors';
import { outward, storeFault } from '../../src/store/faults';

/** What databases say when they cannot write, as their drivers give it. */

const ofMysql = (errno: number, code: string, message: string): Error =>
  // TypeORM wraps the driver's own.
  Object.assign(new Error(message), { driverError: Object.assign(new Error(message), { errno, code }) });

const full: readonly (readonly [string, unknown])[] = [
  ['InnoDB', ofMysql(1114, 'ER_RECORD_FILE_FULL', "The table 'log_entry' is full")],
  [
    'another engine',
    ofMysql(1030, 'ER_GET_ERRNO', 'Got error 28 "No space left on device" from storage engine InnoDB'),
  ],
  ['a quota', ofMysql(1030, 'ER_GET_ERRNO', 'Got error 122 "Disk quota exceeded" from storage engine Aria')],
  ['a temporary file', ofMysql(3, 'EE_WRITE', "Error writing file '/tmp/MYfd=43' (Errcode: 28)")],
  ['the binary log', ofMysql(1026, 'ER_ERROR_ON_WRITE', "Error writing file 'binlog' (Errcode: 28)")],
  [
    'a server that waits',
    ofMysql(1021, 'ER_DISK_FULL', 'Disk full (/tmp/#sql); waiting for someone to free some space'),
  ],
  [
    'a primary that may only be read',
    ofMysql(1290, 'ER_OPTION_PREVENTS_STATEMENT', 'running with the --read-only option'),
  ],
  ['MySQL in read-only mode', ofMysql(1836, 'ER_READ_ONLY_MODE', 'Running in read-only mode')],
  ['SQLite', Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })],
  ['SQLite, of any other fault of its disk', Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR' })],
];

describe('a full disk', () => {
  it.each(full)('is known by the words of %s, and UNAVAILABLE', (_who, error) => {
    expect(storeFault(error)).toBe('FULL');
    expect(isRefusal(outward(error)) && (outward(error) as { code: string }).code).toBe('UNAVAILABLE');
  });

  it('is nothing else', () => {
    expect(storeFault(ofMysql(1030, 'ER_GET_ERRNO', 'Got error 127 from storage engine'))).toBe('OTHER');
    expect(storeFault(ofMysql(1030, 'ER_GET_ERRNO', 'Got error 1228 from storage engine'))).toBe('OTHER');
  });
});
