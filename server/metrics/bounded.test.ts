import { describe, expect, it } from 'vitest';
import { taskEvent } from '@/lib/cluster/event.fixture';
import { newTask } from '@/lib/cluster/reduce-task';
import { DEFAULT_BUCKETS } from '@/lib/metrics/counts/bucket-counts';
import { createMetricCounts } from '../collector/metric-counts';
import { NOW, queue, worker } from '../http/cluster.fixture';
import { Counted } from './metrics.fixture';
import { parseExposition } from './parse-exposition.fixture';

const HOSTILE = [
  'line\nbreak',
  'quote"inside',
  'back\\slash',
  '"} 1\nflower_worker_online{worker="forged"} 1',
  'nul\u0000and\u0007bell\rreturn',
  'half \uD800 a pair',
  'x'.repeat(10_000),
  '# TYPE forged counter',
  'Prüfung ✓ 検査',
  '__proto__',
  'other',
  '',
];

describe('hostile names', () => {
  it('stand in labels as they are, and make no line of their own', async () => {
    const shop = new Counted({ compat: true });
    for (const name of HOSTILE) {
      const hostname = name || 'w@h';
      shop.show(hostname, { queues: [name] });
      shop.take(taskEvent('task-sent', NOW, { hostname, name, queue: name, uuid: `u${name}` }));
      shop.take(taskEvent('task-started', NOW, { hostname, name, uuid: `u${name}` }));
      shop.take(taskEvent('task-failed', NOW, { hostname, uuid: `u${name}`, exception: `${name}('no')` }));
    }
    const { cluster } = shop.collector;
    if (cluster === null) throw new Error('it has one');
    const queues = new Map(HOSTILE.map((name) => [name, queue(name)]));
    shop.collector.cluster = { ...cluster, queues };
    const text = await shop.text();
    const told = parseExposition(text);
    const workers = new Set(told.of('flower_worker_online').map(({ labels }) => labels['worker']));
    for (const name of ['line\nbreak', 'quote"inside', 'back\\slash', 'nul\u{FFFD}and\u{FFFD}bell\u{FFFD}return'])
      expect(workers).toContain(name);
    expect(workers).not.toContain('forged');
    expect(told.types.has('forged')).toBe(false);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(2_000);
    expect(told.value('flower_events_total', { worker: 'back\\slash', type: 'task-failed' })).toBe(1);
  });
});

describe('5,000 workers and 2,000 types of tasks', () => {
  it('stay within the bound, which is told, and every event is counted somewhere', async () => {
    const maxSeries = 20_000;
    const shop = new Counted({ maxSeries, compat: true });
    const counts = createMetricCounts({ buckets: DEFAULT_BUCKETS, maxSeries, compat: true, purgeSeconds: null });
    const tasks = Array.from({ length: 2_000 }, (_, index) => ({ ...newTask('u', 1), name: `shop.task_${index}` }));
    const queues = new Map(Array.from({ length: 3_000 }, (_, index) => [`q${index}`, queue(`q${index}`)] as const));
    let fed = 0;
    for (let index = 0; index < 5_000; index += 1) {
      const hostname = `worker-${index}@host-${index}`;
      shop.show(hostname);
      const events = (['task-sent', 'task-received', 'task-started', 'task-succeeded'] as const).map((type) =>
        taskEvent(type, NOW, { hostname, runtimeSeconds: type === 'task-succeeded' ? 1 : null }),
      );
      // Every type of task comes from a fortieth of the workers, and each worker has fifty types.
      for (let part = 0; part < 50; part += 1) {
        const task = tasks[(index + part * 40) % tasks.length] ?? newTask('u', 1);
        for (const event of events) counts.take(event, task, NOW);
        counts.ended({ ...task, state: 'SUCCESS', queue: `q${index}`, sentAt: 1, startedAt: 2 }, NOW);
        fed += events.length;
      }
    }
    const { cluster } = shop.collector;
    if (cluster === null) throw new Error('it has one');
    shop.collector.cluster = { ...cluster, queues };
    const seen = { cluster: shop.cluster, workers: { get: () => worker('w') }, now: NOW };
    shop.collector.answers = { counts: () => counts.told(seen) };
    const text = await shop.text();
    const told = parseExposition(text);
    const named = (prefix: RegExp) => told.samples.filter(({ name }) => prefix.test(name)).length;
    // What bears no name from outside: sums, and one for each detector, status and kind of name.
    expect(named(/^(flower|celeryscope)_/)).toBeLessThanOrEqual(maxSeries + 200);
    expect(named(/^celery_/)).toBeLessThanOrEqual(maxSeries);
    expect(text.length).toBeLessThan(10_000_000);
    const total = (name: string) => told.of(name).reduce((sum, { value }) => sum + value, 0);
    expect(total('flower_events_total')).toBe(fed);
    expect(total('celery_task_received_total') + total('celery_task_sent_total')).toBe(fed / 2);
    expect(total('flower_worker_online')).toBe(5_000);
    expect(total('celeryscope_tasks_ended_total')).toBe(fed / 4);
    expect(total('celeryscope_queue_ready_messages')).toBe(9_000);
    const hit = told.of('celeryscope_metrics_bound_hit').map(({ labels, value }) => [labels['names'], value]);
    expect(Object.fromEntries(hit)).toEqual({
      worker_task: 1,
      publisher: 1,
      task: 1,
      queue: 1,
      exporter: 1,
      worker: 1,
    });
  });
});
