import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { accessServer, OWN_PAGE, PASSWORD } from './access.fixture';

const ADA = ['--basic-auth', `ada:${PASSWORD}`];
const HOURS = 3_600;

describe('a login', () => {
  it('gives a cookie that no script reads and no other site sends, and lets in with it', async () => {
    const server = await accessServer(ADA);
    const { status, body, cookies } = await server.post('/api/v1/login', { name: 'ada', password: PASSWORD });
    expect([status, body]).toEqual([200, { next: '/' }]);
    expect(cookies[0]).toMatch(/^celeryscope_session=[\w-]{43}; Path=\/; Max-Age=86400; HttpOnly; SameSite=Lax$/);
    const cookie = cookies[0]?.split(';')[0] ?? '';
    expect((await server.get('/api/v1/stats', { cookie })).status).toBe(200);
    expect((await server.get('/api/v1/stats')).status).toBe(401);
  });

  it('keeps only the hash of the secret, in a file for its owner’s eyes', async () => {
    const server = await accessServer(ADA);
    const cookie = await server.login('ada', PASSWORD);
    const secret = cookie.split('=')[1] ?? '';
    const kept = ['access.db', 'access.db-wal'].map((name) => readFileSync(join(server.dataDir, name), 'latin1'));
    expect(secret).toHaveLength(43);
    expect(kept.join('')).toContain('"name":"ada"');
    expect(kept.join('')).not.toContain(secret);
    expect(kept.join('')).not.toContain(PASSWORD);
    expect(statSync(join(server.dataDir, 'access.db')).mode & 0o077).toBe(0);
  });

  it('is a new session, whatever the browser had before', async () => {
    const server = await accessServer(ADA);
    const planted = `celeryscope_session=${'x'.repeat(43)}`;
    const first = await server.login('ada', PASSWORD, planted);
    const second = await server.login('ada', PASSWORD, first);
    expect(new Set([planted, first, second]).size).toBe(3);
    expect((await server.get('/api/v1/stats', { cookie: planted })).status).toBe(401);
  });

  it('tells nobody whether it was the name or the password', async () => {
    const server = await accessServer(ADA);
    const wrong = await server.post('/api/v1/login', { name: 'ada', password: 'x' });
    const unknown = await server.post('/api/v1/login', { name: 'bob', password: 'x' });
    const told = ({ body, status, cookies }: typeof wrong) => ({ status, cookies, ...(body as object), requestId: '' });
    expect(told(wrong)).toEqual(told(unknown));
    expect(wrong.status).toBe(401);
  });

  it('asks again on its page, not in a window of the browser, when the password was wrong', async () => {
    const { app } = await accessServer(ADA);
    const wrong = await app.inject({ method: 'POST', url: '/api/v1/login', payload: { name: 'ada', password: 'x' } });
    expect([wrong.statusCode, wrong.headers['www-authenticate']]).toEqual([401, undefined]);
    const authorization = `Basic ${Buffer.from('ada:old').toString('base64')}`;
    const ask = async (headers: Record<string, string>) =>
      (await app.inject({ url: '/api/v1/stats', headers: { authorization, ...headers } })).headers['www-authenticate'];
    expect(await ask({})).toContain('Basic');
    expect(await ask({ 'sec-fetch-mode': 'cors' })).toBeUndefined();
  });

  it('is tried ten times a minute for a name, also with the right password, by the page and by a header together', async () => {
    const server = await accessServer(ADA);
    const statuses: number[] = [];
    for (let index = 0; index < 5; index += 1) {
      statuses.push((await server.post('/api/v1/login', { name: 'ada', password: `guess${index}` })).status);
      const authorization = `Basic ${Buffer.from(`ada:guess${index}`).toString('base64')}`;
      statuses.push((await server.get('/api/v1/stats', { authorization })).status);
    }
    expect(statuses).toEqual(Array(10).fill(401));
    const { status, body } = await server.post('/api/v1/login', { name: 'ada', password: PASSWORD });
    expect([status, body]).toMatchObject([429, { code: 'too_many_attempts', waitSeconds: 60 }]);
    server.clock.now += 61;
    expect((await server.post('/api/v1/login', { name: 'ada', password: PASSWORD })).status).toBe(200);
  });

  it('is not to be had from a page of another site, nor is a logout', async () => {
    const server = await accessServer(ADA);
    const cookie = await server.login('ada', PASSWORD);
    const elsewhere = { origin: 'https://evil.example', host: 'localhost:80' };
    expect((await server.post('/api/v1/login', { name: 'ada', password: PASSWORD }, elsewhere)).status).toBe(403);
    expect((await server.post('/api/v1/logout', {}, { ...elsewhere, cookie })).status).toBe(403);
    expect((await server.get('/api/v1/stats', { cookie })).status).toBe(200);
  });

  it.each([
    ['/tasks/?q=state%3AFAILURE', '/tasks/?q=state%3AFAILURE'],
    ['//evil.example/', '/'],
    ['/\\evil.example/', '/'],
    ['/\t/evil.example/', '/'],
    ['/a/..//evil.example/', '/'],
    ['https://evil.example/', '/'],
    ['javascript:alert(1)', '/'],
    ['/login/?next=/', '/'],
    ['tasks', '/'],
    ['', '/'],
    [`/${'a'.repeat(1_999)}`, `/${'a'.repeat(1_999)}`],
  ])('leads from %s to %s', async (next, to) => {
    const server = await accessServer(ADA);
    expect((await server.post('/api/v1/login', { name: 'ada', password: PASSWORD, next })).body).toEqual({ next: to });
  });

  it('leaves entries in the audit log, with no text that may be a password', async () => {
    const server = await accessServer(ADA);
    await server.post('/api/v1/login', { name: 'my-secret', password: 'x' });
    await server.post('/api/v1/login', { name: 'ada', password: 'x' });
    const cookie = await server.login('ada', PASSWORD);
    await server.post('/api/v1/logout', {}, { ...OWN_PAGE, cookie });
    expect(server.collector.calls.map(({ request }) => request)).toMatchObject([
      { name: 'log-in', actor: 'not signed in', subject: 'an unknown user', outcome: 'refused' },
      { name: 'log-in', actor: 'not signed in', subject: 'ada', outcome: 'refused' },
      { name: 'log-in', actor: 'ada', outcome: 'done' },
      { name: 'log-out', actor: 'ada', outcome: 'done' },
    ]);
    expect(JSON.stringify(server.collector.calls) + server.log()).not.toContain('my-secret');
  });

  it('can not fill the audit log', async () => {
    const server = await accessServer(ADA);
    for (let index = 0; index < 80; index += 1)
      await server.post('/api/v1/login', { name: `user${index}`, password: 'x' });
    expect(server.collector.calls).toHaveLength(20);
  });
});

describe('a session', () => {
  it('ends with a logout, and its cookie with it', async () => {
    const server = await accessServer(ADA);
    const cookie = await server.login('ada', PASSWORD);
    const { body, cookies } = await server.post('/api/v1/logout', {}, { ...OWN_PAGE, cookie });
    expect(body).toEqual({ ended: true });
    expect(cookies[0]).toContain('Max-Age=0');
    expect((await server.get('/api/v1/stats', { cookie })).status).toBe(401);
  });

  it('ends when it was not used for long, and when it is old however much it was used', async () => {
    const server = await accessServer(ADA);
    const idle = await server.login('ada', PASSWORD);
    const used = await server.login('ada', PASSWORD);
    for (let hour = 1; hour < 24; hour += 1) {
      server.clock.now += HOURS;
      expect((await server.get('/api/v1/stats', { cookie: used })).status).toBe(200);
    }
    expect((await server.get('/api/v1/stats', { cookie: idle })).status).toBe(401);
    server.clock.now += HOURS;
    expect((await server.get('/api/v1/stats', { cookie: used })).status).toBe(401);
  });

  it('outlives a restart, but not a changed password or a removed user', async () => {
    const server = await accessServer(ADA);
    const cookie = await server.login('ada', PASSWORD);
    expect((await (await server.restart(ADA)).get('/api/v1/stats', { cookie })).status).toBe(200);
    const changed = await server.restart(['--basic-auth', 'ada:another']);
    expect((await changed.get('/api/v1/stats', { cookie })).status).toBe(401);
    // It is over for good, not only while the password differs.
    expect((await (await server.restart(ADA)).get('/api/v1/stats', { cookie })).status).toBe(401);
  });

  it('changes something only for a page that says that it is ours', async () => {
    const server = await accessServer(ADA);
    const cookie = await server.login('ada', PASSWORD);
    const revoke = async (headers: Record<string, string>) =>
      (await server.post('/api/v1/tasks/known/revoke', {}, { cookie, ...headers })).status;
    expect(await revoke(OWN_PAGE)).toBe(200);
    expect(await revoke({})).toBe(403);
    const evil = { ...OWN_PAGE, origin: 'https://evil.example' };
    expect(await revoke({ ...evil, 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await revoke({ host: evil.host, origin: evil.origin })).toBe(403);
    expect(await revoke({ ...OWN_PAGE, 'sec-fetch-site': 'same-site' })).toBe(403);
  });

  it('leads a person without one to the login, and a script to a 401 as ever', async () => {
    const { app } = await accessServer(ADA);
    const page = await app.inject({ url: '/tasks/?q=a%20b', headers: { accept: 'text/html,*/*' } });
    expect([page.statusCode, page.headers.location]).toEqual([303, '/login/?next=%2Ftasks%2F%3Fq%3Da%2520b']);
    const cookie = `celeryscope_session=${'x'.repeat(43)}`;
    const late = await app.inject({ url: '/tasks/', headers: { accept: 'text/html', cookie } });
    expect(late.headers.location).toBe('/login/?next=%2Ftasks%2F&error=session_over');
    const script = await app.inject({ url: '/api/v1/stats', headers: { accept: 'text/html' } });
    expect([script.statusCode, script.headers['www-authenticate']]).toEqual([401, expect.stringContaining('Basic')]);
    // A browser would ask for a password in a window of its own.
    const fetched = await app.inject({ url: '/api/v1/stats', headers: { 'sec-fetch-mode': 'cors' } });
    expect([fetched.statusCode, fetched.headers['www-authenticate']]).toEqual([401, undefined]);
    // To a host without HTTPS it does not tell how a request was made; our pages tell it.
    const byPage = await app.inject({ url: '/api/v1/stats', headers: { 'x-requested-with': 'Celeryscope' } });
    expect([byPage.statusCode, byPage.headers['www-authenticate']]).toEqual([401, undefined]);
  });
});
