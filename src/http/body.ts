import type { IncomingMessage, ServerResponse } from 'node:http';
import { badInput, isRefusal, refuse } from '../core/errors';
import { LIMITS } from '../graph/limits';

/**
 * Reads a request's body as JSON.
 * @returns undefined where there is none
 * @throws Refusal LIMIT_EXCEEDED (bytes) as soon as it is too large, BAD_USER_INPUT where it is no JSON or broken off
 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const text = (await readBytes(request)).toString('utf8');
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw badInput([{ path: 'body', code: 'INVALID' }]);
  }
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
