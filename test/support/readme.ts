import { readFileSync } from 'node:fs';

/** A document as some page of this project shows it. */
interface Shown {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What the README's `ask` sends, and as whom. */
export interface ReadmeAsk {
  readonly member: string;
  /** With the values of the shell's variables in their places. */
  readonly fill: (values?: Readonly<Record<string, string>>) => Shown;
}

/** A single-quoted piece of a shell's word, or the name of a variable in it. */
const PIECE = /'([^']*)'|\$([A-Z]+)/y;

/** Every `ask` of the README's shell blocks, in their order. */
export function readmeAsks(): ReadmeAsk[] {
  const blocks = [...readFileSync('README.md', 'utf8').matchAll(/^```sh\n(.*?)^```$/gms)].map(([, text = '']) => text);
  return blocks.flatMap((block) =>
    [...block.matchAll(/\bask ([\w.-]+) (?=')/g)].map(({ 0: before, 1: member = '', index }) => {
      const pieces = piecesFrom(block, index + before.length);
      const fill: ReadmeAsk['fill'] = (values = {}) => {
        const body = pieces.map(({ text, name }) => (name === undefined ? text : valueOf(values, name))).join('');
        return { variables: {}, ...(JSON.parse(body) as Pick<Shown, 'query'>) };
      };
      return { member, fill };
    }),
  );
}

/** The GraphQL documents of a page's code blocks, by their names. */
export function documentsOf(page: string): ReadonlyMap<string, string> {
  const blocks = readFileSync(page, 'utf8').matchAll(/^```graphql\n(\w+ (\w+).*?)^```$/gms);
  return new Map([...blocks].map(([, text = '', name = '']) => [name, text]));
}

function piecesFrom(block: string, start: number): { readonly text: string; readonly name: string | undefined }[] {
  const pieces: { text: string; name: string | undefined }[] = [];
  PIECE.lastIndex = start;
  for (let found = PIECE.exec(block); found; found = PIECE.exec(block)) {
    pieces.push({ text: found[1] ?? '', name: found[2] });
  }
  return pieces;
}

function valueOf(values: Readonly<Record<string, string>>, name: string): string {
  const value = values[name];
  if (value === undefined) throw new Error(`the README sets ${name} before`);
  return value;
}
