import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startLoad, type Load } from '../support/load';
import { startProgram, temporaryFolder, type Program } from '../support/program';
import { startRedis, type RedisServer } from '../support/redis-server';
import { stopAll } from '../support/stop-all';
import { notStored } from '../support/stored';

const folder = temporaryFolder();
const dataDir = join(folder.path, 'data');
const mount = (options: string): void =>
  void execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', dataDir], { stdio: 'ignore' });
const unmount = (): void => void execFileSync('umount', ['-l', dataDir]);

const canMount = ((): boolean => {
  mkdirSync(dataDir);
  try {
    mount('size=1m');
    unmount();
    return true;
  } catch {
    process.stderr.write('NOT TESTED: a full disk needs root and mount(8).\n');
    return false;
  }
})();

const EVENTS_UNTIL_FULL = 30_000;
const EVENTS_WHILE_FULL = 90_000;
const MOST_MEMORY_BYTES = 256 * 1024 * 1024;

let redis: RedisServer;
let load: Load;
let program: Program;

beforeEach(async () => {
  if (!canMount) return;
  mount('size=10m');
  redis = await startRedis();
  load = startLoad({ port: redis.port, rate: 9000, seed: 7 });
  program = await startProgram({ brokerUrl: redis.url, dataDir });
  await program.until('status', '', ({ broker }) => broker.state === 'connected', 'the connection');
});
afterEach(async () => {
  if (!canMount) return;
  await stopAll(
    () => program.stop(),
    () => load.stop(),
    () => redis.stop(),
    () => unmount(),
    () => folder.remove(),
  );
});

/** Publishes until so many events were sent in all, no faster than they are taken. */
async function publish(events: number): Promise<void> {
  while (load.events < events - 100) {
    const { collector } = await program.get('status');
    load.allow(Math.min(events, collector.eventsReceived + 4000));
    await sleep(50);
  }
}

const rssBytes = (): number =>
  1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${program.pid}/status`, 'utf8'))?.[1]);

describe.skipIf(!canMount)('a disk that is full for long', () => {
  it('costs little memory and no task, is told all the while, and is caught up with when there is room', async () => {
    const startedAt = performance.now();
    await publish(EVENTS_UNTIL_FULL);
    const full = await program.until('status', '', ({ collector }) => collector.storeError !== null, 'the error');
    expect(full.collector.storeError).toBe(`The disk with ${dataDir} is full.`);
    const before = rssBytes();

    await publish(EVENTS_WHILE_FULL);
    const still = (await program.get('status')).collector;
    expect(still.storeError).toBe(full.collector.storeError);
    expect(still.storeBacklog).toBeGreaterThan((EVENTS_WHILE_FULL - EVENTS_UNTIL_FULL) / 3 / 2);
    expect(rssBytes() - before).toBeLessThan(MOST_MEMORY_BYTES);
    expect(await program.request('/api/v1/ready')).toMatchObject({ status: 503 });
    expect((await program.request('/api/v1/tasks?limit=10')).status).toBe(200);

    execFileSync('mount', ['-o', 'remount,size=512m', dataDir]);
    await program.until(
      'status',
      '',
      ({ collector }) => collector.storeError === null && collector.storeBacklog === 0,
      'that all is written',
    );
    load.allow(0);
    const ended = await load.settled();
    await expect.poll(() => notStored(dataDir, ended)).toEqual([]);
    const { pressure } = (await program.get('status')).collector;
    expect(pressure.dropped.tasks).toBe(0);
    const lines = program.output().split('\n');
    const tellings = lines.filter((line) => line.includes(`The disk with ${dataDir} is full.`)).length;
    expect(tellings).toBeGreaterThan(0);
    // Once a minute.
    expect(tellings).toBeLessThanOrEqual(1 + (performance.now() - startedAt) / 60_000);
    expect(lines.filter((line) => line.includes('The history is written again.'))).toHaveLength(1);
    expect(await program.request('/api/v1/ready')).toMatchObject({ status: 200 });
  });
});
