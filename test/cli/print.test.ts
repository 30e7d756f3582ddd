import { printWelcome } from '../../src/cli/print';
import { readConfig } from '../../src/config';

function welcomeOf(settings: Record<string, string>): string {
  const said: string[] = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  printWelcome('http://127.0.0.1:4000', readConfig(settings));
  return said.join('');
}

describe('printWelcome', () => {
  it('names the page for a browser where there is one', () => {
    const page = 'http://127.0.0.1:4000/graphiql\n';
    expect(welcomeOf({})).toContain(page);
    expect(welcomeOf({ GRAPHIQL: 'off' })).not.toContain(page);
  });

  it.each(['mysql://root:secret@db:3306/liandong', 'mysql://root:sec/ret@secret@db:3306/liandong'])(
    'shows where the database is, and no password of %s',
    (DATABASE_URL) => {
      const said = welcomeOf({ DATABASE_URL, SEAL_KEYS: 'keys.json' });
      expect(said).toContain('database mysql://…@db:3306/liandong');
      expect(said).not.toMatch(/sec/);
    },
  );
});
