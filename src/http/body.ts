import type { IncomingMessage, ServerResponse } from 'node:http';
import { badInput, isRefusal, refuse } from '../core/errors';
import { LIMITS } from '../graph/limits';

/**
 * Reads a request's body as JSON.
 * @returns undefined where there is none
 * @throws Refusal LIMIT_EXCEEDED as soon as it is too large (bytes) or holds too much (items), BAD_USER_INPUT where it is no JSON or broken off
 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const bytes = await readBytes(request);
  if (bytes.length === 0) return undefined;
  // To read tens of thousands of values takes longer than to count them, and nobody else is answered meanwhile.
  if (commasIn(bytes) > MOST_COMMAS) throw refuse('LIMIT_EXCEEDED', { limit: 'items' });
  const text = bytes.toString('utf8');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw badInput([{ path: 'body', code: 'INVALID' }]);
  }
}

/** Values have one between them; texts have some of their own. */
const MOST_COMMAS = LIMITS.items + 10_000;
const COMMA = 44;

function commasIn(bytes: Buffer): number {
  let count = 0;
  for (const byte of bytes) if (byte === COMMA) count += 1;
  return count;
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > LIMITS.bytes) throw refuse('LIMIT_EXCEEDED', { limit: 'bytes' });
      chunks.push(chunk);
    }
  } catch (error) {
    // What fails but for our own limit is the sender's connection: no fault of the server, and nobody hears of it.
    throw isRefusal(error) ? error : badInput([{ path: 'body', code: 'INVALID' }]);
  }
  return Buffer.concat(chunks);
}

/** Sends JSON. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify(body));
}

/** Sends plain text. */
export function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(text);
}
