import type { App } from '../src/app';
import type { Bare, BareDatabase } from './bare';
import type { BenchDatabase } from './databases';
import { Trips } from './installation';
import { byCallers, type Comparison } from './measure';
import { countStatements, type Statements } from './statements';

/** The SQL of each of the three commands, in their order. */
export type CommandStatements = Readonly<Record<'plan' | 'approve' | 'depart', Statements>>;

/** What the floor's callers share, and nothing of ours. */
const TABLE = `CREATE TABLE floor_trip (operation_id VARCHAR(40), id VARCHAR(40), title VARCHAR(200), state VARCHAR(32),
  PRIMARY KEY (operation_id, id))`;
const INSERT = 'INSERT INTO floor_trip (operation_id, id, title, state) VALUES (?, ?, ?, ?)';
const UPDATE = 'UPDATE floor_trip SET state = ? WHERE operation_id = ? AND id = ?';
const SELECT = 'SELECT operation_id, id, title, state FROM floor_trip WHERE operation_id = ? AND id = ?';

/** Counts the SQL of the three commands, as it is when others have gone before. */
export async function countCommands(app: App): Promise<CommandStatements> {
  const trips = await Trips.of(app);
  // The first of a day begins counters, too.
  let id = await trips.plan();
  await trips.approve(id);
  await trips.depart(id);
  const { store } = app.services;
  const plan = await countStatements(store, async () => (id = await trips.plan()));
  const approve = await countStatements(store, () => trips.approve(id));
  const depart = await countStatements(store, () => trips.depart(id));
  return { plan, approve, depart };
}

/**
 * Plan, approve, depart through the door, each caller trip by trip on one operation, against the driver alone:
 * three transactions of as many statements, by the primary key of one small row, and three of a single write.
 */
export async function commandComparisons(
  app: App,
  { database, statements }: { database: BenchDatabase; statements: CommandStatements },
): Promise<{ comparisons: Comparison[]; close: () => Promise<void> }> {
  const trips = await Trips.of(app);
  const most = Math.max(...CALLERS);
  const bare = await database.openBare(most);
  await bare.transaction(0, [{ text: TABLE, values: [] }]);
  const floor = new Floor(bare);
  const steps: readonly Statements[] = [statements.plan, statements.approve, statements.depart];
  const single = steps.map((): Statements => ({ transactions: 1, reads: 0, writes: 1 }));
  const door = async (): Promise<void> => {
    const id = await trips.plan();
    await trips.approve(id);
    await trips.depart(id);
  };
  const comparisons = CALLERS.map((callers): Comparison => {
    const way = (name: string, once: (caller: number) => Promise<void>): Comparison['ours'] =>
      byCallers(callers, { name, counts: steps.length, once });
    return {
      ...{ work: 'plan, approve, depart', database: database.name, callers, counted: 'commands' },
      ours: way('door', door),
      others: [
        way('as many bare statements', (caller) => floor.trip(caller, steps)),
        way('one bare write', (caller) => floor.trip(caller, single)),
      ],
    };
  });
  return { comparisons, close: () => bare.close() };
}

const CALLERS = [1, 16];

class Floor {
  private made = 0;

  constructor(private readonly bare: BareDatabase) {}

  /** One transaction for each step; the first begins a row, and everything is about that row. */
  async trip(caller: number, steps: readonly Statements[]): Promise<void> {
    this.made += 1;
    const key = ['op_floor', `trip_${String(this.made).padStart(26, '0')}`];
    for (const [i, { reads, writes }] of steps.entries()) {
      const update = { text: UPDATE, values: [`STATE_${i}`, ...key] };
      const first = i === 0 ? { text: INSERT, values: [...key, '赴广西宾阳抓捕', 'STATE'] } : update;
      const rest = Array.from({ length: writes - 1 }, () => update);
      const read: Bare = { text: SELECT, values: key };
      await this.bare.transaction(caller, [first, ...Array.from({ length: reads }, () => read), ...rest]);
    }
  }
}
