import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DemoIssuer } from '../access/tokens';
import { badInput, refuse } from '../core/errors';
import type { DemoMember } from '../demo/members';
import { readJson, sendJson } from './body';

/** Where one picks whom to be; demo mode only. */
export class DemoDesk {
  constructor(
    private readonly issuer: DemoIssuer,
    private readonly list: () => Promise<readonly DemoMember[]>,
  ) {}

  /** GET /demo/members */
  async members(response: ServerResponse): Promise<void> {
    sendJson(response, 200, await this.list());
  }

  /** POST /demo/token `{ "code": "yk-police.commander" }` → `{ "accessToken": "…", "expiresIn": 3600 }` */
  async token(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readJson(request);
    const code = typeof body === 'object' && body !== null && 'code' in body ? body.code : undefined;
    if (typeof code !== 'string') throw badInput([{ path: 'code', code: 'REQUIRED' }]);
    const member = (await this.list()).find((each) => each.code === code);
    if (!member) throw refuse('NOT_FOUND');
    sendJson(response, 200, {
      accessToken: await this.issuer.issue(member.memberId),
      expiresIn: this.issuer.ttlSeconds,
    });
  }
}
