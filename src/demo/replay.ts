import type { Door } from '../commands/execute';
import { SYSTEM_CODE } from '../commands/operation-index';
import { dateIn, type FixedClock, type Instant } from '../core/time';
import { storeFault } from '../store/faults';
import { OperationRow } from '../store/rows/operation.row';
import type { Store } from '../store/store';
import { Cast } from './cast';
import { beginMarks, findMarks, markDone, type ReplayMarks } from './replay-marks';
import { stepKey, type Step } from './step';
import { story } from './story';
import { STORY_ZONE, timeLineTo } from './time-line';

/** What a replay needs. */
export interface DemoReplay {
  readonly store: Store;
  /** A door that is made for this clock and whose ids are too; nobody else may use it meanwhile. */
  readonly door: Pick<Door, 'execute'>;
  readonly clock: FixedClock;
  /** The real now: on the first start it fixes the day to which the story is moved. */
  readonly now: Instant;
  /** Called after each step; what it throws ends the replay, and the next start goes on from there. */
  readonly progress?: (done: number, total: number) => void;
}

/**
 * Fills an empty installation with the demo by doing every step of the story through the door, each at its own moment.
 * Broken off anywhere, the next call goes on where it ended and nothing is done twice; once the story is told, a call
 * is one SELECT. No step is later than `now` of the first start.
 * Throws an Error when the database holds an installation that is not the demo's, or a replay that another version of
 * the story began and didn't end.
 */
export async function replayDemo({ store, door, clock, now, progress }: DemoReplay): Promise<void> {
  const { day, done, total } = (await findMarks(store)) ?? (await beginReplay(store, now));
  if (done === total) return;
  if (total !== story.length) throw new Error('the demo was begun by another version and did not end: reset it');
  const line = timeLineTo(day);
  const cast = new Cast({ store, line, steps: story });
  for (const [i, step] of story.entries()) {
    if (i < done) continue;
    clock.set(line.instant(step.at));
    await door.execute({ action: step.action, actor: await cast.actor(step.by), input: await inputOf(step, i, cast) });
    await markDone(store, i + 1);
    progress?.(i + 1, total);
  }
}

async function beginReplay(store: Store, now: Instant): Promise<ReplayMarks> {
  const other = await store.read((session) => session.findOne(OperationRow, { code: SYSTEM_CODE }));
  if (other) throw new Error('this database holds an installation that is not the demo: name another one');
  const marks = { day: dateIn(now, STORY_ZONE), done: 0, total: story.length };
  try {
    await beginMarks(store, marks);
    return marks;
  } catch (error) {
    // Another process has just begun: both tell the story, and each step is done once by its key.
    const begun = storeFault(error) === 'DUPLICATE' ? await findMarks(store) : null;
    if (begun === null) throw error;
    return begun;
  }
}

/** The key makes a step that was committed and not yet marked answer what it did. */
async function inputOf(step: Step, i: number, cast: Cast): Promise<Readonly<Record<string, unknown>>> {
  return { idempotencyKey: stepKey(i), ...(await cast.input(step.input)) };
}
