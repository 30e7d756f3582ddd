/** The chain of hashes that makes the log 台账 tamper-evident. */
import { createHash } from 'node:crypto';

/** The hash before the first entry of a log: 64 zeros. */
export const GENESIS_HASH = '0'.repeat(64);

/**
 * One entry as the check sees it. `canonical` is the RFC 8785 text of everything that the entry says, and must
 * contain its seq and previousHash: the hash covers that text only, so what is not in it is not protected.
 */
export interface ChainEntry {
  seq: number;
  previousHash: string;
  hash: string;
  canonical: string;
}

/** Where a check begins: the last entry that is already trusted. */
export interface ChainStart {
  seq: number;
  hash: string;
}

/**
 * The first entry that breaks the chain, and how: GAP, its seq does not follow the one before; LINK, its previousHash
 * is not the hash before; HASH, its hash is not that of its text. `seq` is the entry's own, for GAP too.
 */
export interface ChainBreak {
  seq: number;
  reason: 'GAP' | 'LINK' | 'HASH';
}

/** SHA-256 of the text's UTF-8 bytes, as 64 lower-case hexadecimal digits. */
export function linkHash(canonical: string): string {
  return createHash('sha256').update(canonical, 'utf8').digest('hex');
}

/**
 * The first break in entries given in the order of seq, or null when they are whole. Without a start the first must
 * be seq 1 after GENESIS_HASH. It cannot see that entries are missing at the end: compare the last hash with the
 * log's head.
 */
export function firstBreak(
  entries: Iterable<ChainEntry>,
  start: ChainStart = { seq: 0, hash: GENESIS_HASH },
): ChainBreak | null {
  let last = start;
  for (const { seq, previousHash, hash, canonical } of entries) {
    if (seq !== last.seq + 1) return { seq, reason: 'GAP' };
    if (previousHash !== last.hash) return { seq, reason: 'LINK' };
    if (hash !== linkHash(canonical)) return { seq, reason: 'HASH' };
    last = { seq, hash };
  }
  return null;
}
