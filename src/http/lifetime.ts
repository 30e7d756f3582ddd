import type { Server } from 'node:http';
import { Server as NetServer, type AddressInfo } from 'node:net';

/** A server from its first request to its last. */

const DRAIN_LIMIT_MS = 5_000;
/** So long a connection stays open on which nothing is asked: something may be on its way. */
const COMING_MS = 300;

/** Listens, and gives the address. Rejects where it cannot. */
export async function listen(server: Server, { host, port }: { host: string; port: number }): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { address, port: bound, family } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${bound}`;
}

/**
 * Answers as ever for a while, but each connection for the last time: what proxies and clients send meanwhile on those
 * that they kept would be lost once they are closed.
 */
export async function leave(server: Server, forMs: number): Promise<void> {
  server.prependListener('request', (_request, response) => response.setHeader('Connection', 'close'));
  await new Promise((resolve) => setTimeout(resolve, forMs));
}

/** Lets requests under way end; what has not ended in time, or has never asked, is cut off. */
export async function drain(server: Server): Promise<void> {
  const deadline = setTimeout(() => {
    server.closeAllConnections();
  }, DRAIN_LIMIT_MS);
  const closed = new Promise<void>((resolve) => {
    // Its own way would close connections on which a request is coming.
    NetServer.prototype.close.call(server, () => {
      resolve();
    });
  });
  const idle = setTimeout(() => {
    server.closeIdleConnections();
  }, COMING_MS);
  await closed;
  clearTimeout(idle);
  clearTimeout(deadline);
}

/**
 * Takes each step, whatever becomes of those before it: an end that has begun goes on to its end.
 * @throws the first fault
 */
export async function endInTurn(...steps: readonly (() => Promise<unknown>)[]): Promise<void> {
  const faults: unknown[] = [];
  for (const step of steps) await step().catch((fault: unknown) => faults.push(fault));
  if (faults.length > 0) throw faults[0];
}
