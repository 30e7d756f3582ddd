import fc from 'fast-check';
import { boardKey, type BoardPlace } from '../../src/core/board-key';
import { instantOf, type Instant } from '../../src/core/time';
import { PRIORITIES } from '../../src/core/vocabulary';

const FIRST = '0001-01-01T00:00:00.000Z' as Instant;
const LAST = '9999-12-31T23:59:59.999Z' as Instant;

function place(given: Partial<BoardPlace> = {}): BoardPlace {
  return { id: 'trip_1', priority: 'NORMAL', dueAt: instantOf(0), number: 'ARR-0001', ...given };
}

/** Whether places written in this order are in the order of their keys. */
function expectOrder(places: readonly Partial<BoardPlace>[]): void {
  const keys = places.map((each) => boardKey(place(each)));
  expect([...keys].reverse().sort()).toEqual(keys);
}

describe('boardKey', () => {
  it('puts the highest priority first', () => {
    expectOrder([{ priority: 'URGENT' }, { priority: 'HIGH' }, { priority: 'NORMAL' }, { priority: 'LOW' }]);
  });

  it('puts what is due first before the rest, and what is never due last', () => {
    const dues = [FIRST, '1969-12-31T23:59:59.998Z', '1969-12-31T23:59:59.999Z', '1970-01-01T00:00:00.000Z'];
    const later = ['2015-11-16T00:00:00.000Z', '2286-11-20T17:46:40.000Z', LAST, null];
    expectOrder([...dues, ...later].map((dueAt) => ({ dueAt: dueAt as Instant | null })));
  });

  it('puts ARR-9999 before ARR-10000', () => {
    expectOrder(['ARR-0002', 'ARR-0010', 'ARR-9999', 'ARR-10000', 'ARR-123456'].map((number) => ({ number })));
  });

  it('puts numbers of one holder together', () => {
    expectOrder(['STP-ABC-0002', 'STP-ABC-0010', 'STP-ICBC-0001'].map((number) => ({ number })));
  });

  it('puts the same number of two things by their ids', () => {
    expectOrder([{ id: 'trip_1' }, { id: 'trip_2' }]);
  });

  it('looks at priority before time, and at time before number', () => {
    expectOrder([
      { priority: 'URGENT', dueAt: null, number: 'ARR-0009' },
      { priority: 'HIGH', dueAt: FIRST, number: 'ARR-0008' },
      { priority: 'HIGH', dueAt: LAST, number: 'ARR-0001' },
    ]);
  });

  it('fits its column, in ASCII, at its longest', () => {
    const key = boardKey(place({ id: `${'p'.repeat(13)}_${'0'.repeat(26)}`, number: `ARR-${'9'.repeat(36)}` }));
    expect(key).toMatch(/^[\x21-\x7e]{1,100}$/);
  });

  it('orders any places as priority, dueAt, number and id do', () => {
    const instants = fc.integer({ min: Date.parse(FIRST), max: Date.parse(LAST) }).map((ms) => instantOf(ms));
    const places = fc.record<BoardPlace>({
      id: fc.constantFrom('trip_1', 'trip_2', 'trip_3'),
      priority: fc.constantFrom(...PRIORITIES),
      dueAt: fc.option(fc.oneof(instants, fc.constantFrom(FIRST, LAST, instantOf(0))), { freq: 4 }),
      number: fc.integer({ min: 1, max: 99_999_999 }).map((n) => `ARR-${String(n).padStart(4, '0')}`),
    });
    fc.assert(
      fc.property(places, places, (a, b) => {
        expect(Math.sign(ascii(boardKey(a), boardKey(b)))).toBe(Math.sign(compare(a, b)));
      }),
      { numRuns: 5_000 },
    );
  });
});

function compare(a: BoardPlace, b: BoardPlace): number {
  const due = (at: BoardPlace): number => (at.dueAt === null ? Infinity : Date.parse(at.dueAt));
  const running = (at: BoardPlace): number => Number(at.number.slice('ARR-'.length));
  return (
    PRIORITIES.indexOf(b.priority) - PRIORITIES.indexOf(a.priority) ||
    (due(a) === due(b) ? 0 : due(a) - due(b)) ||
    running(a) - running(b) ||
    ascii(a.id, b.id)
  );
}

function ascii(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
