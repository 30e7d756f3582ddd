import { randomUUID } from 'node:crypto';
import { startApp, type App } from '../src/app';
import { readConfig } from '../src/config';
import type { Actor } from '../src/core/actor';
import { instantOf } from '../src/core/time';
import { AgencyRow, MemberRow } from '../src/store/rows/directory.row';
import { OperationRow } from '../src/store/rows/operation.row';

/** Starts a server with the demo's data, silent, on a free loopback port. */
export async function startInstallation(databaseUrl: string, sealKeysFile: string): Promise<App> {
  const settings = { HOST: '127.0.0.1', PORT: '0', DEMO: 'on', LOG_LEVEL: 'silent' };
  // One member asks as fast as it is answered.
  const budgets = { MEMBER_BUDGET: '1000000000000', AGENCY_BUDGET: '1000000000000' };
  return startApp(readConfig({ ...settings, ...budgets, DATABASE_URL: databaseUrl, SEAL_KEYS: sealKeysFile }));
}

/** A person who acts, and whom others can name. */
type NamedActor = Actor & { readonly memberId: string };

/** The three commands that are measured, as their usual actors send them: each with a key of its own. */
export class Trips {
  private constructor(
    private readonly app: App,
    readonly operation: string,
    private readonly actors: Readonly<Record<'planner' | 'approver' | 'leader' | 'companion', NamedActor>>,
  ) {}

  /** The trips of the demo's county operation. */
  static async of(app: App): Promise<Trips> {
    const { store } = app.services;
    const actor = async (code: string): Promise<NamedActor> =>
      store.read(async (session) => {
        const member = await session.findOne(MemberRow, { code });
        const agency = member && (await session.findOne(AgencyRow, { id: member.agency }));
        if (!member || !agency) throw new Error(`the demo has no member ${code}`);
        return { memberId: member.id, agencyId: agency.id, agencyType: agency.agencyType, roles: member.roles };
      });
    const operation = await store.read((session) => session.findOne(OperationRow, { code: 'YK-FRAUD' }));
    if (!operation) throw new Error('the demo has no operation YK-FRAUD');
    return new Trips(app, operation.id, {
      planner: await actor('yk-police.officer'),
      approver: await actor('yk-police.commander'),
      leader: await actor('yk-police.officer-02'),
      companion: await actor('yk-police.officer-03'),
    });
  }

  /** Ids of those who can be named to travel. */
  get people(): Readonly<Record<'leader' | 'companion', string>> {
    return { leader: this.actors.leader.memberId, companion: this.actors.companion.memberId };
  }

  /** Plans a trip; its id. */
  async plan(): Promise<string> {
    const { planner, leader, companion } = this.actors;
    const result = await this.execute('planArrestTrip', planner, {
      ...{ operationId: this.operation, title: '赴广西宾阳抓捕', destination: '450126', stops: ['450100'] },
      ...{ leaderId: leader.memberId, memberIds: [leader.memberId, companion.memberId], departOn: '2030-01-01' },
      dueAt: instantOf(Date.UTC(2030, 0, 8)),
    });
    return result.subject;
  }

  /** Approves it. */
  async approve(taskId: string): Promise<void> {
    await this.execute('approveArrestTrip', this.actors.approver, { taskId });
  }

  /** Its leader sets out. */
  async depart(taskId: string): Promise<void> {
    await this.execute('departArrestTrip', this.actors.leader, { taskId });
  }

  private async execute(action: string, actor: Actor, input: object): ReturnType<App['services']['door']['execute']> {
    return this.app.services.door.execute({ action, actor, input: { ...input, idempotencyKey: randomUUID() } });
  }
}

/** A token of a demo member, from the demo's own desk. */
export async function tokenOf({ url }: App, code: string): Promise<string> {
  const response = await fetch(`${url}/demo/token`, { method: 'POST', body: JSON.stringify({ code }) });
  const { accessToken } = (await response.json()) as { accessToken?: string };
  if (accessToken === undefined) throw new Error(`the demo has no member ${code}`);
  return accessToken;
}
