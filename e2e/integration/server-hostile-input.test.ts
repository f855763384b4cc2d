import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventMessage, taskEvent, wrapped } from '../support/event-message';
import { startProgram, temporaryFolder, type Program } from '../support/program';
import { startRedis, type RedisServer } from '../support/redis-server';
import { stopAll } from '../support/stop-all';

const SCRIPT = '<script>alert(1)</script>"\'`${x}';
const SEP = '\x06\x16';
const folder = temporaryFolder();
let redis: RedisServer;
let program: Program;
let sent = 0;

beforeAll(async () => {
  redis = await startRedis();
  program = await startProgram({ brokerUrl: redis.url, dataDir: folder.path });
  await program.until('status', '', ({ broker }) => broker.state === 'connected', 'the connection');
  await publish(eventMessage([taskEvent('task-received', 'good', { name: 'shop.add', retries: 0 })]));
  await publish(eventMessage([taskEvent('task-succeeded', 'good', { result: '1', runtime: 1 })]));
  await program.untilTask('good', ({ task }) => task.state === 'SUCCESS', 'the good task');
});
afterAll(() =>
  stopAll(
    () => program.stop(),
    () => redis.stop(),
    () => folder.remove(),
  ),
);

const publish = (message: string | Buffer, channel = '/0.celeryev/task.multi'): Promise<number> =>
  redis.client.publish(channel, message);

/** Still there, with all that it knew, and taking in what comes. */
async function goesOn(): Promise<void> {
  const uuid = `after-${(sent += 1)}`;
  await publish(eventMessage([taskEvent('task-received', uuid, { name: 'shop.add', retries: 0 })]));
  await program.untilTask(uuid, ({ task }) => task.state === 'RECEIVED', 'the next event');
  expect((await program.get('task', 'good')).task).toMatchObject({ state: 'SUCCESS', result: '1' });
  expect(program.output()).not.toContain('The collector stopped');
}

async function countsOneMore(message: string | Buffer): Promise<void> {
  const before = (await program.get('status')).collector.eventsMalformed;
  await publish(message);
  const status = await program.until(
    'status',
    '',
    ({ collector }) => collector.eventsMalformed > before,
    'that it is counted',
  );
  expect(status.collector.lastMalformed?.reason).not.toBe('');
  expect(status.collector.lastMalformed?.excerpt.length).toBeLessThanOrEqual(200);
}

describe('a malformed event', () => {
  it.each([
    ['no JSON at all', 'hello'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x80])],
    ['an envelope of another kind', '{"body": 5}'],
    ['a body that is no JSON', eventMessage('{"type": "task-sent", ')],
    ['a pickle', wrapped(Buffer.from('\x80\x04\x95'), { 'content-type': 'application/x-python-serialize' })],
    ['a body that is a number', eventMessage(5)],
    ['members that are no events', eventMessage([1, null, 'x', []])],
    ['an event without a time', eventMessage({ type: 'task-sent', uuid: 'x', hostname: 'h' })],
    ['an event without a uuid', eventMessage({ type: 'task-sent', hostname: 'h', timestamp: 1 })],
    ['nested a thousand levels deep', eventMessage('['.repeat(1000) + ']'.repeat(1000))],
    ['nested a million levels deep', eventMessage('['.repeat(1_000_000) + ']'.repeat(1_000_000))],
    [
      'compressed to a bomb',
      wrapped(gzipSync(Buffer.alloc(80_000_000)), { headers: { compression: 'application/x-gzip' } }),
    ],
    [
      'compressed and cut off',
      wrapped(Buffer.from([0x78, 0x9c, 1, 2]), { headers: { compression: 'application/x-gzip' } }),
    ],
  ])('that is %s is counted and skipped', async (_what, message) => {
    await countsOneMore(message);
    await goesOn();
  });

  it('of 10 MB and more is counted and skipped', async () => {
    await countsOneMore(eventMessage([taskEvent('task-sent', 'huge', { args: 'x'.repeat(12_000_000) })]));
    await goesOn();
  });
});

describe('a hostile event', () => {
  it('with keys and ids of prototypes changes nothing but its own task', async () => {
    const body =
      '[{"type":"task-received","uuid":"__proto__","hostname":"__proto__","timestamp":1795000000,"__proto__":{"polluted":1},' +
      '"constructor":{"prototype":{"polluted":1}},"name":"toString","args":"[]","kwargs":"{}","retries":0}]';
    await publish(eventMessage(body));
    const { task } = await program.untilTask('__proto__', ({ task: t }) => t.state === 'RECEIVED', 'the task');
    expect(task).toMatchObject({ uuid: '__proto__', name: 'toString', worker: '__proto__' });
    await program.until('workers', '', ({ workers }) => workers.some((w) => w.hostname === '__proto__'), 'its worker');
    expect(JSON.stringify(await program.get('task', 'good'))).not.toContain('polluted');
    await goesOn();
  });

  it('with script, control characters and halves of characters is answered as plain data', async () => {
    const uuid = `${SCRIPT}/../%00?#`;
    const name = `${SCRIPT}\u0000\u001b[31m\u202e`;
    const fields = { name, args: SCRIPT, queue: SCRIPT, hostname: `${SCRIPT}@x`, retries: 0 };
    await publish(eventMessage([taskEvent('task-sent', uuid, fields), taskEvent('task-received', uuid, fields)]));
    const { task } = await program.untilTask(uuid, ({ task: t }) => t.state === 'RECEIVED', 'the task');
    expect(task).toMatchObject({ uuid, args: SCRIPT, queue: SCRIPT, worker: `${SCRIPT}@x` });
    const { status } = await program.request(`/api/v1/tasks/${encodeURIComponent(uuid)}`);
    expect(status).toBe(200);
    await publish(
      eventMessage('[{"type":"task-sent","uuid":"half","hostname":"h","timestamp":1795000000,"name":"\\ud800"}]'),
    );
    await program.untilTask('half', () => true, 'the half');
    const answer = await fetch(`${program.url}/api/v1/tasks`);
    expect(answer.headers.get('content-type')).toContain('application/json');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    const metrics = await (await fetch(`${program.url}/metrics`)).text();
    const odd = metrics.split('\n').filter((line) => !/^(|#.*|\w+(\{.*\})? \S+)$/.test(line));
    expect(odd).toEqual([]);
    await goesOn();
  });

  it('with texts of megabytes is kept within bounds', async () => {
    const long = 'x'.repeat(2_000_000);
    const fields = { name: 'shop.long', args: long, kwargs: long, retries: 0 };
    await publish(eventMessage([taskEvent('task-received', 'long', fields)]));
    await publish(eventMessage([taskEvent('task-failed', 'long', { exception: long, traceback: long })]));
    const { task } = await program.untilTask('long', ({ task: t }) => t.state === 'FAILURE', 'its end');
    expect(JSON.stringify(task).length).toBeLessThan(200_000);
    await publish(eventMessage([taskEvent('task-received', long, { name: long, hostname: long })]));
    await goesOn();
  });

  it('in a list of 20,000 does not hold up the rest', async () => {
    const list = Array.from({ length: 20_000 }, (_each, index) =>
      taskEvent('task-sent', `many-${index}`, { name: 'm', queue: 'q' }),
    );
    await publish(eventMessage(list));
    await goesOn();
    await program.untilTask('many-19999', ({ task }) => task.state === 'SENT', 'the last of them');
  });

  it('of thousands of workers does not grow without end', async () => {
    const beats = Array.from({ length: 20_000 }, (_each, index) => ({
      type: 'worker-heartbeat',
      hostname: `w${index}@flood`,
      timestamp: Date.now() / 1000,
      freq: 2,
      active: 0,
      processed: 0,
    }));
    for (let start = 0; start < beats.length; start += 5000)
      await publish(eventMessage(beats.slice(start, start + 5000)), '/0.celeryev/worker.heartbeat');
    await goesOn();
    const { collector } = await program.get('status');
    expect(collector.workersTotal).toBeLessThanOrEqual(5000);
    expect((await program.request('/api/v1/workers')).status).toBe(200);
  });
});

describe('a question that can not be answered', () => {
  it('for a filter names the place of the error and what could stand there', async () => {
    const { status, body } = await program.request(
      `/api/v1/tasks?q=${encodeURIComponent('state:FAILURE (runtime:>5s')}`,
    );
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'bad_filter', field: 'q', status: 400 });
    expect(body).toMatchObject({ from: expect.any(Number) as number, expected: expect.any(Array) as string[] });
    for (const [query, code] of [
      ['q=runtime:%3Efast', 'bad_filter'],
      ['from=yesterdayish', 'bad_from'],
      ['sort=password', 'bad_sort'],
      ['cursor=xxx', 'bad_cursor'],
      ['limit=-1', 'bad_limit'],
    ] as const) {
      const answer = await program.request(`/api/v1/tasks?${query}`);
      expect(answer, query).toMatchObject({ status: 400, body: { code } });
    }
  });

  it('for something unknown says so', async () => {
    for (const [path, code] of [
      ['/api/v1/tasks/no-such-uuid', 'task_unknown'],
      ['/api/v1/workers/no-such-worker', 'worker_unknown'],
      ['/api/v1/queues/no-such-queue', 'queue_unknown'],
      ['/api/v1/nothing', 'not_found'],
    ] as const)
      expect(await program.request(path), path).toMatchObject({ status: 404, body: { code, status: 404 } });
  });
});

describe('what lies in the broker', () => {
  it('is left as it was, though its visibility timeout is long over, and nothing of ours stays', async () => {
    const message = wrapped(Buffer.from('[[1],{},{}]'), {
      headers: { id: 'old', task: 'shop.add' },
      properties: { delivery_info: { exchange: '', routing_key: 'celery' }, delivery_tag: 'old-tag', priority: 0 },
    });
    await redis.client.zadd('unacked_index', 1_000_000, 'old-tag');
    await redis.client.hset('unacked', 'old-tag', `[${message}, "", "celery"]`);
    await redis.client.sadd('_kombu.binding.celery', `celery${SEP}${SEP}celery`);
    await redis.client.lpush('celery', message.replaceAll('old', 'waiting'));
    const look = async (): Promise<unknown> => [
      await redis.client.zscore('unacked_index', 'old-tag'),
      await redis.client.hgetall('unacked'),
      await redis.client.lrange('celery', 0, -1),
    ];
    const before = await look();
    const other = temporaryFolder();
    const second = await startProgram({ brokerUrl: redis.url, dataDir: other.path });
    await second.until('queues', '', ({ queues }) => queues.some((queue) => queue.unacked === 1), 'the reading');
    await second.post('/api/v1/workers/enable-events');
    const third = await startProgram({ brokerUrl: redis.url, dataDir: `${other.path}/third` });
    await third.until('queues', '', ({ queues }) => queues.some((queue) => queue.unacked === 1), 'the reading');
    await third.kill();
    expect(await second.stop()).toBe(0);
    expect(await program.stop()).toBe(0);
    // What was killed could not clear up; the next one does.
    program = await startProgram({ brokerUrl: redis.url, dataDir: folder.path });
    await program.until('queues', '', ({ queues }) => queues.some((queue) => queue.unacked === 1), 'the reading');
    expect(await program.stop()).toBe(0);
    expect(await look()).toEqual(before);
    expect((await redis.client.keys('*')).sort()).toEqual([
      '_kombu.binding.celery',
      'celery',
      'unacked',
      'unacked_index',
    ]);
    expect(await redis.client.pubsub('CHANNELS', '*')).toEqual([]);
    other.remove();
  });
});
