import type { BoardRange } from '../../src/live/board-feed';
import { foundation, type Foundation } from '../support/foundation';
import { LiveBoards, type ClientTasks, type Onlooker, type ReadBoard } from '../support/live-board';

/** A client that applies messages to a snapshot holds what a fresh board shows, wherever it begins. */

/** Who sees all, who sees its own while they are open, and who sees nothing; with filters that tasks enter and leave. */
const ONLOOKERS: readonly Onlooker[] = [
  { member: 'yk-police.commander', filter: {} },
  { member: 'yk-police.officer', filter: { phases: ['ACTIVE'] } },
  { member: 'yk-station-1.officer', filter: { dueBefore: '2026-06-01T00:00:00.000Z' as never } },
  { member: 'icbc.liaison', filter: {} },
  { member: 'icbc.liaison', filter: { priorities: ['HIGH', 'URGENT'] } },
  { member: 'school-1.liaison', filter: {} },
];

/** The same numbers for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One history: what was done, and the boards of all onlookers after each command. */
async function live(
  seed: number,
  commands: number,
): Promise<{ world: Foundation; boards: LiveBoards; kept: ReadBoard[][] }> {
  const world = await foundation();
  const boards = new LiveBoards(world);
  const random = randomOf(seed);
  const oneOf = <T>(items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)];
  const open: string[] = [];
  const read = (): Promise<ReadBoard[]> => Promise.all(ONLOOKERS.map((onlooker) => boards.read(onlooker)));
  const kept = [await read()];
  const officer = world.as('yk-police.officer');
  const step = async (): Promise<void> => {
    const taskId = oneOf(open);
    const chance = random();
    if (taskId === undefined || chance < 0.35) {
      const holder = random() < 0.5 ? { holderId: world.agency('icbc') } : {};
      const priority = oneOf(['LOW', 'NORMAL', 'HIGH', 'URGENT']);
      const input = { operationId: world.operation, title: '排查', priority, dueAt: someDay(random), ...holder };
      open.push((await world.execute('openProbe', officer, input)).subject);
    } else if (chance < 0.7) {
      await world.execute('noteProbe', officer, {
        taskId,
        amount: 1 + Math.floor(random() * 9),
        dueAt: someDay(random),
      });
    } else if (chance < 0.9) {
      await world.execute('dropProbe', world.as('yk-police.commander'), { taskId, reason: '重复' });
      open.splice(open.indexOf(taskId), 1);
    } else {
      const part = oneOf(['MEMBER', 'OBSERVER']);
      const input = { operationId: world.operation, agencyId: world.agency('school-1'), part };
      await world.execute('setParticipation', world.as('yk-police.commander'), input);
    }
  };
  for (let i = 0; i < commands; i += 1) {
    world.clock.advance({ minutes: 1 });
    await step();
    kept.push(await read());
  }
  return { world, boards, kept };
}

function someDay(random: () => number): string {
  return `2026-${String(1 + Math.floor(random() * 12)).padStart(2, '0')}-15T08:00:00.000Z`;
}

/** Takes messages up to the one after which there is nothing more just now. */
async function catchUp(stream: AsyncIterableIterator<BoardRange>, last: number): Promise<BoardRange[]> {
  const ranges: BoardRange[] = [];
  for (let until = -1; until < last;) {
    const { value } = (await stream.next()) as { value: BoardRange };
    ranges.push(value);
    until = value.until;
    if (value.final) break;
  }
  await stream.return?.();
  return ranges;
}

describe.each([11, 22])('in the history of seed %i', (seed) => {
  let boards: LiveBoards;
  let kept: ReadBoard[][];

  beforeAll(async () => {
    ({ boards, kept } = await live(seed, 28));
  });

  afterAll(() => {
    expect(boards.heads.followers + boards.beat.followers).toBe(0);
  });

  const boardAt = (head: number, i: number): ReadBoard | undefined =>
    kept.map((each) => each[i]).find((b) => b?.head === head);

  describe.each(ONLOOKERS.map((onlooker, i) => ({ ...onlooker, i })))('$member with $filter', ({ i }) => {
    const onlooker = ONLOOKERS[i]!;

    it('holds what a fresh board shows, wherever it begins, and counts right at each place on the way', async () => {
      const fresh = kept[kept.length - 1]![i]!;
      for (const begun of kept.map((each) => each[i]!)) {
        // Where nothing follows for this member nothing is sent, and the board it began with must be the last one.
        const isOver = await sameFromHere(begun);
        if (isOver) {
          expect(begun.tasks).toEqual(fresh.tasks);
          continue;
        }
        let tasks: ClientTasks = begun.tasks;
        let place = begun.cursor;
        for (const range of await catchUp(boards.follow(onlooker, begun.cursor), Infinity)) {
          expect(range.after).toBe(place);
          place = range.until;
          tasks = boards.apply(tasks, range);
          const then = range.final ? fresh : boardAt(range.until, i);
          expect({ until: range.until, figures: range.figures }).toEqual({
            until: range.until,
            figures: then?.figures,
          });
        }
        expect(tasks).toEqual(fresh.tasks);
      }
    });

    it('is shown the past as it was', async () => {
      for (const { [i]: board } of kept) {
        const then = await boards.read(onlooker, board?.head);
        expect({ ...then, head: board?.head }).toEqual(board);
      }
    });

    /** Whether a beat is all that comes after a place. */
    async function sameFromHere({ cursor }: ReadBoard): Promise<boolean> {
      const stream = boards.follow(onlooker, cursor);
      const next = stream.next();
      const beat = setInterval(() => {
        boards.beat.strike();
      }, 20);
      const { value } = (await next) as { value: BoardRange };
      clearInterval(beat);
      await stream.return?.();
      const { entries, removed, until } = value;
      return entries.length === 0 && removed.length === 0 && until === cursor;
    }
  });
});
