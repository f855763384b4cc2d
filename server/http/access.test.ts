import { describe, expect, it } from 'vitest';
import { FLOWER_ENDPOINTS } from '../flower/flower-routes';
import { roleMay } from '@/lib/access/policy';
import type { Permission } from './authorise';
import { isKnownHost } from './origin';
import { ENDPOINTS } from './routes';
import { OPEN, testServer, type TestServer } from './server.fixture';

const rules = {
  users: [{ name: 'ada', password: 'pass:word' }],
  tokens: [{ name: 'ci', token: 'long-enough-token' }],
};
const basic = (name: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
});
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

const good = basic('ada', 'pass:word');
const crossOrigin = { ...good, origin: 'https://evil.example' };

const requests = [...ENDPOINTS, ...FLOWER_ENDPOINTS].map(({ method, path, permission, reads, costly = false }) => ({
  costly,
  // With nobody to sign in by, the doors themselves lead nowhere.
  openAnswers: path.includes('/log') ? [200, 303, 400, 404] : [200],
  isForViewers: roleMay('viewer', reads ?? 'view'),
  method,
  url: path.replace(/:view/, 'workers').replace(/:\w+|\*/g, 'known'),
  permission,
}));
const page = (url: string, permission: Permission) => ({
  method: 'GET' as const,
  url,
  permission,
  costly: false,
  openAnswers: [200],
  isForViewers: true,
});
const pages = [
  ...['/', '/tasks/', '/tasks/known/', '/nothing'].map((url) => page(url, 'view')),
  page('/_next/static/a.js', 'public'),
];

const ask = async (
  server: TestServer,
  { method, url }: { method: 'GET' | 'POST'; url: string },
  headers: Record<string, string>,
) => {
  const response = await server.app.inject({ method, url, headers, ...(method === 'POST' ? { payload: {} } : {}) });
  return response.statusCode;
};

/** Calls of the collector that change nothing. */
const ONLY_READ: readonly string[] = [
  'recordRefusal',
  'recordAccess',
  'workerDetail',
  'retryPreview',
  'taskPlace',
  'taskResult',
  'revocation',
  'inFlight',
  'peekQueue',
  'toldWorkers',
  'brokerQueues',
];

describe.each([...requests, ...pages])('$method $url ($permission)', (request) => {
  it('lets in who may, and nobody else', async () => {
    const server = await testServer({ rules });
    const open = request.permission === 'public';
    for (const headers of [
      {},
      basic('ada', 'wrong'),
      basic('bob', 'pass:word'),
      basic('ada', ''),
      bearer('long-enough-toke'),
      { authorization: 'Basic' },
      { authorization: 'Negotiate x' },
    ]) {
      expect(open ? request.openAnswers : [401]).toContain(await ask(server, request, headers));
    }
    expect(server.collector.calls.every(({ name }) => name === 'recordRefusal')).toBe(true);
    for (const headers of [good, bearer('long-enough-token'), basic('anyone', 'long-enough-token')]) {
      expect([401, 403, 429]).not.toContain(await ask(server, request, headers));
    }
  });

  it('makes changes, and what costs much, for its own pages only', async () => {
    const server = await testServer({ rules });
    const refused = [
      crossOrigin,
      { ...good, origin: 'null' },
      { ...good, 'sec-fetch-site': 'cross-site' },
      { ...good, 'sec-fetch-site': 'same-site' },
      { ...good, origin: 'http://localhost:81', host: 'localhost:80' },
    ];
    for (const headers of refused) {
      const status = await ask(server, request, headers);
      const isRefused = request.method === 'POST' || (request.costly && 'sec-fetch-site' in headers);
      if (isRefused) expect(status).toBe(403);
      else expect(status).not.toBe(403);
    }
    expect(server.collector.calls.every(({ name }) => ONLY_READ.includes(name))).toBe(true);
    const own = { ...good, origin: 'https://celery.example', host: 'celery.example', 'sec-fetch-site': 'same-origin' };
    expect(await ask(server, request, own)).not.toBe(403);
  });

  it('changes nothing when it is read-only', async () => {
    const server = await testServer({ rules: { ...rules, readOnly: true } });
    const status = await ask(server, request, good);
    if (request.permission === 'control' || !request.isForViewers) expect(status).toBe(403);
    else expect(status).not.toBe(403);
    expect(
      server.collector.calls.some(({ name }) =>
        ['revoke', 'retry', 'enableEvents', 'putBack', 'removeMessage', 'moveMessage', 'purgeQueue'].includes(name),
      ),
    ).toBe(false);
  });
});

describe('a request', () => {
  it('for what costs much may follow a link on another site, but not come from a page there', async () => {
    const { app } = await testServer();
    const status = async (headers: Record<string, string>) =>
      (await app.inject({ url: '/api/v1/tasks', headers: { 'sec-fetch-site': 'cross-site', ...headers } })).statusCode;
    expect(await status({ 'sec-fetch-user': '?1', 'sec-fetch-dest': 'document' })).toBe(200);
    expect(await status({ 'sec-fetch-dest': 'image' })).toBe(403);
    expect(await status({ 'sec-fetch-user': '?1', 'sec-fetch-dest': 'iframe' })).toBe(403);
  });

  it('is from our own page when a proxy names the port of its scheme in the Host header', async () => {
    const { app } = await testServer({ rules: { host: '0.0.0.0' } });
    const status = async (origin: string, host: string) =>
      (await app.inject({ method: 'POST', url: '/api/v1/tasks/known/revoke', headers: { origin, host }, payload: {} }))
        .statusCode;
    expect(await status('https://celery.example', 'celery.example:443')).toBe(200);
    expect(await status('http://celery.example', 'celery.example:80')).toBe(200);
    expect(await status('https://celery.example', 'celery.example:80')).toBe(403);
    expect(await status('https://celery.example', 'other.example:443')).toBe(403);
  });

  it('is from our own page where people sign in, though a proxy called us by another name and only the browser says so', async () => {
    const host = 'localhost:5555';
    const origin = 'https://celery.example';
    const byBrowser = { host, origin, 'sec-fetch-site': 'same-origin' };
    // Without TLS browsers do not say it, and only our own pages can set this header.
    const byPage = { host, origin: 'http://celery.example', 'x-requested-with': 'Celeryscope' };
    const asked = async (server: TestServer, headers: Record<string, string>) =>
      ask(server, { method: 'POST', url: '/api/v1/tasks/known/revoke' }, headers);
    const closed = await testServer({ rules });
    const open = await testServer();
    for (const headers of [byBrowser, byPage]) {
      expect(await asked(closed, { ...good, ...headers })).toBe(200);
      // Who is led here under another name (DNS rebinding) is a page of the same site too.
      expect(await asked(open, headers)).toBe(403);
    }
    for (const site of ['cross-site', 'same-site'])
      expect(await asked(closed, { ...good, ...byPage, 'sec-fetch-site': site })).toBe(403);
    expect(await asked(closed, { ...good, host, origin })).toBe(403);
  });

  it('by a name that was not allowed is refused on a public address without credentials too', async () => {
    const { app } = await testServer({ rules: { host: '0.0.0.0', allowedHosts: ['celery.example'] } });
    const status = async (host: string) => (await app.inject({ url: '/api/v1/tasks', headers: { host } })).statusCode;
    expect(await status('celery.example')).toBe(200);
    expect(await status('evil.example')).toBe(403);
  });

  it('without credentials is told how to sign in, one with wrong ones that they are wrong', async () => {
    const { app } = await testServer({ rules });
    const response = await app.inject({ url: '/api/v1/status' });
    expect(response.headers['www-authenticate']).toBe('Basic realm="Celeryscope", charset="UTF-8"');
    expect(response.json()).toMatchObject({ code: 'credentials_needed' });
    expect((await app.inject({ url: '/api/v1/status', headers: bearer('wrong') })).json()).toMatchObject({
      code: 'wrong_credentials',
    });
  });

  it('to a loopback address without credentials must call it by a name of its own', async () => {
    const { app } = await testServer();
    const status = async (host: string) => (await app.inject({ url: '/api/v1/health', headers: { host } })).statusCode;
    expect(await Promise.all(['localhost:5555', '127.0.0.1', '[::1]:5555'].map(status))).toEqual([200, 200, 200]);
    expect(
      await Promise.all(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:5555', 'a b'].map(status)),
    ).toEqual([403, 403, 403, 403]);
  });

  it('may use a name that was allowed', async () => {
    const { app } = await testServer({ rules: { allowedHosts: ['celery.example', 'dev.example:3000'] } });
    const status = async (headers: Record<string, string>) =>
      (await app.inject({ method: 'POST', url: '/api/v1/tasks/t/revoke', payload: {}, headers })).statusCode;
    expect(await status({ host: 'celery.example', origin: 'https://celery.example' })).toBe(200);
    expect(
      await status({ host: '127.0.0.1:5555', origin: 'http://dev.example:3000', 'sec-fetch-site': 'cross-site' }),
    ).toBe(200);
    expect(await status({ host: '127.0.0.1:5555', origin: 'http://dev.example:3001' })).toBe(403);
  });

  it('that is refused a change leaves an entry, without the password', async () => {
    const server = await testServer({ rules });
    await server.app.inject({
      method: 'POST',
      url: '/api/v1/tasks/t%2F1/retry',
      payload: {},
      headers: basic('ada', 's3cret'),
    });
    expect(server.collector.calls).toEqual([
      {
        name: 'recordRefusal',
        request: {
          name: 'retry',
          actor: 'not signed in',
          address: '127.0.0.1',
          subject: 't/1',
          summary: 'wrong_credentials: The name or the password is wrong.',
        },
      },
    ]);
    expect(server.log()).not.toContain('s3cret');
  });

  it('that is refused a change though it is signed in leaves its name', async () => {
    const server = await testServer({ rules });
    await server.app.inject({ method: 'POST', url: '/api/v1/tasks/t/revoke', payload: {}, headers: crossOrigin });
    expect(server.collector.calls).toMatchObject([
      { name: 'recordRefusal', request: { actor: 'ada', name: 'revoke' } },
    ]);
  });

  it('can not fill the log with refusals', async () => {
    const server = await testServer({ rules });
    for (let index = 0; index < 30; index += 1) {
      await server.app.inject({ method: 'POST', url: '/api/v1/tasks/t/revoke', payload: {} });
    }
    expect(server.collector.calls).toHaveLength(20);
  });

  it('never finds a route without a permission', async () => {
    const { app } = await testServer();
    expect(() => app.get('/new', () => 'open')).toThrow('declares no permission');
  });

  it('gets the headers that keep it from being framed, sniffed or kept', async () => {
    const { app } = await testServer();
    const { headers } = await app.inject({ url: '/api/v1/status' });
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    });
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('a probe', () => {
  it('is answered by whatever address it calls, and nothing else is', async () => {
    const { app } = await testServer({ rules: { ...OPEN, allowedHosts: ['celery.example.com'] } });
    const ask = async (url: string, host = '10.0.0.7:5555') =>
      (await app.inject({ url, headers: { host } })).statusCode;
    for (const url of ['/api/v1/health', '/api/v1/ready', '/healthcheck']) {
      expect(await ask(url)).toBe(200);
      expect(await ask(url, 'evil.example')).toBe(403);
    }
    for (const url of ['/', '/api/v1/status', '/metrics', '/api/v1/login']) expect(await ask(url)).toBe(403);
  });
});

describe('a request without a Host header', () => {
  it('is not known to be ours', () => {
    expect(isKnownHost(undefined, '127.0.0.1', [])).toBe(false);
  });
});
