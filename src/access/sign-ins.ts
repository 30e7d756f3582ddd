import type { KeyRights } from '../core/actor';
import type { Instant } from '../core/time';
import type { Role } from '../core/vocabulary';
import { ApiKeyRow } from '../store/rows/api-key.row';
import { MemberRow } from '../store/rows/directory.row';
import type { Session } from '../store/session';
import type { Viewer } from './viewer';

/** By what somebody is signed in: the member, and the secret of a key where one acts for it. */
export type SignIn = Pick<Viewer, 'memberId' | 'secretHash' | 'sessionEndsAt'>;

/** A key that is good now. */
export interface GoodKey {
  readonly row: ApiKeyRow;
  /** When the secret that was given ends; null: no end is set. */
  readonly endsAt: Instant | null;
}

/** Keys that are good now by their secrets' hashes; two look-ups, whatever becomes of them. */
export async function findKeys(
  session: Session,
  hashes: readonly string[],
  now: Instant,
): Promise<ReadonlyMap<string, GoodKey>> {
  const current = await session.find(ApiKeyRow, { secretHash: hashes, state: 'ACTIVE' });
  const previous = await session.find(ApiKeyRow, { previousHash: hashes, state: 'ACTIVE' });
  const keys = [
    ...previous.map((row) => ({
      hash: row.previousHash ?? '',
      row,
      endsAt: earlier(row.previousUntil, row.expiresAt),
    })),
    ...current.map((row) => ({ hash: row.secretHash, row, endsAt: row.expiresAt })),
  ];
  const good = keys.filter(({ endsAt }) => endsAt === null || endsAt > now);
  return new Map(good.map(({ hash, row, endsAt }) => [hash, { row, endsAt }]));
}

/** Sign-ins as they stand now: the member of each, and when it ends at the latest. Those that are over are left out. */
export async function findSignedIn(
  session: Session,
  signIns: readonly SignIn[],
  now: Instant,
): Promise<ReadonlyMap<SignIn, { readonly member: MemberRow; readonly endsAt: Instant }>> {
  const ids = [...new Set(signIns.map(({ memberId }) => memberId))];
  const members = new Map((await session.find(MemberRow, { id: ids, state: 'ACTIVE' })).map((row) => [row.id, row]));
  const hashes = [...new Set(signIns.flatMap(({ secretHash }) => secretHash ?? []))];
  const keys = hashes.length === 0 ? new Map<string, GoodKey>() : await findKeys(session, hashes, now);
  const standing = new Map<SignIn, { member: MemberRow; endsAt: Instant }>();
  for (const signIn of signIns) {
    const { memberId, secretHash, sessionEndsAt } = signIn;
    const member = members.get(memberId);
    const key = secretHash === null ? null : keys.get(secretHash);
    const endsAt = earlier(key?.endsAt ?? null, sessionEndsAt);
    if (member && key !== undefined && endsAt !== null && endsAt > now) standing.set(signIn, { member, endsAt });
  }
  return standing;
}

/** Roles in which a member acts: a key never administers, since it could give itself more than it was given. */
export function rolesOf({ roles }: Pick<MemberRow, 'roles'>, key: KeyRights | undefined): readonly Role[] {
  return key ? roles.filter((role) => role !== 'ADMINISTRATOR') : roles;
}

/** The earlier of two ends; null is none. */
export function earlier(a: Instant | null, b: Instant | null): Instant | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}
