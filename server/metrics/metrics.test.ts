import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { taskEvent } from '@/lib/cluster/event.fixture';
import { NOW, queue, snapshot } from '../http/cluster.fixture';
import { FakeCollector, fakeSource } from '../http/server.fixture';
import { Counted } from './metrics.fixture';
import { createMetrics } from './metrics';
import { parseExposition } from './parse-exposition.fixture';

const W1 = { hostname: 'w1@alpha', name: 'shop.pay' };

/** One task that was received, started and succeeded on w1@alpha, and one that waits there. */
function counted(settings: ConstructorParameters<typeof Counted>[0] = {}): Counted {
  const shop = new Counted(settings);
  shop.show('w1@alpha', { status: 'working', active: 3 });
  shop.take(taskEvent('task-sent', NOW - 9, { ...W1, hostname: 'gen7@web', queue: 'mail' }));
  shop.take(taskEvent('task-received', NOW - 8, W1));
  shop.take(taskEvent('task-started', NOW - 5, W1));
  shop.take(taskEvent('task-succeeded', NOW - 4, { ...W1, runtimeSeconds: 0.7 }));
  shop.take(taskEvent('task-received', NOW - 3, { ...W1, uuid: 'u2' }));
  return shop;
}

describe('Flower’s metrics', () => {
  it('have its names, types, labels and their order', async () => {
    const text = await counted().text();
    for (const line of [
      '# TYPE flower_events_total counter',
      'flower_events_total{task="shop.pay",type="task-received",worker="w1@alpha"} 2',
      'flower_events_total{task="shop.pay",type="task-sent",worker="gen7@web"} 1',
      '# TYPE flower_task_runtime_seconds histogram',
      'flower_task_runtime_seconds_bucket{le="0.5",task="shop.pay",worker="w1@alpha"} 0',
      'flower_task_runtime_seconds_bucket{le="1.0",task="shop.pay",worker="w1@alpha"} 1',
      'flower_task_runtime_seconds_bucket{le="+Inf",task="shop.pay",worker="w1@alpha"} 1',
      'flower_task_runtime_seconds_count{task="shop.pay",worker="w1@alpha"} 1',
      'flower_task_runtime_seconds_sum{task="shop.pay",worker="w1@alpha"} 0.7',
      '# TYPE flower_task_prefetch_time_seconds gauge',
      'flower_task_prefetch_time_seconds{task="shop.pay",worker="w1@alpha"} 0',
      '# TYPE flower_worker_prefetched_tasks gauge',
      'flower_worker_prefetched_tasks{task="shop.pay",worker="w1@alpha"} 1',
      '# TYPE flower_worker_online gauge',
      'flower_worker_online{worker="w1@alpha"} 1',
      '# TYPE flower_worker_number_of_currently_executing_tasks gauge',
      'flower_worker_number_of_currently_executing_tasks{worker="w1@alpha"} 3',
    ])
      expect(text.split('\n')).toContain(line);
    parseExposition(text);
  });

  it('have the buckets that were asked for', async () => {
    const told = (await counted({ buckets: [0.25, 5] }).read()).of('flower_task_runtime_seconds_bucket');
    expect(told.map(({ labels, value }) => [labels['le'], value])).toEqual([
      ['0.25', 0],
      ['5.0', 1],
      ['+Inf', 1],
    ]);
  });

  it('show a worker that is gone as 0, with nothing in its hands', async () => {
    const shop = counted();
    shop.take(taskEvent('task-started', NOW - 2, { ...W1, uuid: 'u2' }));
    shop.take(taskEvent('task-received', NOW - 2, { ...W1, uuid: 'u3' }));
    const w1 = { worker: 'w1@alpha' };
    expect((await shop.read()).value('flower_task_prefetch_time_seconds', w1)).toBe(1);
    shop.show('w1@alpha', { status: 'gone', statusSince: NOW - 60, active: 3 });
    const told = await shop.read();
    for (const name of [
      'flower_worker_online',
      'flower_worker_number_of_currently_executing_tasks',
      'flower_worker_prefetched_tasks',
      'flower_task_prefetch_time_seconds',
    ])
      expect([name, told.value(name, w1)]).toEqual([name, 0]);
    expect(told.value('flower_events_total', { ...w1, type: 'task-received' })).toBe(3);
  });

  it.each([
    ['after an hour', null, 3601],
    ['after the time of --purge-offline-workers', 10, 11],
  ])('forget a worker that is gone %s, and not before', async (_when, purgeSeconds, seconds) => {
    const shop = counted({ purgeSeconds });
    shop.show('w1@alpha', { status: 'gone', statusSince: NOW - seconds + 2 });
    expect(await shop.text()).toContain('worker="w1@alpha"');
    // The collector lets go of its view after an hour.
    if (purgeSeconds === null) shop.workers.delete('w1@alpha');
    else shop.show('w1@alpha', { status: 'gone', statusSince: NOW - seconds });
    const text = await shop.text();
    if (purgeSeconds === null) expect(text).not.toContain('flower_worker_online{');
    else expect(text).not.toContain('worker="w1@alpha"');
    expect(text).toContain('worker="gen7@web"');
  });
});

describe('our own metrics', () => {
  it('tell of workers, queues, types of tasks and findings', async () => {
    const told = await counted().read();
    expect(told.value('celeryscope_worker_slots', { worker: 'w1@alpha' })).toBe(4);
    expect(told.value('celeryscope_queue_ready_messages')).toBe(3);
    expect(told.of('celeryscope_queue_oldest_age_seconds')).toEqual([]);
    expect(told.value('celeryscope_tasks_ended_total', { task: 'shop.pay', outcome: 'success' })).toBe(1);
    expect(told.value('celeryscope_task_run_seconds_sum', { task: 'shop.pay', outcome: 'success' })).toBe(0.7);
    expect(told.value('celeryscope_queue_wait_seconds_sum', { queue: 'mail' })).toBe(4);
    expect(told.value('celeryscope_detector_findings', { detector: 'duplicate-execution', severity: 'critical' })).toBe(
      1,
    );
    expect(told.value('celeryscope_detector_findings', { detector: 'task-lost' })).toBe(0);
    expect(told.value('celeryscope_metrics_whole')).toBe(1);
    expect(told.of('celeryscope_metrics_bound_hit').every(({ value }) => value === 0)).toBe(true);
  });

  it('go on when the collector can’t tell what it counted', async () => {
    const collector = new FakeCollector();
    const body = String((await createMetrics(fakeSource(collector), () => none)({})).body);
    expect(parseExposition(body).value('celeryscope_metrics_whole')).toBe(0);
    expect(body).toContain('celeryscope_workers{status="idle"} 1');
    expect(body).not.toContain('flower_');
  });
});

const none = { connections: 0, topics: 0, framesSent: 0, framesDropped: 0, computed: 0 };

describe('celery-exporter’s metrics', () => {
  it('are told to who asked for them, and to nobody else', async () => {
    expect(await counted().text()).not.toMatch(/^celery_/m);
    const shop = counted({ compat: true });
    shop.show('w2@alpha', { queues: ['mail'], concurrency: 2, active: 1, status: 'working' });
    shop.collector.cluster = { ...snapshot(), workers: shop.workers, queues: new Map([['mail', queue('mail')]]) };
    const text = await shop.text();
    for (const line of [
      'celery_task_sent_total{hostname="web",name="shop.pay",queue_name="mail"} 1',
      'celery_task_received_total{hostname="alpha",name="shop.pay",queue_name="mail"} 1',
      'celery_task_succeeded_total{hostname="alpha",name="shop.pay",queue_name="mail"} 1',
      'celery_task_retried_total{hostname="alpha",name="shop.pay",queue_name="mail"} 0',
      'celery_task_failed_total{exception="",hostname="alpha",name="shop.pay",queue_name="mail"} 0',
      'celery_task_runtime_bucket{le="1.0",hostname="alpha",name="shop.pay",queue_name="mail"} 1',
      'celery_task_queue_wait_time_sum{hostname="alpha",name="shop.pay",queue_name="mail"} 4',
      'celery_worker_up{hostname="alpha"} 1',
      'celery_worker_tasks_active{hostname="alpha"} 4',
      'celery_queue_length{queue_name="mail"} 3',
      'celery_active_consumer_count{queue_name="mail"} 1',
      'celery_active_worker_count{queue_name="mail"} 1',
      'celery_active_process_count{queue_name="mail"} 2',
    ])
      expect(text.split('\n')).toContain(line);
    expect(text).not.toMatch(/^celery_task_sent_total\{hostname="alpha"/m);
    parseExposition(text);
  });
});

describe('the answer', () => {
  it('is OpenMetrics for who asks for that, and ends with its mark', async () => {
    const shop = counted({ compat: true });
    const accept = 'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.4,*/*;q=0.1';
    const answer = await createMetrics(fakeSource(shop.collector), () => none)({ accept });
    expect(answer.contentType).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
    const text = String(answer.body);
    expect(text.endsWith('\n# EOF\n')).toBe(true);
    expect(text).toContain('# TYPE flower_events counter\nflower_events_total{');
    expect(parseExposition(text).types.get('celeryscope_events_received')).toBe('counter');
  });

  it('is packed for who can unpack it', async () => {
    const metrics = createMetrics(fakeSource(counted().collector), () => none);
    const { body, encoding } = await metrics({ acceptEncoding: 'deflate, gzip' });
    expect(encoding).toBe('gzip');
    expect(gunzipSync(body as Buffer).toString()).toContain('flower_worker_online{worker="w1@alpha"} 1\n');
    expect((await metrics({ acceptEncoding: 'gzip;q=0, identity' })).encoding).toBeNull();
  });

  it('is made once for all who ask in the same second', async () => {
    const { collector } = counted();
    const metrics = createMetrics(fakeSource(collector), () => none);
    await Promise.all([metrics({}), metrics({}), metrics({ acceptEncoding: 'gzip' })]);
    expect(collector.calls.filter(({ name }) => name === 'counts')).toHaveLength(1);
  });
});
