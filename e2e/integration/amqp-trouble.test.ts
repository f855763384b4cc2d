import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBroker } from '@/server/brokers';
import type { Broker } from '@/server/brokers/broker';
import { sendTasks, startWorker, type CeleryWorker } from '../support/celery-worker';
import { startRabbitmq, type RabbitmqServer } from '../support/rabbitmq-server';
import { freePort, waitFor } from '../support/redis-server';
import { watchBroker } from '../support/watched';

let rabbitmq: RabbitmqServer;
let worker: CeleryWorker;

const open = (url: string): Broker => openBroker({ url, transport: {}, managementUrl: rabbitmq.managementUrl });

beforeAll(async () => {
  rabbitmq = await startRabbitmq();
  worker = await startWorker({ brokerUrl: rabbitmq.url, name: 'w1@alpha', concurrency: 1 });
});
afterAll(async () => {
  await worker.stop();
  await rabbitmq.stop();
});

/** What a broker says of itself when it can't connect. */
async function faultOf(url: string): Promise<{ code: string | null; error: string | null; retryAt: number | null }> {
  const watched = watchBroker(open(url));
  const { errorCode, error, retryAt } = await watched.untilStatus('a fault', ({ state }) => state === 'lost');
  await watched.close();
  return { code: errorCode, error, retryAt };
}

const at = (rest: string): string => rabbitmq.url.replace('guest:guest', 'guest:open-sesame').replace(/\/\/$/, rest);

describe('a broker that can not be reached says why', () => {
  it('when the password is wrong, without telling it', async () => {
    const { code, error, retryAt } = await faultOf(at('//'));
    expect(code).toBe('ACCESS_REFUSED');
    expect(error).toContain('"guest"');
    expect(error).not.toContain('open-sesame');
    expect(retryAt).not.toBeNull();
  });

  it('when the vhost does not exist or is closed to the user', async () => {
    expect(await faultOf(rabbitmq.url.replace(/\/\/$/, '/no%2Fsuch'))).toMatchObject({
      code: 'NOT_ALLOWED',
      error: expect.stringContaining('"no/such"') as string,
    });
  });

  it('when nothing listens, and when the name is unknown', async () => {
    expect((await faultOf('amqp://127.0.0.1:1//')).code).toBe('ECONNREFUSED');
    expect((await faultOf('amqp://nosuch.invalid//')).code).toBe('ENOTFOUND');
  });

  it('when it asks for TLS at the plain port', async () => {
    expect((await faultOf(`amqps://guest:guest@127.0.0.1:${rabbitmq.port}//`)).code).toBe('TLS_MISMATCH');
  });

  it.each([
    ['greets like SSH', (socket: Socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n'), 'NOT_AMQP'],
    [
      'wants TLS',
      (socket: Socket) => socket.once('data', () => socket.end(Buffer.from([21, 3, 3, 0, 2, 2, 70]))),
      'HANDSHAKE_CLOSED',
    ],
    ['hangs up', (socket: Socket) => socket.end(), 'HANDSHAKE_CLOSED'],
  ])('when what listens %s', async (_what, behave, code) => {
    const server: Server = createServer((socket) => {
      socket.on('error', () => undefined);
      behave(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    expect((await faultOf(`amqp://127.0.0.1:${(server.address() as AddressInfo).port}//`)).code).toBe(code);
    server.close();
  });
});

describe('a user without rights', () => {
  it('is connected, told what is missing, and served as soon as it is granted', async () => {
    rabbitmq.ctl('add_user', 'reader', 'pw');
    rabbitmq.ctl('set_permissions', 'reader', '^$', '^$', '.*');
    const watched = watchBroker(open(rabbitmq.url.replace('guest:guest', 'reader:pw')));
    await watched.untilStatus(
      'the limit',
      ({ state, limits }) => state === 'connected' && limits['events'] === 'ACCESS_REFUSED',
    );
    const refused = await watched.broker
      .control({ method: 'ping', arguments: {}, destination: null, timeoutMs: 30_000, expect: null })
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({ name: 'BrokerError', code: 'ACCESS_REFUSED' });
    expect(watched.statuses.at(-1)?.limits['control']).toBe('ACCESS_REFUSED');
    rabbitmq.ctl('set_permissions', 'reader', '^(celeryev|.*pidbox)', '^(celeryev|.*pidbox)', '.*');
    await watched.untilStatus('events', ({ limits }) => limits['events'] === undefined);
    await watched.untilEvent('worker-heartbeat');
    await watched.close();
  });
});

describe('a broker that goes away', () => {
  it('by kill is found again, with its workers and a working remote control', async () => {
    const watched = watchBroker(open(rabbitmq.url));
    await watched.connected();
    const ping = () =>
      watched.broker.control({
        method: 'ping',
        arguments: {},
        destination: null,
        timeoutMs: 30_000,
        expect: ['w1@alpha'],
      });
    expect(await ping()).toHaveLength(1);
    await rabbitmq.kill();
    const lost = await watched.untilStatus('the loss', ({ state }) => state === 'lost');
    expect(lost.error).not.toBeNull();
    expect((lost.retryAt ?? 0) - Date.now() / 1000).toBeLessThanOrEqual(10);
    await expect(ping()).rejects.toMatchObject({ name: 'BrokerError' });
    await expect(watched.broker.queues(['celery'])).rejects.toMatchObject({ name: 'BrokerError' });
    await rabbitmq.start();
    await watched.connected();
    const [uuid = ''] = await sendTasks(rabbitmq.url, [{ name: 'scope.add', args: [4, 4] }]);
    expect(await watched.untilEvent('task-succeeded', uuid)).toMatchObject({ result: '8' });
    expect(await ping()).toHaveLength(1);
    await watched.close();
  });

  it('without a word is noticed by its missing heartbeats', async () => {
    const watched = watchBroker(open(`${rabbitmq.url}?heartbeat=1`));
    await watched.connected();
    rabbitmq.freeze();
    try {
      const { errorCode } = await watched.untilStatus('the silence', ({ state }) => state === 'lost');
      expect(errorCode).toBe('HEARTBEAT_TIMEOUT');
    } finally {
      rabbitmq.thaw();
    }
    await watched.connected();
    await watched.close();
  });

  it('is replaced by the next of a failover list', async () => {
    const watched = watchBroker(open(`amqp://guest:guest@127.0.0.1:1//;${rabbitmq.url}`));
    const { url } = await watched.connected();
    expect(url).toBe(`amqp://127.0.0.1:${rabbitmq.port}//`);
    await watched.close();
  });

  it('leaves us ready to end at once while it is down', async () => {
    const watched = watchBroker(open('amqp://127.0.0.1:1//'));
    await watched.untilStatus('the fault', ({ state }) => state === 'lost');
    await watched.close();
    expect(watched.statuses.at(-1)?.state).toBe('ended');
  });
});

describe('a resource alarm', () => {
  it('is shown, holds back commands and publishing, and leaves events and queue readings alone', async () => {
    const watched = watchBroker(open(rabbitmq.url));
    await watched.connected();
    const ping = () =>
      watched.broker.control({
        method: 'ping',
        arguments: {},
        destination: null,
        timeoutMs: 30_000,
        expect: ['w1@alpha'],
      });
    await ping();
    rabbitmq.ctl('set_vm_memory_high_watermark', '0.0000001');
    try {
      await waitFor(async () => {
        await ping().catch(() => undefined);
        // RabbitMQ tells a connection that it is blocked when it publishes something, each one anew.
        return watched.status()?.limits['publish'] === 'resource_alarm' || null;
      }, 'the limit');
      await expect(ping()).rejects.toMatchObject({ code: 'broker_blocked' });
      // The management API knows a queue before its messages.
      await expect
        .poll(async () => (await watched.broker.queues(['celery']))[0])
        .toMatchObject({ name: 'celery', ready: 0 });
    } finally {
      rabbitmq.ctl('set_vm_memory_high_watermark', 'absolute', '512MB');
    }
    await watched.untilStatus('the end of the alarm', ({ limits }) => limits['publish'] === undefined);
    expect(await ping()).toHaveLength(1);
    await watched.close();
  });
});

describe('a broker behind TLS', () => {
  let folder: string;
  let secured: RabbitmqServer;
  let port: number;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'celeryscope-tls-'));
    const made = spawnSync(
      'openssl',
      'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout key.pem -out cert.pem'.split(
        ' ',
      ),
      { cwd: folder, encoding: 'utf8' },
    );
    expect([made.status, made.error]).toEqual([0, undefined]);
    port = await freePort();
    const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    secured = await startRabbitmq({
      config: [
        `listeners.ssl.local = 127.0.0.1:${port}`,
        `ssl_options.cacertfile = ${cert}`,
        `ssl_options.certfile = ${cert}`,
        `ssl_options.keyfile = ${key}`,
      ].join('\n'),
    });
  });
  afterAll(async () => {
    await secured.stop();
    await rm(folder, { recursive: true });
  });

  it('is watched when its certificate can be checked, or need not be', async () => {
    for (const query of [`ssl_ca_certs=${join(folder, 'cert.pem')}`, 'ssl_cert_reqs=CERT_NONE']) {
      const watched = watchBroker(open(`amqps://guest:guest@127.0.0.1:${port}//?${query}`));
      expect((await watched.connected()).url).toBe(`amqps://127.0.0.1:${port}//`);
      await watched.close();
    }
  });

  it('is refused when nobody vouches for it, and told apart from one that is spoken to in plain', async () => {
    expect((await faultOf(`amqps://guest:guest@127.0.0.1:${port}//`)).code).toBe('TLS_CERTIFICATE');
    expect((await faultOf(`amqp://guest:guest@127.0.0.1:${port}//`)).code).toBe('HANDSHAKE_CLOSED');
    expect((await faultOf(`amqps://guest:guest@127.0.0.1:${port}//?ssl_ca_certs=/no/such/file`)).code).toBe('TLS_FILE');
  });
});
