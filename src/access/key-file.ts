import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { KeyRing } from '../core/key-ring';

/** Reads a key ring from its file. */
export async function readKeyRing(path: string): Promise<KeyRing> {
  return KeyRing.parse(await readFile(path, 'utf8'));
}

/** Reads the key ring of a file, or makes it once, readable by its owner alone. */
export async function ensureKeyRing(path: string): Promise<KeyRing> {
  await mkdir(dirname(path), { recursive: true });
  try {
    return await readKeyRing(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  await writeOnce(path, KeyRing.generate().json);
  return readKeyRing(path);
}

/** Whole or not at all: of two processes that start at once, both end with the file of one. */
async function writeOnce(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, text, { mode: 0o600, flush: true });
  try {
    await link(draft, path);
  } catch (error) {
    if (!isExisting(error)) throw error;
  } finally {
    await unlink(draft);
  }
}

function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT';
}

function isExisting(error: unknown): boolean {
  return codeOf(error) === 'EEXIST';
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
