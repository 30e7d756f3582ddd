import { createHash } from 'node:crypto';
import { SIGN_IN_NAME } from '../core/actor';
import { refuse } from '../core/errors';
import { isKeyForm, KEY_PREFIX, secretHash } from '../core/secret';
import { plus, type Clock, type Instant } from '../core/time';
import type { Locale } from '../core/vocabulary';
import { AgencyRow, MemberRow } from '../store/rows/directory.row';
import type { Store } from '../store/store';
import type { KeyUses } from './key-uses';
import { SignedIn } from './signed-in';
import { earlier, findKeys, findSignedIn, rolesOf, type SignIn } from './sign-ins';
import type { Claims, NamedMember, TokenVerifier } from './tokens';
import type { Viewer } from './viewer';

const BEARER = /^Bearer ([\w.~+/=-]{1,4096})$/i;
/** So long a token that was verified is not verified again: a key that its issuer withdrew is trusted no longer. */
const KEPT_SECONDS = 60;
/** A session by a key lasts no longer: it is as good as any to ask again. */
const KEY_SESSION = { hours: 24 } as const;
/** So many tokens are kept. */
const MOST_KEPT = 10_000;

/**
 * Turns the `Authorization` of a request or of a socket into a viewer. Only that a token is good is kept: who the member
 * is, what its roles are and whether it may sign in is read each time.
 */
export class Authenticator {
  /** By the hash of the token, the oldest first. */
  private readonly verified = new Map<string, { readonly claims: Claims; readonly until: Instant }>();

  constructor(
    private readonly parts: {
      readonly store: Store;
      readonly verifier: TokenVerifier;
      readonly clock: Clock;
      readonly keyUses: KeyUses;
    },
  ) {}

  /**
   * @throws Refusal UNAUTHENTICATED for whatever is wrong with the token, without saying what; FORBIDDEN NO_MEMBER for
   * one that is good, of somebody who is no member; UNAVAILABLE where it cannot be told
   */
  async viewer(authorization: string | undefined, locale: Locale): Promise<Viewer> {
    const token = BEARER.exec(authorization ?? '')?.[1];
    if (token === undefined) throw refuse('UNAUTHENTICATED');
    if (token.startsWith(KEY_PREFIX)) {
      if (!isKeyForm(token)) throw refuse('UNAUTHENTICATED');
      return this.viewerByKey(secretHash(token), locale);
    }
    const { member: named, endsAt } = await this.claims(token);
    const { member, agency } = await this.find(named);
    if (!member || !agency) throw 'id' in named ? refuse('UNAUTHENTICATED') : noMember();
    return { ...viewerOf(member, agency), locale, sessionEndsAt: endsAt, secretHash: null };
  }

  /** The same, for what takes a while until it is executed. @throws Refusal as above */
  async signIn(authorization: string | undefined, locale: Locale): Promise<SignedIn> {
    return SignedIn.by(() => this.viewer(authorization, locale));
  }

  /** When each of the sign-ins ends, by what is known now; null: it is over. */
  async findEnds(signIns: readonly SignIn[]): Promise<(Instant | null)[]> {
    const now = this.parts.clock.now();
    const standing = await this.parts.store.read((session) => findSignedIn(session, signIns, now));
    return signIns.map((signIn) => standing.get(signIn)?.endsAt ?? null);
  }

  /** Nothing of a key is kept: it may be revoked. */
  private async viewerByKey(hash: string, locale: Locale): Promise<Viewer> {
    const now = this.parts.clock.now();
    const { key, member, agency } = await this.parts.store.read(async (session) => {
      const good = (await findKeys(session, [hash], now)).get(hash) ?? null;
      const named = good && (await session.findOne(MemberRow, { id: good.row.member, state: 'ACTIVE' }));
      return { key: good, member: named, agency: named && (await session.findOne(AgencyRow, { id: named.agency })) };
    });
    if (!key || !member || !agency) throw refuse('UNAUTHENTICATED');
    this.parts.keyUses.note(key.row.id);
    const latest = plus(now, KEY_SESSION);
    const { reads, actions } = key.row;
    const rights = { reads, actions };
    return {
      ...{ ...viewerOf(member, agency), roles: rolesOf(member, rights), key: rights },
      ...{ locale, sessionEndsAt: earlier(key.endsAt, latest) ?? latest, secretHash: hash },
    };
  }

  private async claims(token: string): Promise<Claims> {
    const hash = createHash('sha256').update(token).digest('base64');
    const now = this.parts.clock.now();
    const kept = this.verified.get(hash);
    if (kept && kept.until > now) return kept.claims;
    this.verified.delete(hash);
    const claims = await this.parts.verifier.verify(token);
    const [oldest] = this.verified.keys();
    if (this.verified.size >= MOST_KEPT && oldest !== undefined) this.verified.delete(oldest);
    const latest = plus(now, { seconds: KEPT_SECONDS });
    this.verified.set(hash, { claims, until: claims.endsAt < latest ? claims.endsAt : latest });
    return claims;
  }

  private async find(named: NamedMember): Promise<{ member: MemberRow | null; agency: AgencyRow | null }> {
    return this.parts.store.read(async (session) => {
      const found = isKept(named) ? await session.findOne(MemberRow, { ...named, state: 'ACTIVE' }) : null;
      // A database that pads blanks would find another one.
      const member = found && 'signInSubject' in named && found.signInSubject !== named.signInSubject ? null : found;
      return { member, agency: member ? await session.findOne(AgencyRow, { id: member.agency }) : null };
    });
  }
}

/** Whether a subject is of the form in which subjects are kept. */
function isKept(named: NamedMember): boolean {
  return 'id' in named || SIGN_IN_NAME.test(named.signInSubject);
}

function viewerOf(
  { id, code, roles }: MemberRow,
  agency: AgencyRow,
): Omit<Viewer, 'locale' | 'sessionEndsAt' | 'secretHash'> {
  const { agencyType } = agency;
  return { memberId: id, memberCode: code, roles, agencyId: agency.id, agencyCode: agency.code, agencyType };
}

function noMember(): Error {
  return refuse('FORBIDDEN', { denial: { code: 'NO_MEMBER' } });
}
