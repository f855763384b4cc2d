import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openReader } from '@/server/store';
import { startLoad, type Load } from '../support/load';
import { startProgram, temporaryFolder, type Program } from '../support/program';
import { startRedis, type RedisServer } from '../support/redis-server';
import { stopAll } from '../support/stop-all';

const EVENTS = 150_000;
const FASTER_THAN_ANY_COLLECTOR = 200_000;

let folder: ReturnType<typeof temporaryFolder>;
let redis: RedisServer;
let load: Load;
let program: Program;

beforeEach(async () => {
  folder = temporaryFolder();
  // Redis keeps all that waits for us, as it does within its limits.
  redis = await startRedis({ config: ['client-output-buffer-limit pubsub 0 0 0'] });
  load = startLoad({ port: redis.port, rate: FASTER_THAN_ANY_COLLECTOR, seed: 11 });
  program = await startProgram({ brokerUrl: redis.url, dataDir: folder.path });
  await program.until('status', '', ({ broker }) => broker.state === 'connected', 'the connection');
});
afterEach(() =>
  stopAll(
    () => program.stop(),
    () => load.stop(),
    () => redis.stop(),
    () => folder.remove(),
  ),
);

it(
  'leaves details out when events come faster than it takes them, says so, and keeps the end of every task',
  {
    timeout: 120_000,
  },
  async () => {
    load.allow(EVENTS);
    const behind = await program.until(
      'status',
      '',
      ({ collector: { pressure } }) => pressure.shedding !== 'nothing' && pressure.dropped.heartbeats > 0,
      'that details are left out',
    );
    expect(behind.collector.pressure.streamLagSeconds).toBeGreaterThan(0.5);
    await program.until(
      'status',
      '',
      ({ collector: { pressure, storeBacklog } }) => pressure.shedding === 'nothing' && storeBacklog === 0,
      'that it has caught up',
      90_000,
    );
    await sleep(1000);
    const { ended } = load;
    expect(ended.length).toBeGreaterThan(EVENTS / 3 - 1000);
    const reader = openReader({ dataDir: folder.path });
    const states = new Map(reader.rowsOf(ended.map(({ uuid }) => uuid)).map(({ uuid, state }) => [uuid, state]));
    reader.close();
    expect(ended.filter(({ uuid, state }) => states.get(uuid) !== state)).toEqual([]);
    const { collector } = await program.get('status');
    expect(collector.gaps).toEqual([]);
    expect(collector.pressure.dropped.tasks).toBe(0);
  },
);
