import { request } from 'node:http';
import { SYSTEM_ACTOR } from '../../src/core/actor';
import { actorOf, idOf, startTestApp, type TestApp } from '../support/app';

/** What was asked for is answered by the rights of when it is executed, not of when somebody began to ask. */

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});

/** A request of which a part has been sent, and what comes back once the rest is. */
async function begin(code: string, path: string, document: string): Promise<{ end: () => Promise<string> }> {
  const body = JSON.stringify({ query: document });
  const asked = request(`${app.url}${path}`, {
    method: 'POST',
    agent: false,
    headers: {
      authorization: `Bearer ${await app.tokenOf(code)}`,
      ...{ 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      ...(path.endsWith('stream') ? { accept: 'text/event-stream' } : {}),
    },
  });
  asked.write(body.slice(0, 10));
  const end = (): Promise<string> =>
    new Promise((resolve, reject) => {
      asked.on('error', reject).on('response', (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => {
          resolve(text);
        });
      });
      asked.end(body.slice(10));
    });
  return { end };
}

/** Longer than a viewer is taken for what it was. */
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 800));

describe.each(['/graphql', '/graphql/stream'])('what comes slowly to %s', (path) => {
  it('is not answered to a member that was disabled meanwhile', async () => {
    const code = path === '/graphql' ? 'yk-police.officer-03' : 'yk-station-1.officer';
    const { end } = await begin(code, path, '{ viewer { roles } }');
    await pause();
    const input = { memberId: idOf(app.members, code), reason: '调离' };
    await app.services.door.execute({ action: 'disableMember', actor: SYSTEM_ACTOR, input });
    expect(await end()).toContain('"UNAUTHENTICATED"');
  });

  it('is answered by the roles of now', async () => {
    const code = path === '/graphql' ? 'yk-police.officer' : 'yk-police.officer-02';
    const { end } = await begin(code, path, '{ viewer { roles } }');
    await pause();
    const actor = await actorOf(app, 'yk-police.administrator');
    const input = { memberId: idOf(app.members, code), roles: ['VIEWER'] };
    await app.services.door.execute({ action: 'changeMember', actor, input });
    expect(await end()).toContain('{"viewer":{"roles":["VIEWER"]}}');
  });
});
