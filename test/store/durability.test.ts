import { atEnd } from '../support/endings';
import { pino } from 'pino';
import { startApp } from '../../src/app';
import { ConfigFault, type Config } from '../../src/config';
import { durabilityFaults, findDurabilityFaults } from '../../src/store/durability';
import { raw } from '../../src/store/session';
import type { Store } from '../../src/store/store';
import { toldConfig } from '../support/app';
import { onMariadb, openTestStore, withConnection } from '../support/store';

describe('durabilityFaults', () => {
  it.each([
    ['innodb_flush_log_at_trx_commit', 1, null],
    ['innodb_flush_log_at_trx_commit', 3, null],
    ['innodb_flush_log_at_trx_commit', 2, false],
    ['innodb_flush_log_at_trx_commit', 0, true],
    ['sync_binlog', 1, null],
    ['sync_binlog', 0, false],
    ['sync_binlog', 1_000, false],
    ['synchronous', 3, null],
    ['synchronous', 2, null],
    ['synchronous', 1, false],
    ['synchronous', 0, true],
  ])('knows what %s of %i is: safe (null), a fault, or a grave one', (setting, value, grave) => {
    expect(durabilityFaults(setting, value)).toEqual(
      grave === null ? [] : [{ setting, value, grave, harm: expect.stringMatching(/; set it to \w+$/) }],
    );
  });
});

/** Runs a statement that sets how the database keeps what is committed, for this test alone. */
async function withSetting(store: Store, value: number, work: () => Promise<void>): Promise<void> {
  if (!onMariadb) {
    // Each connection has its own.
    await store.dataSource.query(`PRAGMA synchronous = ${value}`);
    await work();
    return;
  }
  const server = process.env['TEST_MARIADB_URL'] ?? '';
  await withConnection(server, async (connection) => {
    const name = '@@GLOBAL.innodb_flush_log_at_trx_commit';
    const [rows] = await connection.query(`SELECT ${name} AS value`);
    const before = (rows as { value: number }[])[0]?.value ?? 1;
    await connection.query(`SET ${name} = ${value}`);
    await work().finally(() => connection.query(`SET ${name} = ${before}`));
  });
}

describe('a database', () => {
  const setting = onMariadb ? 'innodb_flush_log_at_trx_commit' : 'synchronous';

  it('that brings each commit to the disk has no fault', async () => {
    const store = await openTestStore();
    await withSetting(store, onMariadb ? 1 : 2, async () => {
      expect(await findDurabilityFaults(store)).toEqual([]);
    });
  });

  it('that brings none to the disk is found out', async () => {
    const store = await openTestStore();
    await withSetting(store, 0, async () => {
      expect(await findDurabilityFaults(store)).toEqual([expect.objectContaining({ setting, value: 0, grave: true })]);
    });
  });

  it('is opened so that it is durable, where that is ours to decide', async () => {
    if (onMariadb) return;
    const rows = await (await openTestStore()).write((session) => session.select(raw('PRAGMA synchronous')));
    expect(rows).toEqual([{ synchronous: 2 }]);
  });
});

describe('a start', () => {
  /** What a server says at its start, level by level. */
  async function start(config: Config): Promise<{ level: number; setting?: string; msg: string }[]> {
    const lines: string[] = [];
    const app = await startApp(config, { log: pino({ level: 'info' }, { write: (line: string) => lines.push(line) }) });
    atEnd(() => app.stop());
    return lines.map((line) => JSON.parse(line));
  }

  it('on a database that loses commits warns of it, and is refused in production', async () => {
    // What an embedded one would lose is ours to decide, and we decide that it is nothing.
    if (!onMariadb) {
      expect(await start({ ...(await toldConfig()), production: true })).toEqual([]);
      return;
    }
    const store = await openTestStore();
    await withSetting(store, 0, async () => {
      const config = await toldConfig();
      const setting = 'innodb_flush_log_at_trx_commit';
      const msg = expect.stringMatching(/^the database is not durable: .+; set it to 1$/);
      expect(await start(config)).toEqual([expect.objectContaining({ level: 40, setting, value: 0, msg })]);
      const refused = startApp({ ...config, production: true }, { log: pino({ level: 'silent' }) });
      await expect(refused).rejects.toThrow(ConfigFault);
      await expect(refused).rejects.toThrow(/DATABASE_URL: innodb_flush_log_at_trx_commit is 0: /);
    });
    await withSetting(store, 2, async () => {
      expect(await start({ ...(await toldConfig()), production: true })).toHaveLength(1);
    });
  });
});
