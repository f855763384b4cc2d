import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { accessServer, OWN_PAGE, PASSWORD, type AccessServer } from './access.fixture';

const ADA = ['--basic-auth', `ada:${PASSWORD}`];
const DAY = 86_400;

interface Issued {
  readonly token: string;
  readonly issued: { readonly id: string; readonly ending: string };
}

async function issue(server: AccessServer, body: object): Promise<Issued> {
  const cookie = await server.login('ada', PASSWORD);
  const { status, body: answer } = await server.post('/api/v1/access/tokens', body, { ...OWN_PAGE, cookie });
  expect(status).toBe(200);
  return answer as Issued;
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const basic = (token: string) => ({ authorization: `Basic ${Buffer.from(`any:${token}`).toString('base64')}` });

describe('an issued token', () => {
  it('is told once, kept as a hash, and has the role that it was given', async () => {
    const server = await accessServer(ADA);
    const { token, issued } = await issue(server, { name: 'ci', role: 'viewer' });
    expect(token).toMatch(/^csc_[\w-]{43}$/);
    const kept = ['access.db', 'access.db-wal']
      .map((name) => readFileSync(join(server.dataDir, name), 'latin1'))
      .join('');
    expect(kept).not.toContain(token);
    for (const headers of [bearer(token), basic(token)]) {
      expect((await server.get('/api/v1/status', headers)).body).toMatchObject({
        user: { name: 'ci', role: 'viewer' },
      });
      expect((await server.post('/api/v1/tasks/known/revoke', {}, headers)).status).toBe(403);
      expect((await server.get('/api/v1/access/tokens', headers)).status).toBe(403);
    }
    const { body } = await server.get('/api/v1/access/tokens', basicOf('ada'));
    expect(JSON.stringify(body)).not.toContain(token);
    expect(body).toMatchObject({ tokens: [{ id: issued.id, name: 'ci', ending: token.slice(-4), createdBy: 'ada' }] });
  });

  it('ends when its time is over, and at once when it is revoked', async () => {
    const server = await accessServer(ADA);
    const { token } = await issue(server, { name: 'short', role: 'viewer', expiresInDays: 1 });
    const { token: other, issued } = await issue(server, { name: 'long', role: 'viewer', expiresInDays: null });
    expect((await server.get('/api/v1/stats', bearer(token))).status).toBe(200);
    server.clock.now += DAY + 1;
    expect((await server.get('/api/v1/stats', bearer(token))).status).toBe(401);
    expect((await server.get('/api/v1/stats', bearer(other))).status).toBe(200);
    const cookie = await server.login('ada', PASSWORD);
    const revoke = () => server.post(`/api/v1/access/tokens/${issued.id}/revoke`, {}, { ...OWN_PAGE, cookie });
    expect((await revoke()).status).toBe(200);
    expect((await server.get('/api/v1/stats', bearer(other))).status).toBe(401);
    expect((await revoke()).status).toBe(404);
  });

  it('does not sign in on the page: it would become a session that outlives it', async () => {
    const server = await accessServer(ADA);
    const { token } = await issue(server, { name: 'ci', role: 'admin' });
    expect((await server.post('/api/v1/login', { name: 'ada', password: token })).status).toBe(401);
  });

  it('is bound to its queues and types', async () => {
    const server = await accessServer(ADA);
    const { token } = await issue(server, { name: 'ci', role: 'operator', queues: ['letters*'] });
    expect((await server.post('/api/v1/tasks/known/revoke', {}, bearer(token))).status).toBe(403);
    const { statusCode } = await server.app.inject({ url: '/api/tasks', headers: bearer(token) });
    expect(statusCode).toBe(403);
  });

  it('can not be guessed faster than a password', async () => {
    const server = await accessServer(ADA);
    const statuses: number[] = [];
    for (let index = 0; index < 11; index += 1)
      statuses.push((await server.get('/api/v1/stats', bearer(`csc_${'x'.repeat(42)}${index}`))).status);
    expect(statuses).toEqual([...Array<number>(10).fill(401), 429]);
  });

  it('leaves who issued and revoked it in the audit log, but not itself', async () => {
    const server = await accessServer(ADA);
    const { token, issued } = await issue(server, { name: 'ci', role: 'viewer' });
    const headers = { ...OWN_PAGE, ...basicOf('ada') };
    await server.post(`/api/v1/access/tokens/${issued.id}/revoke`, {}, headers);
    const entries = server.collector.calls.map(({ request }) => request);
    expect(entries.slice(1)).toMatchObject([
      { name: 'create-token', actor: 'ada', subject: 'ci', outcome: 'done', parameters: { role: 'viewer' } },
      { name: 'revoke-token', actor: 'ada', subject: 'ci', outcome: 'done' },
    ]);
    expect(JSON.stringify(entries) + server.log()).not.toContain(token);
  });
});

describe('sessions', () => {
  it('are listed for an admin without what would open one, and end at his word', async () => {
    const server = await accessServer(ADA);
    const cookie = await server.login('ada', PASSWORD);
    const { body } = await server.get('/api/v1/access/sessions', basicOf('ada'));
    expect(body).toMatchObject({ sessions: [{ name: 'ada', by: 'password', address: '127.0.0.1' }] });
    expect(JSON.stringify(body)).not.toContain(cookie.split('=')[1]);
    expect(JSON.stringify(body)).not.toContain('proof');
    const { id } = (body as { sessions: { id: string }[] }).sessions[0] ?? { id: '' };
    const headers = { ...OWN_PAGE, ...basicOf('ada') };
    expect((await server.post(`/api/v1/access/sessions/${id}/end`, {}, headers)).status).toBe(200);
    expect((await server.get('/api/v1/stats', { cookie })).status).toBe(401);
  });

  it('tell which one is that of the browser that asks', async () => {
    const server = await accessServer(ADA);
    const [first, second] = [await server.login('ada', PASSWORD), await server.login('ada', PASSWORD)];
    const yours = async (headers: Record<string, string>) => {
      const { body } = await server.get('/api/v1/access/sessions', headers);
      return (body as { sessions: { id: string; isYours: boolean }[] }).sessions.filter(({ isYours }) => isYours);
    };
    const [ofFirst, ofSecond] = [await yours({ cookie: first }), await yours({ cookie: second })];
    expect([ofFirst.length, ofSecond.length]).toEqual([1, 1]);
    expect(ofFirst[0]?.id).not.toBe(ofSecond[0]?.id);
    expect(await yours(basicOf('ada'))).toEqual([]);
  });
});

function basicOf(name: string): { authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${name}:${PASSWORD}`).toString('base64')}` };
}
