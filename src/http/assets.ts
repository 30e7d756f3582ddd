import type { RequestHandler } from 'express';
import { createHash } from 'node:crypto';
import { extname } from 'node:path';

/** What a page is made of, by name; small enough to be kept. */
export type Files = ReadonlyMap<string, Buffer>;

/** Files under an address that changes with any of them. */
export interface Assets {
  /** Part of their address: the hash of them all, since they name one another. */
  readonly version: string;
  readonly answer: RequestHandler;
}

const HASH_LENGTH = 16;

/** Gives files to browsers, which may keep them for good. */
export function assetsOf(files: Files): Assets {
  const hash = createHash('sha256');
  for (const [name, content] of files) hash.update(`${name}\0${content.length}\0`).update(content);
  return {
    version: hash.digest('hex').slice(0, HASH_LENGTH),
    answer: ({ path }, response, next) => {
      const name = path.slice(1);
      const content = files.get(name);
      if (!content) {
        next();
        return;
      }
      response.set('Cache-Control', 'public, max-age=31536000, immutable').type(extname(name)).send(content);
    },
  };
}
