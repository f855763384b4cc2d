import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { TaskPage } from '@/lib/api/views';
import { openReader } from '@/server/store';
import { sendTasks, startWorker, type CeleryWorker } from '../support/celery-worker';
import { eventMessage } from '../support/event-message';
import { startLoad, type Load } from '../support/load';
import { startProgram, temporaryFolder, type Program } from '../support/program';
import { startRedis, type RedisServer } from '../support/redis-server';
import { stopAll } from '../support/stop-all';
import { notStored } from '../support/stored';

const PRELOADED = pathToFileURL(fileURLToPath(new URL('../support/settable-clock.mjs', import.meta.url))).href;
const HOUR = 3600;
const DAY = 24 * HOUR;

let folder: ReturnType<typeof temporaryFolder>;
let redis: RedisServer;
let worker: CeleryWorker;
let load: Load;
let program: Program;
const setClock = (seconds: number): void => writeFileSync(join(folder.path, 'clock'), String(seconds));

beforeEach(async () => {
  folder = temporaryFolder();
  setClock(0);
  redis = await startRedis();
  worker = await startWorker({ brokerUrl: redis.url, name: 'real@alpha' });
  load = startLoad({ port: redis.port, rate: 600, seed: 3 });
  program = await startProgram({
    brokerUrl: redis.url,
    dataDir: join(folder.path, 'data'),
    args: ['--retention', '1h'],
    env: { NODE_OPTIONS: `--import=${PRELOADED}`, SCOPE_CLOCK_FILE: join(folder.path, 'clock') },
  });
  await program.until('status', '', ({ broker }) => broker.state === 'connected', 'the connection');
});
afterEach(() =>
  stopAll(
    () => program.stop(),
    () => load.stop(),
    () => worker.stop(),
    () => redis.stop(),
    () => folder.remove(),
  ),
);

async function expectNothingNegative(): Promise<void> {
  let cursor: string | null = null;
  do {
    const page: TaskPage = await program.get('tasks', `?limit=500${cursor === null ? '' : `&cursor=${cursor}`}`);
    for (const { uuid, waitSeconds, runtimeSeconds } of page.tasks)
      expect([uuid, (waitSeconds ?? 0) >= 0, (runtimeSeconds ?? 0) >= 0]).toEqual([uuid, true, true]);
    cursor = page.nextCursor;
  } while (cursor !== null);
  for (const { openedAt, closedAt } of await program.findings())
    expect((closedAt ?? openedAt) - openedAt).toBeGreaterThanOrEqual(0);
  const { collector } = await program.get('status');
  for (const { from, to } of collector.gaps) expect((to ?? from) - from).toBeGreaterThanOrEqual(0);
  expect(collector.lagSeconds ?? 0).toBeGreaterThanOrEqual(0);
}

it('loses no task, no count and no running task when its clock is set forward and back', async () => {
  const [running = ''] = await sendTasks(redis.url, [{ name: 'scope.nap', args: [600] }]);
  await program.untilTask(running, (t) => t.task.state === 'STARTED', 'its start');
  load.allow(1_000_000);
  const statuses = new Set<string>();
  for (const offset of [0, 40 * DAY, 0, -2 * HOUR, 0]) {
    setClock(offset);
    const expected = Date.now() / 1000 + offset;
    const near = ({ at }: { readonly at: number }): boolean => Math.abs(at - expected) < 60;
    await program.until('status', '', near, `the clock at ${offset} s`);
    for (let second = 0; second < 3; second += 1) {
      await sleep(1000);
      statuses.add((await program.get('worker', 'real@alpha')).status);
      expect((await program.get('task', running)).task.state).toBe('STARTED');
    }
    await expectNothingNegative();
  }
  load.allow(0);
  const ended = await load.settled();
  const dataDir = join(folder.path, 'data');
  await expect.poll(() => notStored(dataDir, ended)).toEqual([]);
  expect([...statuses]).not.toContain('gone');
  expect(program.output()).toContain(`The clock was set forward by ${40 * DAY} s`);
  const reader = openReader({ dataDir });
  const counted = (): number => {
    const now = Date.now() / 1000;
    return reader.overview('24h', now + 60).finished.total + reader.overview('1h', now + 40 * DAY + 60).finished.total;
  };
  try {
    await expect.poll(counted).toBe(ended.length);
  } finally {
    reader.close();
  }
});

it('keeps tasks of workers whose clocks are wrong or are set while they work, without a negative time', async () => {
  const now = Date.now() / 1000;
  const tell = (type: string, uuid: string, timestamp: number, fields: object = {}): object => ({
    ...{ type, uuid, timestamp, hostname: `${uuid}@alpha`, pid: 7, clock: 1, utcoffset: 0, retries: 0 },
    ...fields,
  });
  const clocks: Readonly<Record<string, readonly [received: number, started: number, ended: number]>> = {
    'a-year-behind': [now - 365 * DAY, now - 365 * DAY + 1, now - 365 * DAY + 2],
    'a-year-ahead': [now + 365 * DAY, now + 365 * DAY + 1, now + 365 * DAY + 2],
    'set-back-before-its-start': [now, now - HOUR, now - HOUR + 1],
    'set-back-before-its-end': [now, now + 1, now - HOUR],
    'set-forward-before-its-end': [now, now + 1, now + DAY],
  };
  for (const [uuid, [received, started, ended]] of Object.entries(clocks)) {
    const events = [
      tell('task-received', uuid, received, { name: 'shop.add' }),
      tell('task-started', uuid, started),
      tell('task-failed', uuid, ended, { exception: "ValueError('x')" }),
    ];
    for (const event of events) await redis.client.publish('/0.celeryev/task.multi', eventMessage([event]));
  }
  for (const uuid of Object.keys(clocks)) {
    const { task } = await program.untilTask(uuid, (t) => t.task.state === 'FAILURE', 'its end');
    expect(task.runtimeSeconds ?? 0).toBeGreaterThanOrEqual(0);
  }
  // Removing what is old goes on every second.
  await sleep(2500);
  const listed = (await program.get('tasks', '?q=state:FAILURE&limit=500')).tasks.map(({ uuid }) => uuid);
  expect(listed.toSorted()).toEqual(Object.keys(clocks).toSorted());
  await expectNothingNegative();
});
