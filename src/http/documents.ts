import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A document of schema/operations, with what its first line says of it. */
export interface OwnDocument {
  readonly title: { readonly zh: string; readonly en: string };
  readonly text: string;
}

/** Reads a document of ours by the name of its file. @throws Error where its first line is not `# 中文说明 / English` */
export function readDocument(folder: string, name: string): OwnDocument {
  const text = readFileSync(join(folder, `${name}.graphql`), 'utf8');
  const [, zh, en] = /^# (.+?) \/ (.+)\n/.exec(text) ?? [];
  if (zh === undefined || en === undefined) throw new Error(`${name}.graphql does not begin with what it does`);
  return { title: { zh, en }, text };
}
