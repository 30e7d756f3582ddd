import { mostStrangers, Strangers } from '../../src/http/strangers';

function strangersFor(most: number) {
  const sentAway: string[] = [];
  return { strangers: new Strangers<string>(most, (name) => sentAway.push(name)), sentAway };
}

describe('strangers', () => {
  it('are a tenth of all sockets, and 50 of few', () => {
    expect([2, 500, 5_000, 20_000].map(mostStrangers)).toEqual([50, 50, 500, 2_000]);
  });

  it('that have been silent the longest go for new ones', () => {
    const { strangers, sentAway } = strangersFor(2);
    for (const name of ['a', 'b', 'c', 'd']) expect(strangers.admit(name)).toBe(true);
    expect(sentAway).toEqual(['a', 'b']);
  });

  it('that are being signed in stay, and while all are, nobody comes in', () => {
    const { strangers, sentAway } = strangersFor(2);
    for (const name of ['a', 'b']) strangers.admit(name);
    strangers.hear('a');
    expect(strangers.admit('c')).toBe(true);
    expect(sentAway).toEqual(['b']);
    strangers.hear('c');
    expect(strangers.admit('d')).toBe(false);
    strangers.forget('a');
    expect(strangers.admit('d')).toBe(true);
    expect(sentAway).toEqual(['b']);
  });

  it('that were not signed in give way again', () => {
    const { strangers, sentAway } = strangersFor(1);
    strangers.admit('a');
    strangers.hear('a');
    strangers.refuse('a');
    expect(strangers.admit('b')).toBe(true);
    expect(sentAway).toEqual(['a']);
  });

  it('that have gone are not kept', () => {
    const { strangers } = strangersFor(2);
    for (const name of ['a', 'b']) strangers.admit(name);
    strangers.hear('a');
    for (const name of ['a', 'b', 'b']) strangers.forget(name);
    // Whoever was sent away, or has gone while being looked up.
    strangers.hear('a');
    strangers.refuse('b');
    expect([Reflect.get(strangers, 'silent'), Reflect.get(strangers, 'heard')]).toEqual([new Set(), new Set()]);
  });
});
