import { isRefusal, unavailable } from '../../src/core/errors';
import { InstallationRow } from '../../src/store/rows/ledger.row';
import { Room } from '../../src/store/room';
import { raw } from '../../src/store/session';
import type { Store } from '../../src/store/store';
import { onMariadb, openTestStore } from '../support/store';

const rows = (store: Store): Promise<InstallationRow[]> => store.read((session) => session.find(InstallationRow, {}));

describe('room', () => {
  it('is believed in until a write fails for want of it, then tried by one at a time until there is some', async () => {
    let tries = 0;
    let isFull = true;
    const room = new Room(async () => {
      tries += 1;
      await Promise.resolve();
      if (isFull) throw unavailable();
    });
    expect([await room.isThere(), tries]).toEqual([true, 0]);
    room.noteFull();
    expect(await Promise.all([room.isThere(), room.isThere(), room.isThere()])).toEqual([false, false, false]);
    expect(tries).toBe(1);
    isFull = false;
    expect(await room.isThere()).toBe(true);
    expect(await room.isThere()).toBe(true);
    expect(tries).toBe(3);
  });
});

(onMariadb ? describe.skip : describe)('a file that must not grow', () => {
  it('is UNAVAILABLE to writes, readable, and not ready until it may', async () => {
    const store = await openTestStore();
    const pages = await store.write((session) => session.select(raw('PRAGMA page_count')));
    await store.write((session) => session.run(raw(`PRAGMA max_page_count = ${Number(pages[0]?.['page_count'])}`)));
    const fill = store.write((session) =>
      session.insert(
        InstallationRow,
        Array.from({ length: 1_000 }, (_, i) => ({ name: `n${i}`, value: 'x'.repeat(200) })),
      ),
    );
    const refused: unknown = await fill.catch((error: unknown) => error);
    expect(isRefusal(refused) && refused.code).toBe('UNAVAILABLE');
    expect(await rows(store)).toEqual([]);
    expect(await store.answers()).toBe(false);
    await store.write((session) => session.run(raw('PRAGMA max_page_count = 1000000')));
    expect(await store.answers()).toBe(true);
    expect(await rows(store)).toEqual([]);
  });
});
