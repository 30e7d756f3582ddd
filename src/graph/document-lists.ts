import { validate, type GraphQLSchema } from 'graphql';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { isRefusal } from '../core/errors';
import { parseWithin } from './limits';
import type { ListedDocument } from './trusted-documents';

/** Beside the schema: the documents of the command line, and in a folder of their own those of a page. */
const OWN = join(__dirname, '..', '..', 'schema', 'operations');
/** What is sent by whom: a page that an installation does not have is nobody whose documents are trusted. */
const SENDERS = { cli: OWN, graphiql: join(OWN, 'graphiql') } as const;
type Sender = keyof typeof SENDERS;

const text = z.string().min(1);
const id = z.string().min(1).max(200);

/** As GraphQL Codegen and Relay write it: text by id; or as `@apollo/generate-persisted-query-manifest` does. */
const listSchema = z.union([
  z.object({
    format: z.literal('apollo-persisted-query-manifest'),
    version: z.literal(1),
    operations: z.array(z.object({ id, body: text })),
  }),
  z.record(id, text),
]);

/** Our own documents, known by the names of their operations. */
export function readOwnDocuments(senders: readonly Sender[] = ['cli', 'graphiql']): ListedDocument[] {
  return senders.flatMap((sender) => {
    const files = readdirSync(SENDERS[sender]).filter((file) => file.endsWith('.graphql'));
    return files.sort().map((file) => ({
      id: nameOf(basename(file, '.graphql')),
      text: readFileSync(join(SENDERS[sender], file), 'utf8'),
      list: file,
    }));
  });
}

/** The text of one of our own documents, by the name of its operation. */
export function ownDocument(name: string): string {
  const found = readOwnDocuments().find((document) => document.id === name);
  if (!found) throw new RangeError(`there is no document ${name} in schema/operations`);
  return found.text;
}

/** Our own documents and those of frontends' lists. @throws Error that names the list that cannot be read, and why */
export function readDocuments(files: readonly string[], { graphiql }: { graphiql: boolean }): ListedDocument[] {
  return [...readOwnDocuments(graphiql ? ['cli', 'graphiql'] : ['cli']), ...files.flatMap(readList)];
}

function readList(file: string): ListedDocument[] {
  const list = listSchema.safeParse(contentOf(file));
  if (!list.success) throw new Error(`${file} is neither texts by their ids nor a manifest of Apollo's`);
  const { data } = list;
  const documents = isManifest(data)
    ? data.operations.map((operation): [string, string] => [operation.id, operation.body])
    : Object.entries(data);
  return documents.map(([key, document]) => ({ id: key, text: document, list: file }));
}

function contentOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

/** What keeps listed documents from being executed: each would only be found when somebody needs it. */
export function findDocumentFaults(schema: GraphQLSchema, documents: readonly ListedDocument[]): string[] {
  return documents.flatMap((document) =>
    faultsOf(schema, document).map((fault) => `${document.list}: ${document.id}: ${fault}`),
  );
}

function faultsOf(schema: GraphQLSchema, document: ListedDocument): string[] {
  try {
    return validate(schema, parseWithin(document.text)).map(({ message }) => message);
  } catch (error) {
    if (isRefusal(error) && error.code === 'LIMIT_EXCEEDED') return [`over the limit of ${error.details.limit}`];
    return [error instanceof Error ? error.message : String(error)];
  }
}

type List = z.infer<typeof listSchema>;

function isManifest(list: List): list is Extract<List, { operations: readonly unknown[] }> {
  return Array.isArray(list.operations);
}

/** `follow-board` → `FollowBoard`. */
function nameOf(file: string): string {
  return file.replace(/(^|-)([a-z])/g, (_found, _dash, letter: string) => letter.toUpperCase());
}
