import { describe, expect, it } from 'vitest';
import { testServer, type TestServer } from './server.fixture';

const rules = { users: [{ name: 'ada', password: 'pass:word' }] };
const signedIn = { authorization: `Basic ${Buffer.from('ada:pass:word').toString('base64')}` };

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** All that the server itself says it serves, whatever list it came from. */
function routesOf({ app }: TestServer): readonly { method: Method; url: string }[] {
  const tree = app.printRoutes({ commonPrefix: false });
  const found: { method: Method; url: string }[] = [];
  const path: string[] = [];
  for (const line of tree.split('\n')) {
    const match = /^((?:│ {3}| {4})*)(?:├── |└── )(\S*) ?(?:\(([^)]*)\))?/.exec(line);
    if (match === null) continue;
    path.length = (match[1] ?? '').length / 4;
    path.push(match[2] ?? '');
    const url = path.join('').replace(/:\w+|\*/g, 'known');
    for (const method of (match[3] ?? '').split(', '))
      if (/^(?:GET|POST|PUT|PATCH|DELETE)$/.test(method)) found.push({ method: method as Method, url: url || '/' });
  }
  return found;
}

const FORMS = [
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/plain',
  'application/json',
];
const ELSEWHERE = [
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site', origin: 'https://other.celery.example' },
];

describe('a page of another site', () => {
  it('changes nothing by any form or fetch, whatever route of the server it finds', async () => {
    const server = await testServer({ rules, flower: { unauthenticatedApi: true } });
    const changing = routesOf(server).filter(({ method }) => method !== 'GET');
    // Else the list was not read.
    expect(changing.length).toBeGreaterThan(15);
    for (const { method, url } of changing)
      for (const type of FORMS)
        for (const from of ELSEWHERE) {
          const headers = { ...signedIn, ...from, 'content-type': type, host: 'celery.example' };
          const payload = type.includes('json') ? '{}' : 'args=[]';
          const { statusCode } = await server.app.inject({ method, url, headers, payload });
          expect([401, 403, 404, 415], `${method} ${url} ${type}`).toContain(statusCode);
        }
    expect(server.collector.calls.filter(({ name }) => name !== 'recordRefusal')).toEqual([]);
  });

  it('is told by no answer that it may read, and asks in vain whether it may', async () => {
    const server = await testServer({ rules });
    for (const { method, url } of routesOf(server)) {
      const headers = { ...signedIn, origin: 'https://evil.example', 'access-control-request-method': 'POST' };
      const asked = await server.app.inject({ method: 'OPTIONS', url, headers });
      const answer = await server.app.inject({ method, url, headers, ...(method === 'GET' ? {} : { payload: {} }) });
      for (const { headers: told } of [asked, answer]) {
        expect(told['access-control-allow-origin'], url).not.toBe('https://evil.example');
        expect(told['access-control-allow-credentials'], url).toBeUndefined();
      }
    }
  });
});

describe('a path', () => {
  const tricks = [
    '/celery/../api/v1/status',
    '/celery/%2e%2e/api/v1/status',
    '/celery/..%2f..%2fetc%2fpasswd',
    '/celery/%252e%252e%252fetc%252fpasswd',
    '/celery/_next/static/..%2f..%2f..%2fpackage.json',
    '/celery/tasks/..\\..\\index.html',
    '/celery/tasks/%00/',
    '/celery/index.html%00.js',
    '/celery//evil.example',
    '/celery//evil.example/..',
    '/celery/%2f%2fevil.example',
    '/celery/%5cevil.example',
    '//evil.example',
    '//evil.example/celery/',
    '/\\evil.example',
    '/%2f%2fevil.example',
    '/celeryx/',
    '/celery;/api/v1/status',
    '/celery/api/v1/tasks/%2e%2e%2fstatus',
    '/celery/api/v1//status',
    '/celery/%61pi/v1/status/',
    '/celery/tasks/%0d%0aset-cookie:%20a=b',
  ];

  it.each(tricks)('%s leads to nothing outside, and nowhere else', async (url) => {
    const { app } = await testServer({ urlPrefix: '/celery', rules });
    for (const headers of [{}, signedIn]) {
      const { statusCode, headers: told, body } = await app.inject({ url, headers });
      expect([200, 304, 308, 400, 401, 404]).toContain(statusCode);
      const { location } = told;
      // Only ways inside: `//` and `/\` are another site to a browser.
      if (location !== undefined) expect(location).toMatch(/^\/celery\/(?![/\\])[^\r\n]*$/);
      expect(told['set-cookie']).toBeUndefined();
      expect(body).not.toMatch(/root:|"dependencies"/);
    }
  });

  it('under another prefix is not let in without a name, however it is written', async () => {
    const { app } = await testServer({ urlPrefix: '/celery', rules });
    for (const url of [
      '/celery/api/v1/tasks',
      '/celery/API/v1/tasks',
      '/celery/api/v1/tasks/',
      '/celery/./api/v1/tasks',
      '/celery/api/v1/%74asks',
      '/celery/api//v1/tasks',
      '/celery/health/../api/v1/tasks',
    ]) {
      const { statusCode, body } = await app.inject({ url });
      expect([400, 401, 404], url).toContain(statusCode);
      expect(body).not.toContain('nextCursor');
    }
  });
});

describe('what a request brings', () => {
  it.each([
    ['/api/v1/tasks/t/revoke', '{"__proto__": {"admin": true}}'],
    ['/api/v1/tasks/t/revoke', '{"constructor": {"prototype": {"admin": true}}}'],
    ['/api/v1/tasks/t/retry', '{"args": [{"__proto__": {"admin": true}}]}'],
    ['/api/v1/tasks/revoke', '{"uuids": ["__proto__"], "prototype": 1}'],
    ['/api/v1/queues/__proto__/pause', '{}'],
  ])('%s with %s changes no prototype', async (url, payload) => {
    const { app } = await testServer();
    const headers = { 'content-type': 'application/json' };
    const { statusCode } = await app.inject({ method: 'POST', url, payload, headers });
    if (/"(?:__proto__|constructor)":/.test(payload)) expect(statusCode).toBe(400);
    expect(Reflect.get({}, 'admin')).toBeUndefined();
  });

  it.each([
    '__proto__=1',
    '__proto__[a]=1',
    'constructor.prototype.a=1',
    'q[]=1&q[]=2',
    'limit=__proto__',
    'toString=1',
  ])('as parameters %s does the same as none, or is refused', async (query) => {
    const { app } = await testServer();
    expect([200, 400]).toContain((await app.inject({ url: `/api/v1/tasks?${query}` })).statusCode);
    expect(Reflect.get({}, 'a')).toBeUndefined();
  });

  it.each([
    ['/api/v1/tasks/t/retry', (deep: string) => `{"args": ${deep}}`],
    ['/api/v1/tasks/t/retry', (deep: string) => `{"args": ${JSON.stringify(deep)}}`],
    ['/api/v1/tasks/t/revoke', (deep: string) => `{"reason": ${deep}}`],
    ['/api/v1/tasks/revoke', (deep: string) => deep],
  ])('%s nested without end is answered, and no failure of ours', async (url, bodyOf) => {
    const server = await testServer();
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '1}'],
    ] as const) {
      const levels = 900_000 / (open.length + close.length);
      const payload = bodyOf(
        open.repeat(levels) + close.repeat(open === '[' ? levels : 1) + (open === '[' ? '' : '}'.repeat(levels - 1)),
      );
      const headers = { 'content-type': 'application/json' };
      const { statusCode } = await server.app.inject({ method: 'POST', url, payload, headers });
      expect(statusCode).toBe(400);
      expect(server.collector.calls).toEqual([]);
    }
  });

  it('never stands in a line of the log that it began itself', async () => {
    const server = await testServer({ rules });
    const line = '\r\n{"level":60,"msg":"forged"}\r\n\u001b[2J';
    await server.app.inject({
      method: 'POST',
      url: `/api/v1/tasks/${encodeURIComponent(line)}/revoke`,
      headers: { ...signedIn, 'user-agent': 'x\u001b[31m', 'x-request-id': 'mine' },
      payload: {},
    });
    await server.app.inject({ url: `/${encodeURIComponent(line)}`, headers: signedIn });
    for (const text of server.log().split('\n').filter(Boolean)) {
      expect(JSON.parse(text)).not.toMatchObject({ msg: 'forged' });
      expect(text).not.toContain('\u001b');
      expect(text).not.toContain('pass:word');
    }
  });

  it('with a hundred parameters, filters and cookies is answered or refused, never a failure of ours', async () => {
    const server = await testServer({ rules });
    const many = Array.from({ length: 200 }, (_each, index) => `a${index}=${index}`);
    const bombs = [
      `q=${encodeURIComponent('('.repeat(1000))}`,
      `q=${encodeURIComponent('state:A OR '.repeat(150))}`,
      `q=${encodeURIComponent(`name:/(a+)+$/ ${'a'.repeat(1000)}`)}`,
      `q=${encodeURIComponent('name:' + '*a'.repeat(500))}`,
      `q=${encodeURIComponent('-'.repeat(1900))}x`,
      many.join('&'),
    ];
    for (const query of bombs) {
      const headers = { ...signedIn, cookie: many.join('; ') };
      expect([200, 400]).toContain((await server.app.inject({ url: `/api/v1/tasks?${query}`, headers })).statusCode);
    }
  });
});
