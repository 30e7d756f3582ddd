import { refuse } from '../core/errors';
import type { Locale } from '../core/vocabulary';
import { AgencyRow, MemberRow } from '../store/rows/directory.row';
import type { Store } from '../store/store';
import type { TokenVerifier } from './tokens';
import type { Viewer } from './viewer';

const BEARER = /^Bearer ([\w.~+/=-]{1,4096})$/i;

/** Turns the `Authorization` of a request or of a socket into a viewer. */
export class Authenticator {
  constructor(
    private readonly store: Store,
    private readonly verifier: TokenVerifier,
  ) {}

  /** @throws Refusal UNAUTHENTICATED for whatever is wrong, without saying what */
  async viewer(authorization: string | undefined, locale: Locale): Promise<Viewer> {
    const token = BEARER.exec(authorization ?? '')?.[1];
    if (token === undefined) throw refuse('UNAUTHENTICATED');
    const { memberId, expiresAt } = await this.verifier.verify(token);
    const { member, agency } = await this.find(memberId);
    if (!member || !agency) throw refuse('UNAUTHENTICATED');
    return {
      ...{ memberId: member.id, memberCode: member.code, roles: member.roles, locale, sessionEndsAt: expiresAt },
      ...{ agencyId: agency.id, agencyCode: agency.code, agencyType: agency.agencyType },
    };
  }

  private async find(id: string): Promise<{ member: MemberRow | null; agency: AgencyRow | null }> {
    return this.store.read(async (session) => {
      const member = await session.findOne(MemberRow, { id, state: 'ACTIVE' });
      return { member, agency: member ? await session.findOne(AgencyRow, { id: member.agency }) : null };
    });
  }
}
