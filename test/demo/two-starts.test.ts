import { pino } from 'pino';
import { installedRegistry, startApp } from '../../src/app';
import { verifyLogs } from '../../src/audit/verify-log';
import { story } from '../../src/demo/story';
import { IdempotencyRow } from '../../src/store/rows/ledger.row';
import { LogEntryRow } from '../../src/store/rows/log-entry.row';
import { atEnd } from '../support/endings';
import { testConfig } from '../support/app';

describe('two servers', () => {
  it('that start at once on an empty database are both ready, and the story is told once', async () => {
    const config = await testConfig();
    const log = pino({ level: 'silent' });
    const [one, other] = await Promise.all([startApp(config, { log }), startApp(config, { log })]);
    for (const app of [one, other]) atEnd(() => app.stop());
    const reports = await verifyLogs(one.services.store, installedRegistry());
    expect(reports.flatMap(({ faults }) => faults)).toEqual([]);
    const entries = await one.services.store.read((session) => session.find(LogEntryRow, {}));
    expect(reports.reduce((sum, each) => sum + each.entries, 0)).toBe(entries.length);
    const commands = entries.map(({ command }) => command);
    expect(new Set(commands).size).toBe(story.length);
    const told = await one.services.store.read((session) => session.find(IdempotencyRow, {}));
    expect(told.map(({ command }) => command).sort()).toEqual([...new Set(commands)].sort());
  });
});
