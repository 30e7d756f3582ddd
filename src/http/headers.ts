import helmet from 'helmet';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Sources that a page may have something of, by the directive of the Content Security Policy. */
export type Policy = Readonly<Record<string, readonly string[]>>;

/** What our pages may have: files and answers of this server ('self' covers its sockets), and small pictures within. */
export const STRICT: Policy = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'connect-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'font-src': ["'self'"],
  'frame-ancestors': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
};

const YEAR_SECONDS = 31_536_000;

/** Sets the headers of every answer, before there is one. */
export type SetHeaders = (request: IncomingMessage, response: ServerResponse) => void;

/** Headers by which browsers trust this server's answers with as little as they need. */
export function strictHeaders({ publicUrl }: { readonly publicUrl: string | null }): SetHeaders {
  const isSecure = publicUrl?.startsWith('https:') ?? false;
  const set = helmet({
    contentSecurityPolicy: directivesOf(STRICT),
    // Only an installation that is known by https may bind browsers to it, and no host beside its own.
    strictTransportSecurity: isSecure && { maxAge: YEAR_SECONDS, includeSubDomains: false },
    xFrameOptions: { action: 'deny' },
  });
  return (request, response) => {
    set(request, response, () => undefined);
  };
}

/** Another policy for a page that cannot live by the strict one. */
export function setPolicy(policy: Policy): SetHeaders {
  const set = helmet.contentSecurityPolicy(directivesOf(policy));
  return (request, response) => {
    set(request, response, () => undefined);
  };
}

function directivesOf(policy: Policy) {
  return { useDefaults: false, directives: policy as Record<string, string[]> };
}
