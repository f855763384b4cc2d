import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Overview } from '@/lib/api/views';
import type { EventGap } from '@/lib/cluster/cluster-status';
import { sendTasks, startWorker } from '../support/celery-worker';
import { eventMessage, taskEvent } from '../support/event-message';
import { startProgram, temporaryFolder, type Program } from '../support/program';
import { startRedis, waitFor, type RedisServer } from '../support/redis-server';
import { stopAll } from '../support/stop-all';

let folder: ReturnType<typeof temporaryFolder>;
let redis: RedisServer;
let program: Program;

const start = (): Promise<Program> => startProgram({ brokerUrl: redis.url, dataDir: folder.path });
const connected = (): Promise<unknown> =>
  program.until('status', '', ({ broker }) => broker.state === 'connected', 'the connection');
const gaps = async (): Promise<readonly EventGap[]> => (await program.get('status')).collector.gaps;
const now = (): number => Date.now() / 1000;
async function newestBucket(): Promise<Overview['throughput'][number] | undefined> {
  return ((await program.request('/api/v1/overview?period=15m')).body as Overview).throughput.at(-1);
}

beforeEach(async () => {
  folder = temporaryFolder();
  redis = await startRedis({ config: ['client-output-buffer-limit pubsub 2mb 1mb 2'] });
  program = await start();
  await connected();
});
afterEach(() =>
  stopAll(
    () => program.stop(),
    () => redis.stop(),
    () => folder.remove(),
  ),
);

describe('a gap', () => {
  it('is shown when Redis cuts a slow subscriber off, with its time, and what was lost is counted', async () => {
    const worker = await startWorker({ brokerUrl: redis.url, name: 'w1@alpha' });
    try {
      const [first = ''] = await sendTasks(redis.url, [{ name: 'scope.add', args: [1, 2] }]);
      await program.untilTask(first, (t) => t.task.state === 'SUCCESS', 'the first task');
      // Two heartbeats later the worker's own count can be compared.
      await sleep(5000);
      const before = (await program.get('status')).collector;
      expect([before.gaps, before.eventsLost ?? 0]).toEqual([[], 0]);

      const stoppedAt = now();
      process.kill(program.pid, 'SIGSTOP');
      const flood = 4000;
      const args = 'x'.repeat(9000);
      for (let sent = 0; sent < flood; sent += 100) {
        const pipeline = redis.client.pipeline();
        for (let n = 0; n < 100; n += 1)
          pipeline.publish(
            '/0.celeryev/task.multi',
            eventMessage([taskEvent('task-received', `f${sent + n}`, { name: 'x', args })]),
          );
        await pipeline.exec();
      }
      await sendTasks(
        redis.url,
        Array.from({ length: 25 }, () => ({ name: 'scope.add', args: [1, 2] })),
      );
      await waitFor(async () => ((await redis.client.llen('celery')) === 0 ? true : null), 'an empty queue');
      await sleep(1500);
      const resumedAt = now();
      process.kill(program.pid, 'SIGCONT');

      const { collector } = await program.until(
        'status',
        '',
        ({ broker, collector: { gaps: found, eventsLost } }) =>
          broker.state === 'connected' &&
          found.some(({ missedAtMost }) => missedAtMost != null) &&
          (eventsLost ?? 0) > 0,
        'the gap and the loss',
        40_000,
      );
      expect(collector.gaps).toHaveLength(1);
      const [gap] = collector.gaps;
      expect(gap?.reason).toBe('slow-consumer');
      // What came before was all seen, at most a second before the stop.
      expect(gap?.from).toBeGreaterThan(stoppedAt - 2.5);
      expect(gap?.from).toBeLessThanOrEqual(stoppedAt + 0.1);
      expect(gap?.to).toBeGreaterThanOrEqual(resumedAt);
      expect(gap?.missedAtMost).toBeGreaterThan(flood);
      expect(gap?.missedAtMost).toBeLessThan(flood * 2);
      await program.until('status', '', (s) => s.collector.eventsLost === 25, 'each of the lost tasks', 20_000);
      const [last = ''] = await sendTasks(redis.url, [{ name: 'scope.add', args: [3, 4] }]);
      await program.untilTask(last, (t) => t.task.state === 'SUCCESS', 'a task after it');
    } finally {
      await worker.stop();
    }
  }, 120_000);

  it.each([
    ['stopped', () => program.stop()],
    ['killed', () => program.kill()],
  ])('is shown for the time between two runs of which the first was %s', async (_, end) => {
    await sleep(1000);
    await end();
    const endedAt = now();
    await sleep(2000);
    const startedAt = now();
    program = await start();
    await connected();
    const [gap, ...others] = await gaps();
    expect(others).toEqual([]);
    expect(gap?.reason).toBe('collector-stopped');
    expect(gap?.from).toBeLessThanOrEqual(endedAt + 0.1);
    expect(gap?.from).toBeGreaterThan(endedAt - 20);
    expect(gap?.to).toBeGreaterThanOrEqual(startedAt);
    expect((await newestBucket())?.noData).toBe(true);
  });

  it('and not a quiet cluster is shown when the broker is down at the start', async () => {
    await program.stop();
    folder.remove();
    folder = temporaryFolder();
    await redis.kill();
    const startedAt = now();
    program = await start();
    const down = await program.until('status', '', ({ broker }) => broker.state === 'lost', 'the loss');
    expect(down.collector.watchingSince).toBeNull();
    expect(down.collector.gaps).toMatchObject([{ to: null, reason: 'broker-lost' }]);
    expect(down.collector.gaps[0]?.from).toBeGreaterThanOrEqual(startedAt);
    await waitFor(async () => ((await newestBucket())?.noData === true ? true : null), '"no data" in the chart');
    const metrics = String((await program.request('/metrics')).body);
    expect(metrics).toMatch(/^celeryscope_tasks_running nan$/im);
    expect(metrics).toContain('celeryscope_broker_connected 0');
    await redis.restart();
    await connected();
    const { collector } = await program.get('status');
    expect(collector.watchingSince).not.toBeNull();
    expect(collector.gaps).toMatchObject([{ reason: 'broker-lost' }]);
    expect(collector.gaps[0]?.to).not.toBeNull();
    expect(String((await program.request('/metrics')).body)).toContain('celeryscope_tasks_running 0');
  });
});
