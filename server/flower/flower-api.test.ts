import { describe, expect, it } from 'vitest';
import { NOW, QUEUE, snapshot, task, worker, WORKER } from '../http/cluster.fixture';
import { FakeCollector, fakeReader, testServer } from '../http/server.fixture';
import type { TaskQuery } from '@/lib/query/task-query';

const flower = { unauthenticatedApi: true };

function tellingCollector(): FakeCollector {
  const collector = new FakeCollector();
  collector.answers.toldWorkers = ({ hostnames }) =>
    Object.fromEntries(hostnames.map((name) => [name, JSON.stringify({ stats: { pid: 7 }, timestamp: NOW })]));
  return collector;
}

async function asked(url: string, collector = tellingCollector(), reader = fakeReader()) {
  const { app } = await testServer({ flower, collector, reader });
  const response = await app.inject({ url });
  return { status: response.statusCode, text: response.body, body: () => response.json<unknown>() };
}

describe('/api/workers', () => {
  it('tells what each worker told', async () => {
    expect((await asked('/api/workers')).body()).toEqual({ [WORKER]: { stats: { pid: 7 }, timestamp: NOW } });
  });

  it('tells of one, by any name', async () => {
    const answer = await asked(`/api/workers?workername=${encodeURIComponent(WORKER)}`);
    expect(answer.body()).toEqual({ [WORKER]: { stats: { pid: 7 }, timestamp: NOW } });
    const unknown = await asked('/api/workers?workername=no<b>pe');
    expect([unknown.status, unknown.text]).toEqual([404, "Unknown worker 'no<b>pe'"]);
    expect((await asked('/api/workers?workername=__proto__')).status).toBe(404);
  });

  it('tells who is alive', async () => {
    const collector = tellingCollector();
    const cluster = snapshot();
    const gone = { ...worker('gone@h'), status: 'gone' } as const;
    const silent = { ...worker('12'), status: 'unknown' } as const;
    collector.cluster = { ...cluster, workers: new Map([...cluster.workers, ['gone@h', gone], ['12', silent]]) };
    const answer = await asked('/api/workers?status=1', collector);
    expect(answer.body()).toEqual({ [WORKER]: true, 'gone@h': false, '12': false });
  });

  it('asks again where it is told to, and says so when there is nobody to ask', async () => {
    const collector = tellingCollector();
    await asked('/api/workers?refresh=True', collector);
    expect(collector.calls).toMatchObject([{ name: 'toldWorkers', request: { refresh: true } }]);
    const cluster = snapshot();
    collector.cluster = { ...cluster, broker: { ...cluster.broker, state: 'lost' } };
    const down = await asked('/api/workers?refresh=1', collector);
    expect([down.status, down.text]).toEqual([503, 'Failed to update workers: the broker is lost']);
    expect(await asked('/api/workers?refresh=maybe')).toMatchObject({
      status: 400,
      text: "Invalid argument 'maybe' of type 'bool'",
    });
  });

  it('of 5,000 workers is asked for part by part, in the order of their names', async () => {
    const collector = tellingCollector();
    const names = Array.from({ length: 5_000 }, (_, index) => String(index).padStart(4, '0'));
    collector.cluster = { ...snapshot(), workers: new Map(names.map((name) => [name, worker(name)])) };
    const answer = await asked('/api/workers', collector);
    expect(Object.keys(answer.body() as object)).toHaveLength(5_000);
    expect([...answer.text.matchAll(/"(\d{4})":/g)].map(([, name]) => name)).toEqual(names);
    expect(collector.calls).toHaveLength(50);
  });
});

describe('/api/queues/length', () => {
  it('tells of each queue that workers consume how many messages wait', async () => {
    expect((await asked('/api/queues/length')).body()).toEqual({ active_queues: [{ name: QUEUE, messages: 3 }] });
  });

  it('passes on what RabbitMQ says', async () => {
    const collector = tellingCollector();
    const cluster = snapshot();
    collector.cluster = { ...cluster, broker: { ...cluster.broker, kind: 'amqp' } };
    collector.answers.brokerQueues = ({ names }) => names.map((name) => ({ name, messages_ready: 3, arguments: {} }));
    const answer = await asked('/api/queues/length', collector);
    expect(answer.body()).toEqual({ active_queues: [{ name: QUEUE, messages_ready: 3, arguments: {} }] });
  });

  it('is not guessed while the broker is away', async () => {
    const collector = tellingCollector();
    const cluster = snapshot();
    collector.cluster = { ...cluster, broker: { ...cluster.broker, state: 'lost' } };
    expect((await asked('/api/queues/length', collector)).status).toBe(503);
  });
});

describe('/api/tasks', () => {
  const listed = async (query: string) => {
    const seen: { query: TaskQuery; offset: number }[] = [];
    const reader = fakeReader({
      wholeTasks: (given, offset) => {
        seen.push({ query: given, offset });
        return [
          { task: task('zz'), children: [] },
          { task: { ...task('7'), worker: null }, children: ['zz'] },
        ];
      },
    });
    const answer = await asked(`/api/tasks?${query}`, tellingCollector(), reader);
    return { ...answer, seen };
  };

  it('keeps the order that was asked for, and has the worker last or not at all', async () => {
    const { text, body } = await listed('');
    expect([...text.matchAll(/"uuid":"(\w+)"/g)].map(([, uuid]) => uuid)).toEqual(['zz', '7']);
    const tasks = body() as Record<string, Record<string, unknown>>;
    expect(Object.keys(tasks['zz'] ?? {}).at(-1)).toBe('worker');
    expect(Object.keys(tasks['7'] ?? {})).not.toContain('worker');
    expect(Object.keys(tasks['zz'] ?? {})).toHaveLength(31);
  });

  it.each([
    ['', { q: '', sort: { field: 'updated', descending: true }, limit: 1000 }, 0],
    ['limit=2&offset=3&sort_by=-name', { sort: { field: 'name', descending: true }, limit: 2 }, 3],
    ['limit=99999999&offset=-5&sort_by=received', { sort: { field: 'received', descending: false }, limit: 5000 }, 0],
    ['workername=w1%40h&taskname=a+b&state=PENDING', { q: 'worker:w1@h task:"a b" state:SENT' }, 0],
    ['workername=All&taskname=&state=All', { q: '' }, 0],
    ['taskname=mail.*', { q: 'task:"mail.*"' }, 0],
    ['search=name:mail', { q: 'task:*mail*' }, 0],
  ])('reads %s', async (query, expected, offset) => {
    const { seen } = await listed(query);
    expect(seen).toMatchObject([{ query: expected, offset }]);
  });

  it('reads times by the clock of this machine, and lets pass what was not received', async () => {
    const { seen } = await listed('received_start=2026-11-22+06:00&received_end=2026-11-22+7:30');
    const from = new Date(2026, 10, 22, 6, 0).getTime() / 1000;
    expect(seen[0]?.query.q).toBe(`-received:<${from} -received:>${from + 5400}`);
  });

  it.each([
    'limit=abc',
    'offset=1.5',
    'offset=100001',
    'sort_by=args',
    'sort_by=__proto__',
    'received_start=yesterday',
    'received_end=2026-02-30 10:00',
  ])('refuses %s with a reason', async (query) => {
    const { status, text, seen } = await listed(query);
    expect([status, seen]).toEqual([400, []]);
    expect(text).toMatch(/^Invalid argument '/);
  });

  it('refuses a search as Flower does', async () => {
    const { status, body } = await listed('search=ab');
    expect(status).toBe(400);
    expect(body()).toEqual({ error: 'Substring search terms must contain at least 3 characters at position 0.' });
  });

  it.each(['limit=0', 'limit=-1'])('is empty with %s', async (query) => {
    const { body, seen } = await listed(query);
    expect([body(), seen]).toEqual([{}, []]);
  });
});

describe('/api/task/info', () => {
  it('has the fields of Celery’s own event state', async () => {
    const { body } = await asked('/api/task/info/known');
    expect(body()).toMatchObject({
      uuid: 'known',
      state: 'RECEIVED',
      received: NOW - 8,
      sent: NOW - 9,
      succeeded: null,
      args: "('a',)",
      worker: WORKER,
      root: null,
      children: [],
    });
    expect(Object.keys(body() as object)).toHaveLength(31);
  });

  it.each(['nobody', '', '%2e%2e%2f', '__proto__', 'x'.repeat(5_000)])('of %s is 404 without a word', async (id) => {
    const { status, text } = await asked(`/api/task/info/${id}`);
    expect([status, text]).toEqual([404, '']);
  });
});
