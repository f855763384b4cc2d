import { describe, expect, it } from 'vitest';
import { readCapture } from '@/e2e/captures/read-capture';
import { decodeInspectReply } from './inspect-reply';

/** Replies of a capture as `[command, hostname, reply]`. */
function repliesOf(capture: string): readonly (readonly [string, string, unknown])[] {
  let command = '';
  return readCapture(capture).rows.flatMap((row) => {
    if (row['dir'] === 'request') command = (row['body'] as { method: string }).method;
    if (row['dir'] !== 'reply') return [];
    return Object.entries(row['body'] as object).map(([hostname, reply]) => [command, hostname, reply] as const);
  });
}

function firstOf(capture: string, command: string, hostname = 'w1@alpha') {
  const found = repliesOf(capture).find(([name, host]) => name === command && host === hostname);
  const decoded = decodeInspectReply(command, found?.[2]);
  if (!decoded.ok) throw new Error(decoded.reason);
  return decoded.replies;
}

const COMMANDS = ['active', 'reserved', 'scheduled', 'stats', 'conf', 'active_queues', 'registered', 'ping'];

describe.each([
  'remote-control-redis-4.4.7',
  'remote-control-redis-5.2.6',
  'remote-control-redis-5.6.3',
  'remote-control-amqp-5.6.3',
])('the replies of %s', (capture) => {
  it('are all read', () => {
    const asked = repliesOf(capture).filter(([command]) => COMMANDS.includes(command));
    expect(asked.length).toBeGreaterThan(3);
    expect(asked.map(([command, , reply]) => [command, decodeInspectReply(command, reply).ok])).toEqual(
      asked.map(([command]) => [command, true]),
    );
  });

  it('tell pool, size, prefetch and multiplier', () => {
    const { pool, concurrency, prefetchCount, pid } = firstOf(capture, 'stats');
    expect([pool, concurrency !== null, prefetchCount !== null, pid !== null]).toEqual(['prefork', true, true, true]);
    expect(firstOf(capture, 'conf').prefetchMultiplier).toBeGreaterThan(0);
  });
});

describe('decodeInspectReply', () => {
  it('reads real arguments, the registered name and when a task started', () => {
    const [task] = firstOf('remote-control-redis-5.6.3', 'active').activeTasks ?? [];
    expect(task).toMatchObject({
      name: 'shop.sleepy',
      args: '[40]',
      kwargs: '{}',
      acknowledged: true,
      redelivered: false,
      routingKey: 'celery',
      exchange: '',
    });
    expect(task?.startedAt).toBeGreaterThan(1.7e9);
  });

  it('reads the eta of scheduled tasks, which wrap their request', () => {
    const [task] = firstOf('remote-control-redis-5.6.3', 'scheduled', 'w2@beta').scheduledTasks ?? [];
    expect(task).toMatchObject({ name: 'shop.add', args: '[7,8]', startedAt: null });
    expect(task?.eta).toBeCloseTo(1795261718.207775, 5);
  });

  it('takes a priority that is no whole number for none, since it could not be stored', () => {
    const entry = (priority: unknown) => ({ id: 'u', delivery_info: { priority } });
    const decoded = decodeInspectReply('active', [entry(6), entry(0.5), entry(1e300), entry('x')]);
    const told = decoded.ok ? decoded.replies.activeTasks?.map(({ priority }) => priority) : null;
    expect(told).toEqual([6, null, null, null]);
  });

  it('takes reprs (`safe`) and numbers that lost digits for no arguments', () => {
    const entry = { id: 'u', args: '(40,)', kwargs: { big: 9007199254740993 } };
    const decoded = decodeInspectReply('active', [entry]);
    expect(decoded).toMatchObject({ ok: true, replies: { activeTasks: [{ args: null, kwargs: null }] } });
  });

  it('counts processes of a pool that grew and names the registered tasks without their options', () => {
    expect(firstOf('remote-control-redis-5.6.3', 'stats', 'w2@beta').concurrency).toBe(3);
    expect(firstOf('remote-control-redis-5.6.3', 'registered')).toMatchObject({
      registered: expect.arrayContaining(['shop.limited', 'shop.add']) as unknown,
      rateLimited: ['shop.limited'],
    });
  });

  it('tells the time limits of registered tasks', () => {
    const reply = ['shop.add', 'shop.a [time_limit=30]', 'shop.b [rate_limit=1/s soft_time_limit=2.5 time_limit=9]'];
    expect(decodeInspectReply('registered', [...reply, 'shop.c [soft_time_limit=4]', 7])).toMatchObject({
      replies: {
        registered: ['shop.add', 'shop.a', 'shop.b', 'shop.c'],
        rateLimits: { 'shop.b': '1/s' },
        timeLimits: {
          'shop.a': { soft: null, hard: 30 },
          'shop.b': { soft: 2.5, hard: 9 },
          'shop.c': { soft: 4, hard: null },
        },
      },
    });
  });

  it('tells which registered tasks are acknowledged late', () => {
    const reply = ['shop.add [acks_late=False]', 'shop.late [rate_limit=2/m acks_late=True]', 'shop.untold', 7];
    expect(decodeInspectReply('registered', reply)).toMatchObject({
      replies: {
        registered: ['shop.add', 'shop.late', 'shop.untold'],
        rateLimits: { 'shop.late': '2/m' },
        acksLate: { 'shop.add': false, 'shop.late': true },
      },
    });
  });

  it('tells the visibility timeout on Redis and none on RabbitMQ', () => {
    expect(firstOf('remote-control-redis-5.6.3', 'stats').visibilityTimeoutSeconds).toBe(3600);
    expect(firstOf('remote-control-amqp-5.6.3', 'stats').visibilityTimeoutSeconds).toBeNull();
    const stats = { broker: { transport: 'redis', transport_options: { visibility_timeout: 5 } } };
    expect(decodeInspectReply('stats', stats)).toMatchObject({ replies: { visibilityTimeoutSeconds: 5 } });
  });

  it('masks secrets again', () => {
    const conf = {
      broker_url: 'sentinel://:pw1@a:1;sentinel://user:pw2@b:2/0?password=pw3',
      redis_password: 'pw4',
      smtp_pass: 'pw8',
      report_url: 'https://user:p@pw9@host/x and redis://:pw0@h1',
      aws_secret_access_key: 'pw5',
      broker_transport_options: { sentinel_kwargs: { password: 'pw6' }, API_KEY: ['pw7'] },
      task_default_routing_key: 'celery',
    };
    const decoded = decodeInspectReply('conf', conf);
    expect(JSON.stringify(decoded)).not.toMatch(/pw\d/);
    expect(decoded).toMatchObject({ replies: { conf: { task_default_routing_key: 'celery' } } });
  });

  it('says why a reply is of no use', () => {
    expect(decodeInspectReply('active', { error: "KeyError('x')" })).toEqual({ ok: false, reason: "KeyError('x')" });
    expect(decodeInspectReply('stats', 'what').ok).toBe(false);
    expect(decodeInspectReply('reserved', null).ok).toBe(false);
    expect(decodeInspectReply('active', [null, 7, { id: 5 }, { id: 'u' }])).toMatchObject({
      replies: { activeTasks: [{ uuid: 'u' }] },
    });
  });
});
