import { isOwnOrigin, type OwnOrigins } from '../../src/http/origin';

const served: OwnOrigins = { publicUrl: 'https://liandong.example.org/graphql', demo: false };
const own = (origin: string | undefined, host = 'inside:4000', by = served): boolean =>
  isOwnOrigin({ ...(origin === undefined ? {} : { origin }), host }, by);

describe('a page may open a socket', () => {
  it('of the address that browsers know, and of the host that it asks where none is said', () => {
    const unnamed = { publicUrl: null, demo: false };
    expect(own('https://liandong.example.org')).toBe(true);
    expect(own('http://inside:4000', 'inside:4000', unnamed)).toBe(true);
    expect(own('https://liandong.example.org', 'LIANDONG.example.org', unnamed)).toBe(true);
    expect(own('http://[::1]:4000', '[::1]:4000', unnamed)).toBe(true);
  });

  it('never of another host that leads here, where it is said by which address browsers come', () => {
    expect(own('http://inside:4000', 'inside:4000')).toBe(false);
    expect(own('https://evil.example', 'evil.example')).toBe(false);
  });

  it('where it is no page at all', () => {
    expect(own(undefined)).toBe(true);
  });

  it.each([
    ...['https://evil.example', 'http://inside', 'http://inside:4001', 'http://liandong.example.org', 'null', '', ' '],
    ...['https://liandong.example.org.evil.example', 'https://liandong.example.org:8443', 'http://localhost:5173'],
    ...[
      'https://evil.example/?liandong.example.org',
      'inside:4000',
      'file:///etc/passwd',
      'data:text/html,inside:4000',
    ],
  ])('never of %p', (origin) => {
    expect(own(origin)).toBe(false);
  });

  it('of this machine, in the demo', () => {
    const demo = { publicUrl: null, demo: true };
    for (const origin of ['http://localhost:5173', 'http://127.0.0.1:8080', 'http://[::1]']) {
      expect(isOwnOrigin({ origin, host: 'localhost:4000' }, demo)).toBe(true);
    }
    for (const origin of [
      'http://localhost.evil.example',
      'https://evil.example',
      'null',
      'http://localhost@evil.example',
    ]) {
      expect(isOwnOrigin({ origin, host: 'localhost:4000' }, demo)).toBe(false);
    }
  });
});
