import type { IncomingHttpHeaders } from 'node:http';
import { isLocalName } from './host-name';

/** Whose pages are the server's own. */
export interface OwnOrigins {
  /** The address by which browsers know the installation, and then the only one; null: whichever they ask. */
  readonly publicUrl: string | null;
  /** The demo answers any page of this machine: development servers have ports of their own. */
  readonly demo: boolean;
}

/**
 * Whether a page may open a socket: browsers ask nobody before they do, for a page of any site. Who is no browser names
 * no origin and is let by.
 */
export function isOwnOrigin({ origin, host }: IncomingHttpHeaders, { publicUrl, demo }: OwnOrigins): boolean {
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const page = new URL(origin);
  if (demo && isLocalName(page.host)) return true;
  // A name that somebody else lets point at this server is its own host as well (DNS rebinding).
  return publicUrl === null ? page.host === host?.toLowerCase() : page.origin === new URL(publicUrl).origin;
}
