import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freePort, startRedis, waitFor, type RedisServer } from '../support/redis-server';
import { watch, type Watched } from '../support/watched';

const heartbeat = (text: string): string =>
  JSON.stringify({
    body: Buffer.from(JSON.stringify({ type: 'worker-heartbeat', hostname: text })).toString('base64'),
    'content-encoding': 'utf-8',
    'content-type': 'application/json',
    headers: {},
    properties: { body_encoding: 'base64' },
  });

const opened: Watched[] = [];
function open(...args: Parameters<typeof watch>): Watched {
  const watched = watch(...args);
  opened.push(watched);
  return watched;
}
afterEach(async () => {
  await Promise.all(opened.splice(0).map((watched) => watched.close()));
});

async function delivers(watched: Watched, redis: RedisServer, text: string): Promise<void> {
  await watched.until('connected');
  await redis.client.publish('/0.celeryev/worker.heartbeat', heartbeat(text));
  await waitFor(() => watched.events().find((event) => event['hostname'] === text) ?? null, `event ${text}`);
}

describe('ways to a Redis', () => {
  let redis: RedisServer;
  const folder = mkdtempSync(join(tmpdir(), 'celeryscope-tls-'));
  let tlsPort = 0;

  beforeAll(async () => {
    const openssl = (...args: string[]): unknown => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
      '-days',
      '2',
      '-subj',
      '/CN=Test CA',
    );
    openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'key.pem', '-out', 'req.pem', '-subj', '/CN=localhost');
    openssl(
      'x509',
      '-req',
      '-in',
      'req.pem',
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-out',
      'cert.pem',
      '-days',
      '2',
    );
    tlsPort = await freePort();
    redis = await startRedis({
      config: [
        `unixsocket ${folder}/redis.sock`,
        `tls-port ${tlsPort}`,
        `tls-cert-file ${folder}/cert.pem`,
        `tls-key-file ${folder}/key.pem`,
        `tls-ca-cert-file ${folder}/ca.pem`,
        'tls-auth-clients no',
        'user scope on >p@:/ss%é ~* &* +@all',
      ],
    });
  });
  afterAll(async () => {
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('a unix socket', async () => {
    await delivers(open(`redis+socket://${folder}/redis.sock?virtual_host=0`), redis, 'socket');
  });

  it('TLS with the authority given, and without a check', async () => {
    await delivers(
      open(`rediss://localhost:${tlsPort}/0?ssl_ca_certs=${encodeURIComponent(`${folder}/ca.pem`)}`),
      redis,
      'tls',
    );
    await delivers(open(`rediss://127.0.0.1:${tlsPort}/0?ssl_cert_reqs=none`), redis, 'tls-unchecked');
  });

  it('a user whose password has every awkward character', async () => {
    await delivers(open(`redis://scope:${encodeURIComponent('p@:/ss%é')}@127.0.0.1:${redis.port}/0`), redis, 'user');
  });

  it('the second of a failover list', async () => {
    await delivers(open(`redis://127.0.0.1:${await freePort()}/0;redis://127.0.0.1:${redis.port}/0`), redis, 'second');
  });

  it.each([
    ['an unknown authority', () => `rediss://localhost:${tlsPort}/0`, 'TLS_CERTIFICATE'],
    ['TLS spoken to a plain port', () => `rediss://127.0.0.1:${redis.port}/0`, 'TLS_MISMATCH'],
    ['a missing TLS file', () => `rediss://127.0.0.1:${tlsPort}/0?ssl_ca_certs=/nowhere.pem`, 'TLS_FILE'],
    ['a wrong password', () => `redis://scope:hunter2@127.0.0.1:${redis.port}/0`, 'WRONGPASS'],
    ['a password where none is set', () => `redis://:hunter2@127.0.0.1:${redis.port}/0`, 'NO_PASSWORD_SET'],
    ['a database that does not exist', () => `redis://127.0.0.1:${redis.port}/99`, 'BAD_DB'],
    ['a host that does not exist', () => 'redis://no-such-host.invalid/0', 'ENOTFOUND'],
    ['a socket that does not exist', () => `redis+socket://${folder}/none.sock`, 'ENOENT'],
  ])('says what is wrong with %s', async (_, url, code) => {
    const status = await open(url()).until('lost', code);
    expect(status.error).toMatch(/^[A-Z].*[.]$/);
    expect(JSON.stringify(status)).not.toContain('hunter2');
    expect(status.retryAt).toBeGreaterThan(status.since);
  });

  it('says that a plain client knocks at a TLS port', async () => {
    const status = await open(`redis://127.0.0.1:${tlsPort}/0`).until('lost');
    expect(['TLS_MISMATCH', 'NO_ANSWER']).toContain(status.errorCode);
    expect(status.error).toContain('rediss://');
  });

  it('says that nothing listens', async () => {
    const status = await open(`redis://127.0.0.1:${await freePort()}/0`).until('lost', 'ECONNREFUSED');
    expect(status.error).toContain('Nothing listens');
  });

  it('says that a password is needed', async () => {
    const locked = await startRedis({ config: ['requirepass geheim'], password: 'geheim' });
    try {
      await open(locked.url).until('lost', 'NOAUTH');
      await open(`redis://:geheim@127.0.0.1:${locked.port}/0`).until('connected');
    } finally {
      await locked.stop();
    }
  });
});

describe('servers that are no Redis', () => {
  const servers: { close(): unknown }[] = [];
  afterAll(() => {
    for (const server of servers) server.close();
  });
  async function listen(server: Server): Promise<number> {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  it('names an HTTP server', async () => {
    const port = await listen(createHttpServer((_, answer) => answer.end('hello')));
    await open(`redis://127.0.0.1:${port}/0`).until('lost', 'NOT_REDIS');
  });

  it('names a server of another protocol that speaks first', async () => {
    const port = await listen(
      createServer((socket) => socket.on('error', () => undefined).write('SSH-2.0-OpenSSH_9.2\r\n')),
    );
    await open(`redis://127.0.0.1:${port}/0`).until('lost', 'NOT_REDIS');
  });

  it('does not wait for ever for a server that says nothing', async () => {
    const port = await listen(createServer((socket) => socket.on('error', () => undefined)));
    await open(`redis://127.0.0.1:${port}/0`).until('lost', 'TIMEOUT');
  });
});

describe('a connection that goes away', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  it('is noticed at once, told with the time of the next attempt, and found again when the server is back', async () => {
    const watched = open(redis.url);
    await delivers(watched, redis, 'before');
    await redis.kill();
    const lost = await watched.until('lost');
    expect(lost.error).not.toBeNull();
    await expect(watched.broker.queues(['celery'])).rejects.toMatchObject({ name: 'BrokerError' });
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(watched.status()?.since).toBe(lost.since);
    await redis.restart();
    await watched.until('connected', undefined);
    await delivers(watched, redis, 'after');
  });

  it('does not end a control command, which answers after it; closing does', async () => {
    const watched = open(redis.url);
    await watched.until('connected');
    const ping = {
      method: 'ping',
      arguments: {},
      destination: ['late@test'],
      timeoutMs: 30_000,
      expect: ['late@test'],
    };
    const listener = redis.client.duplicate({ lazyConnect: false });
    await listener.subscribe('/0.celery.pidbox');
    const asked = new Promise<string>((resolve) => listener.once('message', (_, text: string) => resolve(text)));
    const answered = watched.broker.control(ping);
    const request = JSON.parse(await asked) as { body: string };
    const { ticket, reply_to: to } = JSON.parse(Buffer.from(request.body, 'base64').toString()) as {
      ticket: string;
      reply_to: { routing_key: string };
    };
    listener.disconnect();
    await redis.client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await watched.until('lost');
    await watched.until('connected');
    await redis.client.lpush(
      `${to.routing_key}.reply.celery.pidbox`,
      JSON.stringify({
        body: Buffer.from('{"late@test": {"ok": Infinity}}').toString('base64'),
        'content-encoding': 'utf-8',
        'content-type': 'application/json',
        headers: { ticket, clock: 1 },
        properties: { body_encoding: 'base64' },
      }),
    );
    expect(await answered).toMatchObject([{ hostname: 'late@test', reply: { ok: null } }]);
    const unanswered = expect(watched.broker.control(ping)).rejects.toMatchObject({ code: 'CLOSED' });
    await watched.close();
    await unanswered;
  });

  it('is noticed when the server freezes and closes nothing', async () => {
    const watched = open(redis.url);
    await watched.until('connected');
    redis.freeze();
    try {
      await watched.until('lost', undefined);
    } finally {
      redis.thaw();
    }
    await watched.until('connected', undefined);
  });
});

describe('sentinels', () => {
  let primary: RedisServer;
  let replica: RedisServer;
  let sentinel: RedisServer;

  beforeAll(async () => {
    primary = await startRedis();
    replica = await startRedis({ config: [`replicaof 127.0.0.1 ${primary.port}`] });
    sentinel = await startRedis({
      sentinel: true,
      config: [
        `sentinel monitor mymaster 127.0.0.1 ${primary.port} 1`,
        'sentinel down-after-milliseconds mymaster 1500',
        'sentinel failover-timeout mymaster 5000',
      ],
    });
    await waitFor(async () => {
      const known = (await sentinel.client.call('SENTINEL', 'replicas', 'mymaster')) as unknown[];
      return known.length > 0 || null;
    }, 'the sentinel to know the replica');
  });
  afterAll(async () => {
    await sentinel.stop();
    await replica.stop();
    await primary.stop();
  });

  it('name the primary, and after a failover the new one', async () => {
    const url = `sentinel://127.0.0.1:${await freePort()}/0;sentinel://127.0.0.1:${sentinel.port}/0`;
    const watched = open(url, { masterName: 'mymaster' });
    await delivers(watched, primary, 'first');
    await primary.kill();
    await watched.until('lost');
    await waitFor(async () => {
      const role = (await replica.client.call('ROLE')) as unknown[];
      return role[0] === 'master' || null;
    }, 'the failover');
    await watched.until('connected');
    await delivers(watched, replica, 'second');
  });

  it('must know the name of the master', async () => {
    await open(`sentinel://127.0.0.1:${sentinel.port}/0`).until('lost', 'NO_MASTER_NAME');
    await open(`sentinel://127.0.0.1:${sentinel.port}/0?master_name=other`).until('lost', 'SENTINEL');
  });

  it('are not needed to watch a replica, which says that it takes no control commands', async () => {
    const second = await startRedis({ config: [`replicaof 127.0.0.1 ${replica.port}`] });
    try {
      const watched = open(second.url);
      const status = await watched.until('connected');
      expect(status.limits).toMatchObject({ control: 'READONLY' });
      await expect(
        watched.broker.control({ method: 'ping', arguments: {}, destination: null, timeoutMs: 500, expect: null }),
      ).rejects.toMatchObject({ code: 'READONLY' });
      await waitFor(
        async () => ((await second.client.info('replication')).includes('master_link_status:up') ? true : null),
        'replication',
      );
      await replica.client.publish('/0.celeryev/worker.heartbeat', heartbeat('replicated'));
      await waitFor(
        () => watched.events().find((event) => event['hostname'] === 'replicated') ?? null,
        'a replicated event',
      );
    } finally {
      await second.stop();
    }
  });
});
