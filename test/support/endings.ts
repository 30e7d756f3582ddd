/**
 * What a test file leaves running. Import this before `./store`: hooks run in the order of their making, and whatever
 * uses a database must end before the database goes.
 */

type Ending = () => Promise<unknown> | undefined;

const endings: Ending[] = [];

afterAll(async () => {
  const faults: unknown[] = [];
  for (const end of endings.splice(0).reverse()) {
    try {
      await end();
    } catch (error) {
      // The others must end too.
      faults.push(error);
    }
  }
  if (faults.length > 0) throw new AggregateError(faults, 'not everything ended well');
});

/** Runs when the file's tests are over, the last that was asked for first. */
export function atEnd(end: Ending): void {
  endings.push(end);
}
