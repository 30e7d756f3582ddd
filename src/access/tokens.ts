import { jwtVerify, SignJWT, type JWTPayload } from 'jose';
import { refuse } from '../core/errors';
import { epochMsOf, instantOf, plus, type Clock, type Instant } from '../core/time';

/** How a token names the member that it speaks for: by its id, or as the issuer of the installation knows it. */
export type NamedMember = { readonly id: string } | { readonly signInIssuer: string; readonly signInSubject: string };

/** Who a token speaks for, and until when. */
export interface Claims {
  readonly member: NamedMember;
  /** The one end for requests, sockets and streams alike: the `exp` of its token and the skew. */
  readonly endsAt: Instant;
}

/**
 * Turns a bearer token into claims.
 * @throws Refusal UNAUTHENTICATED, the same for every fault; UNAVAILABLE where the issuer's keys cannot be got
 */
export interface TokenVerifier {
  verify(token: string): Promise<Claims>;
}

const ISSUER = 'liandong-demo';
const AUDIENCE = 'liandong';
/** How far the issuer's clock may be from ours, by `exp` and `nbf`. */
export const SKEW_SECONDS = 30;

/** When what a token was shown for ends: at the moment from which jose would not take it any more. */
export function endOf({ exp = 0 }: JWTPayload): Instant {
  return instantOf((Math.ceil(exp) + SKEW_SECONDS) * 1_000);
}

/** The demo's own issuer: HS256 tokens under a key of the ring. It exists in demo mode only. */
export class DemoIssuer implements TokenVerifier {
  constructor(
    private readonly key: Buffer,
    private readonly clock: Clock,
    readonly ttlSeconds = 3_600,
  ) {}

  /** A token for a member, good for `ttlSeconds`. */
  async issue(memberId: string): Promise<string> {
    const now = this.clock.now();
    return new SignJWT()
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setSubject(memberId)
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt(new Date(epochMsOf(now)))
      .setExpirationTime(new Date(epochMsOf(plus(now, { seconds: this.ttlSeconds }))))
      .sign(this.key);
  }

  async verify(token: string): Promise<Claims> {
    try {
      const { payload } = await jwtVerify(token, this.key, {
        algorithms: ['HS256'],
        issuer: ISSUER,
        audience: AUDIENCE,
        clockTolerance: SKEW_SECONDS,
        requiredClaims: ['sub', 'exp'],
        currentDate: new Date(epochMsOf(this.clock.now())),
      });
      return { member: { id: payload.sub ?? '' }, endsAt: endOf(payload) };
    } catch {
      throw refuse('UNAUTHENTICATED');
    }
  }
}
