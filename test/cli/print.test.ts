import { printWelcome } from '../../src/cli/print';
import { readConfig } from '../../src/config';

describe('printWelcome', () => {
  it.each(['mysql://root:secret@db:3306/liandong', 'mysql://root:sec/ret@secret@db:3306/liandong'])(
    'shows where the database is, and no password of %s',
    (DATABASE_URL) => {
      const said: string[] = [];
      jest.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
      printWelcome('http://127.0.0.1:4000', readConfig({ DATABASE_URL, SEAL_KEYS: 'keys.json' }));
      expect(said.join('')).toContain('database mysql://…@db:3306/liandong');
      expect(said.join('')).not.toMatch(/sec/);
    },
  );
});
