import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, type Asked } from '../support/ask';
import { makeCertificate, type Certificate } from '../support/certificates';
import { startNginx, type NginxServer } from '../support/nginx-server';
import { startProgram, spawnProgram, temporaryFolder, type Program, type ProgramProcess } from '../support/program';
import { startRedis, waitFor, type RedisServer } from '../support/redis-server';
import { stopAll } from '../support/stop-all';

const HOST = 'celery.example.com';
const folder = temporaryFolder();
const socketPath = join(folder.path, 'web.sock');
const basic = { authorization: `Basic ${Buffer.from('ada:pass').toString('base64')}` };
const args = ['--url-prefix', '/celery', '--allowed-hosts', HOST, '--basic-auth', 'ada:pass'];
let redis: RedisServer;
let program: Program;
let bySocket: ProgramProcess;
let certificate: Certificate;
let nginx: NginxServer;
let nginxBySocket: NginxServer;

beforeAll(async () => {
  // nginx that root starts works as another user, who is to reach the socket.
  chmodSync(folder.path, 0o755);
  certificate = makeCertificate(folder.path, 'nginx');
  redis = await startRedis();
  program = await startProgram({
    brokerUrl: redis.url,
    dataDir: join(folder.path, 'a'),
    args: [...args, '--trusted-proxies', 'loopback', '--log-level', 'debug'],
  });
  const place = ['--broker-url', redis.url, '--data-dir', join(folder.path, 'b'), '--unix-socket', socketPath];
  bySocket = spawnProgram([...place, ...args, '--trusted-proxies', 'unix']);
  await waitFor(
    () => (bySocket.output().includes('http+unix:') ? true : null),
    () => bySocket.output(),
  );
  nginx = await startNginx(join(folder.path, 'nginx'), Number(new URL(program.url).port), certificate);
  nginxBySocket = await startNginx(join(folder.path, 'nginx-socket'), socketPath, certificate);
  // It answers probes before its collector told anything.
  for (const { port } of [nginx, nginxBySocket])
    await waitFor(
      async () =>
        (await get('/celery/api/v1/ready', { port, headers: { host: `${HOST}:${port}` } })).status === 200 || null,
      'that it is ready',
    );
});
afterAll(() =>
  stopAll(
    () => nginx.stop(),
    () => nginxBySocket.stop(),
    () => program.stop(),
    () => {
      bySocket.signal('SIGTERM');
      return bySocket.exited;
    },
    () => redis.stop(),
    () => folder.remove(),
  ),
);

const get = (path: string, options: Asked = {}) =>
  ask(path, {
    port: nginx.port,
    ca: certificate.cert,
    servername: HOST,
    ...options,
    headers: { host: `${HOST}:${nginx.port}`, ...options.headers },
  });

/** Signs in as a browser does, and resolves with the cookie. */
async function signIn(port: number, headers: Record<string, string> = {}): Promise<string> {
  const origin = `https://${HOST}:${port}`;
  const body = { name: 'ada', password: 'pass', next: '/celery/tasks/' };
  const answer = await get('/celery/api/v1/login', {
    port,
    method: 'POST',
    body,
    headers: { host: `${HOST}:${port}`, origin, 'sec-fetch-site': 'same-origin', ...headers },
  });
  expect(answer).toMatchObject({ status: 200, text: JSON.stringify({ next: '/celery/tasks/' }) });
  return String(answer.headers['set-cookie']);
}

describe('behind Debian’s nginx, with a prefix and TLS', () => {
  it('answers probes, and nothing outside its prefix', async () => {
    expect((await get('/celery/api/v1/health')).status).toBe(200);
    expect((await get('/celery/healthcheck')).status).toBe(200);
    // That is nginx alone.
    const outside = await get('/api/v1/health');
    expect(outside.status).not.toBe(200);
    expect(outside.headers).not.toHaveProperty('x-request-id');
  });

  it('asks for a password in a header, and lets in who has it', async () => {
    const refused = await get('/celery/api/v1/stats');
    expect(refused.status).toBe(401);
    expect(refused.headers['www-authenticate']).toContain('Basic');
    expect((await get('/celery/api/v1/stats', { headers: basic })).status).toBe(200);
  });

  it('leads to paths under its prefix only, and by no name of its own', async () => {
    const answer = await get('/celery', { headers: basic });
    expect(answer).toMatchObject({ status: 308, headers: { location: '/celery/' } });
    expect(
      (await get('/celery/tasks/?q=a', { headers: { accept: 'text/html' } })).headers.location ?? '/celery/',
    ).toMatch(/^\/celery\//);
  });

  it('gives a cookie that holds under the prefix and over TLS alone', async () => {
    const cookie = await signIn(nginx.port);
    expect(cookie).toContain('Path=/celery');
    expect(cookie).toMatch(/^__Secure-/);
    for (const part of ['Secure', 'HttpOnly', 'SameSite=Lax']) expect(cookie).toContain(part);
    const [pair = ''] = cookie.split(';');
    expect((await get('/celery/api/v1/stats', { headers: { cookie: pair } })).status).toBe(200);
    expect((await get('/celery/api/v1/stats', { headers: { cookie: `${pair}x` } })).status).toBe(401);
  });

  it('keeps the live feed up through it, for our own pages only', async () => {
    const connect = (origin: string, how: 'websocket' | 'polling') =>
      new Promise<string>((resolve) => {
        const socket = io(`https://127.0.0.1:${nginx.port}`, {
          path: '/celery/feed',
          transports: [how],
          reconnection: false,
          forceNew: true,
          ca: certificate.cert,
          extraHeaders: { ...basic, host: `${HOST}:${nginx.port}`, origin },
        });
        const done = (what: string) => () => {
          socket.disconnect();
          resolve(what);
        };
        socket.on('connect', () => socket.emit('subscribe', 'status', {}));
        socket.on('snapshot', done('a snapshot'));
        socket.on('connect_error', done('refused'));
      });
    const own = `https://${HOST}:${nginx.port}`;
    expect(await connect(own, 'websocket')).toBe('a snapshot');
    expect(await connect(own, 'polling')).toBe('a snapshot');
    expect(await connect('https://evil.example', 'websocket')).toBe('refused');
  });

  it('refuses a change that another site asks for', async () => {
    const headers = { ...basic, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    const refused = await get('/celery/api/v1/tasks/x/revoke', { method: 'POST', body: {}, headers });
    expect(refused.status).toBe(403);
  });

  it('knows the client, whatever it claims of itself, and the id that nginx gave the request', async () => {
    const forged = { 'x-forwarded-for': '6.6.6.6, 127.0.0.1', 'x-real-ip': '6.6.6.7', 'x-request-id': 'forged' };
    const answer = await get('/celery/api/v1/workers?secret=word', { headers: { ...basic, ...forged } });
    const id = String(answer.headers['x-request-id']);
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    const line = await waitFor(
      () =>
        program
          .output()
          .split('\n')
          .find((text) => text.includes(id)) ?? null,
      () => `a line with ${id}`,
    );
    expect(JSON.parse(line)).toMatchObject({ requestId: id, path: '/celery/api/v1/workers', status: 200, user: 'ada' });
    expect(program.output()).not.toContain('secret=word');
  });

  it('does not believe a host that is not its own', async () => {
    expect((await get('/celery/api/v1/stats', { headers: { ...basic, host: 'evil.example' } })).status).toBe(403);
  });

  it('works through a unix socket as well, where nginx tells who asks', async () => {
    const headers = { host: `${HOST}:${nginxBySocket.port}` };
    const port = nginxBySocket.port;
    expect((await get('/celery/api/v1/health', { port, headers })).status).toBe(200);
    expect(await signIn(port)).toContain('Secure');
    // It is written a moment after the answer.
    await expect
      .poll(async () => {
        const log = await get('/celery/api/v1/actions', { port, headers: { ...headers, ...basic } });
        return JSON.parse(log.text) as unknown;
      })
      .toMatchObject({ actions: [{ name: 'log-in', address: '127.0.0.1' }] });
  });
});
