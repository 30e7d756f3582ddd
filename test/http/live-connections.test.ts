import type { SignIn } from '../../src/access/sign-ins';
import { fixedClock, plus, type Instant } from '../../src/core/time';
import { LiveConnections } from '../../src/http/live-connections';
import { until } from '../support/app';

const NOW = '2026-07-14T08:00:00.000Z' as Instant;

function connectionsFor(most: { inAll: number; ofMember: number }, active: ReadonlySet<string> = new Set()) {
  const told = { following: 0, looks: 0, faults: 0, stir: (): void => undefined };
  const connections = new LiveConnections({
    most,
    clock: fixedClock(NOW),
    directory: {
      follow: (stir) => {
        told.following += 1;
        told.stir = stir;
        return () => (told.following -= 1);
      },
      findEnds: async (signIns) => {
        told.looks += 1;
        if (told.looks <= told.faults) throw new Error('away');
        return signIns.map(({ memberId, sessionEndsAt }) => (active.has(memberId) ? sessionEndsAt : null));
      },
    },
  });
  return { connections, told };
}

const viewerOf = (memberId: string, seconds = 3_600): SignIn => ({
  ...{ memberId, secretHash: null, sessionEndsAt: plus(NOW, { seconds }) },
});

describe('LiveConnections', () => {
  it('lets a member have so many, and forgets who has none', () => {
    const { connections, told } = connectionsFor({ inAll: 9, ofMember: 2 });
    const enter = (memberId: string) => connections.enter(viewerOf(memberId), { endSession: () => undefined });
    const left = [enter('a'), enter('a'), enter('b')];
    expect(enter('a')).toBeNull();
    expect(told.following).toBe(1);
    for (const leave of left) leave?.();
    expect(told.following).toBe(0);
    expect(Reflect.get(connections, 'members')).toEqual(new Map());
  });

  it('gives so many places, and each again once it was given back', () => {
    const { connections } = connectionsFor({ inAll: 2, ofMember: 9 });
    const enter = (memberId: string) => connections.enter(viewerOf(memberId), { endSession: () => undefined });
    const [first, second] = [enter('a'), enter('b')];
    expect(enter('c')).toBeNull();
    first?.();
    const third = enter('c');
    expect(third).not.toBeNull();
    for (const leave of [second, third]) leave?.();
  });

  it('ends each with its session, and not before', async () => {
    const { connections } = connectionsFor({ inAll: 9, ofMember: 9 }, new Set(['a']));
    const ended: string[] = [];
    const enter = (name: string, seconds: number) =>
      connections.enter(viewerOf('a', seconds), { endSession: () => ended.push(name) });
    const left = [enter('later', 100 * 365 * 86_400), enter('at once', 0), enter('gone', 0)];
    left[2]?.();
    await until(() => ended.length > 0);
    expect(ended).toEqual(['at once']);
    for (const leave of left) leave?.();
  });

  it('ends those of a member that was disabled, and no others', async () => {
    const { connections, told } = connectionsFor({ inAll: 9, ofMember: 9 }, new Set(['b']));
    const ended: string[] = [];
    for (const memberId of ['a', 'b', 'a']) {
      connections.enter(viewerOf(memberId), { endSession: () => ended.push(memberId) });
    }
    told.stir();
    await until(() => ended.length === 2);
    expect(ended).toEqual(['a', 'a']);
  });

  it('ends one whose member was disabled while it was let in, though nothing more is done', async () => {
    const { connections } = connectionsFor({ inAll: 9, ofMember: 9 });
    const ended: string[] = [];
    connections.enter(viewerOf('a'), { endSession: () => ended.push('a') });
    await until(() => ended.length === 1);
    expect(ended).toEqual(['a']);
  });

  it('looks again after a look that failed, and no more once it was answered or nobody is left', async () => {
    const { connections, told } = connectionsFor({ inAll: 9, ofMember: 9 });
    told.faults = 2;
    const ended: string[] = [];
    const leave = connections.enter(viewerOf('a'), { endSession: () => ended.push('a') });
    told.stir();
    await until(() => ended.length === 1);
    expect(told.looks).toBe(3);
    expect(Reflect.get(connections, 'soon')).toBeUndefined();
    connections.enter(viewerOf('b'), { endSession: () => undefined })?.();
    leave?.();
    expect(Reflect.get(connections, 'soon')).toBeUndefined();
  });
});
