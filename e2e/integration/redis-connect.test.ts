import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freePort, startRedis, type RedisServer } from '../support/redis-server';
import { delivers, keepOpened } from '../support/watched-redis';

const opened = keepOpened();
const { open } = opened;
afterEach(() => opened.close());

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
