import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Overview } from '@/lib/api/views';
import type { EventGap } from '@/lib/cluster/cluster-status';
import { sendTasks, startWorker } from '../support/celery-worker';
import { eventMessage, taskEvent } from '../support/event-message';
import { startProgram, temporaryFolder, type Program } from '../support/program';
import { startRedis, waitFor, type RedisServer } from '../support/redis-server';
import { stopAll } from '../support/stop-all';
import { watch } from '../support/watched';

/** It looks each second, a busy machine less often. */
const MOMENT_SECONDS = 8;

let folder: ReturnType<typeof temporaryFolder>;
let redis: RedisServer;
let program: Program;

const start = (): Promise<Program> => startProgram({ brokerUrl: redis.url, dataDir: folder.path });
const connected = (): Promise<unknown> =>
  program.until('status', '', ({ broker }) => broker.state === 'connected', 'the connection');
const gaps = async (): Promise<readonly EventGap[]> => (await program.get('status')).collector.gaps;
const now = (): number => Date.now() / 1000;
async function buckets(): Promise<Overview['throughput']> {
  return ((await program.request('/api/v1/overview?period=15m')).body as Overview).throughput;
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
      await program.until('worker', 'w1@alpha', ({ processed }) => processed !== null, 'its first heartbeat');
      const [first = ''] = await sendTasks(redis.url, [{ name: 'scope.add', args: [1, 2] }]);
      await program.untilTask(first, (t) => t.task.state === 'SUCCESS', 'the first task');
      // Two heartbeats later the worker's own count can be compared.
      const before = await program.until('status', '', ({ collector: c }) => c.eventsLost !== null, 'the count');
      expect([before.collector.gaps, before.collector.eventsLost]).toEqual([[], 0]);

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
      const other = watch(redis.url);
      await other.connected();
      const unseen = await sendTasks(
        redis.url,
        Array.from({ length: 25 }, () => ({ name: 'scope.add', args: [1, 2] })),
      );
      for (const uuid of unseen) await other.untilEvent('task-succeeded', uuid);
      await other.close();
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
      );
      expect(collector.gaps).toHaveLength(1);
      const [gap] = collector.gaps;
      expect(gap?.reason).toBe('slow-consumer');
      // What came before was all seen, until a moment before the stop.
      expect(gap?.from).toBeGreaterThan(stoppedAt - MOMENT_SECONDS);
      expect(gap?.from).toBeLessThanOrEqual(stoppedAt + 0.1);
      expect(gap?.to).toBeGreaterThanOrEqual(resumedAt);
      expect(gap?.missedAtMost).toBeGreaterThan(flood);
      expect(gap?.missedAtMost).toBeLessThan(flood * 2);
      await program.until('status', '', (s) => s.collector.eventsLost === 25, 'each of the lost tasks');
      const [last = ''] = await sendTasks(redis.url, [{ name: 'scope.add', args: [3, 4] }]);
      await program.untilTask(last, (t) => t.task.state === 'SUCCESS', 'a task after it');
    } finally {
      await worker.stop();
    }
  });

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
    // The chart is drawn from what is stored, a moment after it is told.
    await expect.poll(async () => (await buckets()).findLast(({ at }) => at <= startedAt)?.noData).toBe(true);
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
    await waitFor(async () => ((await buckets()).at(-1)?.noData === true ? true : null), '"no data" in the chart');
    const metrics = String((await program.request('/metrics')).body);
    expect(metrics).toMatch(/^celeryscope_tasks_running nan$/im);
    expect(metrics).toContain('celeryscope_broker_connected 0');
    await redis.restart();
    await connected();
    const { collector } = await program.get('status');
    expect(collector.watchingSince).not.toBeNull();
    expect(collector.gaps).toMatchObject([{ reason: 'broker-lost' }]);
    expect(collector.gaps[0]?.to).not.toBeNull();
    // Scrapers share an answer for a moment: what they were told before is told until it is over.
    await expect
      .poll(async () => String((await program.request('/metrics')).body))
      .toContain('celeryscope_tasks_running 0');
  });
});
