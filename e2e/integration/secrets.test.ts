import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FLOWER_ENDPOINTS } from '@/server/flower/flower-routes';
import { ENDPOINTS } from '@/server/http/routes';
import { eventMessage, taskEvent, wrapped } from '../support/event-message';
import { runProgram, startProgram, temporaryFolder, type Program } from '../support/program';
import { startRedis, waitFor, type RedisServer } from '../support/redis-server';
import { stopAll } from '../support/stop-all';

const PASSWORDS = {
  broker: 'BR0ker-s3cret',
  backend: 'B4ckend-s3cret',
  management: 'M4nage-s3cret',
  person: 'P3rson-s3cret',
  token: 'T0ken-s3cret-long',
};
/** What tasks carry, each in another place. */
const CARRIED = ['in-args', 'in-kwargs', 'in-result', 'in-error', 'in-trace', 'in-custom', 'in-body', 'in-header'].map(
  (where) => `s3cret-${where}`,
);
const [ARGS, KWARGS, RESULT, ERROR, TRACE, CUSTOM, BODY, HEADER] = CARRIED;
const SECRETS = [...Object.values(PASSWORDS), ...CARRIED];

const folder = temporaryFolder();
const signedIn = { authorization: `Basic ${Buffer.from(`ada:${PASSWORDS.person}`).toString('base64')}` };
let redis: RedisServer;
let program: Program;

beforeAll(async () => {
  redis = await startRedis({ config: [`requirepass ${PASSWORDS.broker}`], password: PASSWORDS.broker });
  program = await startProgram({
    brokerUrl: `redis://:${PASSWORDS.broker}@127.0.0.1:${redis.port}/0`,
    dataDir: folder.path,
    args: [
      ['--result-backend', `redis://:${PASSWORDS.backend}@127.0.0.1:1/1`],
      ['--rabbitmq-management-url', `http://boss:${PASSWORDS.management}@127.0.0.1:1`],
      ['--basic-auth', `ada:${PASSWORDS.person}`],
      ['--token', `ci:${PASSWORDS.token}`],
      ['--log-level', 'debug'],
    ].flat(),
  });
  await asked(async () => (await text('/api/v1/ready')).includes('"reasons":[]'), 'the connection');
});
afterAll(() =>
  stopAll(
    () => program.stop(),
    () => redis.stop(),
    () => folder.remove(),
  ),
);

async function text(path: string, init: RequestInit = {}): Promise<string> {
  const answer = await fetch(program.url + path, {
    ...init,
    headers: new Headers([...Object.entries(signedIn), ...new Headers(init.headers)]),
  });
  const headers = [...answer.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  return `${headers}\n${await answer.text()}`;
}

const asked = (holds: () => Promise<boolean>, why: string) => waitFor(async () => ((await holds()) ? true : null), why);

function found(where: string): readonly string[] {
  return SECRETS.filter((secret) => where.includes(secret));
}

async function sendTasks(): Promise<void> {
  const publish = (body: unknown) => redis.client.publish('/0.celeryev/task.multi', eventMessage(body));
  const fields = {
    name: 'shop.pay',
    args: `({'api_key': '${ARGS}'},)`,
    kwargs: `{'password': '${KWARGS}'}`,
    retries: 0,
    queue: 'pay',
  };
  const all = ['good', 'bad'].flatMap((uuid) =>
    ['task-sent', 'task-received', 'task-started'].map((type) => taskEvent(type, uuid, fields)),
  );
  await publish([
    ...all,
    taskEvent('task-succeeded', 'good', { result: `{'token': '${RESULT}'}`, runtime: 1 }),
    taskEvent('task-failed', 'bad', {
      exception: `HTTPError('Authorization: Bearer ${ERROR}')`,
      traceback: `Traceback (most recent call last):\n  File "a.py", line 1, in f\n    connect(password='${TRACE}')\nHTTPError: x`,
    }),
    taskEvent('task-progress', 'bad', { session_token: CUSTOM }),
    { type: 'task-sent', password: CUSTOM },
  ]);
  await publish(`{"password": "${CUSTOM}`);
  const properties = {
    delivery_tag: 't',
    delivery_info: { exchange: '', routing_key: 'pay' },
    priority: 0,
    body_encoding: 'base64',
    correlation_id: 'waits',
  };
  const body = Buffer.from(JSON.stringify([[{ secret: BODY }], { pwd: BODY }, {}]));
  const headers = {
    id: 'waits',
    task: 'shop.pay',
    argsrepr: `({'secret': '${HEADER}'},)`,
    kwargsrepr: `{'pwd': '${HEADER}'}`,
  };
  await redis.client.lpush('pay', wrapped(body, { headers, properties }));
  const pickled = { headers, properties, 'content-type': 'application/x-python-serialize' };
  await redis.client.lpush('pay', wrapped(Buffer.from('pickle'), pickled));
  await redis.client.sadd('_kombu.binding.celery', 'pay\u0006\u0016\u0006\u0016pay');
  await asked(async () => (await text('/api/v1/tasks/bad')).includes('FAILURE'), 'the failed task');
}

describe('a secret', () => {
  it('leaves the program nowhere: in no answer, page, export, metric or line of the log, and in no file', async () => {
    await sendTasks();
    const paths = [...ENDPOINTS, ...FLOWER_ENDPOINTS]
      .filter(({ method }) => method === 'GET')
      .flatMap(({ path }) =>
        ['good', 'bad', 'waits'].map((uuid) =>
          path
            .replace(':uuid', uuid)
            .replace(':name', 'pay')
            .replace(':hostname', 'w1@alpha')
            .replace(':view', 'tasks')
            .replace(/:\w+|\*/g, 'x'),
        ),
      );
    const pages = [
      '/',
      '/tasks/',
      '/tasks/bad/',
      '/system/',
      '/api/v1/tasks/export?format=csv',
      '/api/v1/nothing',
      '/%ff',
    ];
    for (const path of new Set([...paths, ...pages])) expect(found(await text(path)), path).toEqual([]);
    const posted = { method: 'POST', headers: { 'content-type': 'application/json' } };
    for (const [path, body] of [
      ['/api/v1/queues/pay/peek', {}],
      ['/api/v1/tasks/bad/retry', {}],
      ['/api/v1/tasks/good/revoke', { reason: 'test' }],
    ] as const)
      expect(found(await text(path, { ...posted, body: JSON.stringify(body) })), path).toEqual([]);
    // It was shown, masked: else nothing was looked at.
    expect(await text('/api/v1/tasks/bad')).toContain("{'password': •••}");
    expect(await text('/api/v1/tasks/waits/why')).toContain('pay');
    expect(
      found(
        await (
          await fetch(`${program.url}/api/v1/tasks?token=x`, {
            headers: { authorization: `Bearer ${PASSWORDS.token}x` },
          })
        ).text(),
      ),
    ).toEqual([]);
  });

  it('is in no error either, when the broker is gone', async () => {
    await redis.kill();
    await asked(async () => !(await text('/api/v1/ready')).includes('"reasons":[]'), 'the loss');
    for (const path of ['/api/v1/status', '/api/v1/ready', '/api/v1/queues', '/metrics', '/api/v1/tasks/bad/message'])
      expect(found(await text(path)), path).toEqual([]);
    await redis.restart();
    await asked(async () => (await text('/api/v1/ready')).includes('"reasons":[]'), 'the connection');
    expect(await program.stop()).toBe(0);
    expect(found(program.output())).toEqual([]);
    const files = readdirSync(folder.path, { recursive: true, encoding: 'utf8', withFileTypes: true }).filter((file) =>
      file.isFile(),
    );
    expect(files.length).toBeGreaterThan(0);
    for (const file of files)
      expect(found(readFileSync(join(file.parentPath, file.name), 'latin1')), file.name).toEqual([]);
  });

  it.each([
    ['--broker-url', `redis://:${PASSWORDS.broker}@host:notaport/0`],
    ['--broker-url', `nonsense://ada:${PASSWORDS.broker}@host/0`],
    ['--share', `redis://:${PASSWORDS.broker}@a;redis://:${PASSWORDS.broker}@b`],
    ['--store', `mysql://ada:${PASSWORDS.broker}@host/x`],
    ['--rabbitmq-management-url', `ftp://boss:${PASSWORDS.management}@host`],
    ['--basic-auth', PASSWORDS.person],
    ['--token', `x:${PASSWORDS.token.slice(0, 7)}`],
  ])('in a bad %s is not told with the reason', async (option, value) => {
    const { code, output } = await runProgram([option, value, '--data-dir', folder.path]);
    expect(code).not.toBe(0);
    expect(output).toContain(option);
    expect(found(output)).toEqual([]);
    expect(output).not.toContain(value);
  });
});
