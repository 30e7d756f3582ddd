import { errors, jwtVerify } from 'jose';
import { isRefusal, refuse } from '../core/errors';
import { epochMsOf, type Clock } from '../core/time';
import { IssuerKeys, type IssuerAddress, type OnIssuerFault } from './issuer-keys';
import { endOf, SKEW_SECONDS, type Claims, type TokenVerifier } from './tokens';

/** The sign-in of an installation. */
export interface OidcSettings extends IssuerAddress {
  /** What the tokens must be made for: the name by which the issuer knows this API. */
  readonly audience: string;
}

/** Signatures with the issuer's private key alone: never HMAC, whose key could be a public one; never `none`. */
const ALGORITHMS = ['EdDSA', 'RS256', 'PS256', 'ES256'];

/** Takes access tokens of the installation's own OpenID Connect issuer (RFC 9068; keys by RFC 7517). */
export class OidcVerifier implements TokenVerifier {
  private readonly keys: IssuerKeys;

  constructor(
    private readonly settings: OidcSettings,
    private readonly clock: Clock,
    onFault: OnIssuerFault,
  ) {
    this.keys = new IssuerKeys(settings, onFault);
  }

  async verify(token: string): Promise<Claims> {
    const { issuer, audience } = this.settings;
    try {
      const { payload } = await jwtVerify(token, this.keys.key, {
        ...{ algorithms: ALGORITHMS, issuer, audience, clockTolerance: SKEW_SECONDS },
        requiredClaims: ['sub', 'exp'],
        currentDate: new Date(epochMsOf(this.clock.now())),
      });
      const { sub = '' } = payload;
      return { member: { signInIssuer: issuer, signInSubject: sub }, endsAt: endOf(payload) };
    } catch (error) {
      if (error instanceof errors.JOSEError) throw refuse('UNAUTHENTICATED');
      if (isRefusal(error)) throw error;
      // Claims of another type than they should have.
      if (error instanceof TypeError) throw refuse('UNAUTHENTICATED');
      throw error;
    }
  }
}
