import { verifyLogs } from '../../src/audit/verify-log';
import { defineAction } from '../../src/core/action-table';
import { begin, outcome } from '../../src/core/decision';
import { defineKind } from '../../src/core/definition';
import type { Geometry } from '../../src/core/geometry';
import type { Thing } from '../../src/core/thing';
import { POLICE } from '../../src/core/vocabulary';
import { commandLimits, limit, taskLimits } from '../../src/graph/types/limits';
import { TaskHistoryRow, TaskRow } from '../../src/store/rows/task.row';
import { foundation, type Foundation } from '../support/foundation';
import { survey } from '../support/surveys';
import { z } from 'zod';

/** Where a task is stands in its header, in each version of its history and in the log, and they agree. */

const location = z.custom<Geometry>().nullish();

const begun = defineAction<Thing, { operationId: string; title: string; location?: Geometry | null }>({
  ...{ name: 'beginVisit', from: [], to: ['PLANNED'], begins: true, subject: 'operationId' },
  by: [{ types: POLICE }],
  limits: commandLimits({ operationId: limit.id('op'), title: limit.title, location }),
  decide: (_operation, { title, location: place }) =>
    begin({ title, ...(place ? { location: { ...place } as never } : {}) }),
});

const moved = defineAction<Thing, { taskId: string; location?: Geometry | null }>({
  ...{ name: 'moveVisit', from: ['PLANNED'], to: [], subject: 'taskId' },
  by: [{ types: POLICE }],
  limits: taskLimits({ location }),
  decide: (_task, { location: place }) => outcome().set({ location: place ? ({ ...place } as never) : null }),
});

const visit = defineKind({
  ...survey,
  ...{ kind: 'VISIT', type: 'Visit', prefix: 'VIS', idPrefix: 'visit', actions: [begun, moved], fields: {} },
  states: { PLANNED: { phase: 'PLANNED' } },
  sight: [{ relation: 'PARTICIPANT', types: POLICE, shows: { WHEREABOUTS: 'FULL' } }],
});

let base: Foundation;

beforeAll(async () => {
  base = await foundation([visit]);
});

async function headers(id: string): Promise<{ row: TaskRow; versions: TaskHistoryRow[] }> {
  return base.store.read(async (session) => ({
    row: (await session.findOne(TaskRow, { id }))!,
    versions: await session.find(TaskHistoryRow, { task: id }, { fromSeq: 'ASC' }),
  }));
}

describe('the place of a task', () => {
  it('is kept with its point in the header and in every version, and the log tells the same', async () => {
    const officer = base.as('yk-police.officer');
    const line: Geometry = {
      type: 'LineString',
      coordinates: [
        [119.9, 28.8],
        [120.1, 29],
      ],
    };
    const point: Geometry = { type: 'Point', coordinates: [120.0295, 28.8951] };
    const { subject: id } = await base.execute('beginVisit', officer, {
      ...{ operationId: base.operation, title: '校园周边', location: line },
    });
    expect((await headers(id)).row).toMatchObject({ location: line, longitude: 120, latitude: 28.9 });
    await base.execute('moveVisit', officer, { taskId: id, location: point });
    await base.execute('moveVisit', officer, { taskId: id });
    const { row, versions } = await headers(id);
    expect(row).toMatchObject({ location: null, longitude: null, latitude: null, numberKey: 'VIS-00000001' });
    expect(versions.map(({ longitude }) => longitude)).toEqual([120, 120.0295, null]);
    const faults = (await verifyLogs(base.store, base.registry)).flatMap((report) => report.faults);
    expect(faults).toEqual([]);
  });

  it('is told by the check where it was changed past the door', async () => {
    const { subject: id } = await base.execute('beginVisit', base.as('yk-police.officer'), {
      ...{ operationId: base.operation, title: '校园周边', location: { type: 'Point', coordinates: [120, 29] } },
    });
    await base.store.write((session) => session.update(TaskRow, { id }, { longitude: 121 }));
    const faults = (await verifyLogs(base.store, base.registry)).flatMap((report) => report.faults);
    expect(faults).toEqual([`${id}.longitude: the row and the log differ`]);
  });
});
