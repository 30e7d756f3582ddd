import { pino } from 'pino';
import { installedRegistry, startApp } from '../../src/app';
import { verifyLogs } from '../../src/audit/verify-log';
import { story } from '../../src/demo/story';
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
    expect(reports.reduce((sum, { entries }) => sum + entries, 0)).toBe(story.length);
  });
});
