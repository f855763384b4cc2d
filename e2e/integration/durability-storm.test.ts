import { afterEach, beforeEach, expect, it } from 'vitest';
import { wrapped } from '../support/event-message';
import { holdable, type HeldStream } from '../support/held-stream';
import { startLoad, type Load } from '../support/load';
import { startProgram, temporaryFolder, type Program } from '../support/program';
import { startRedis, type RedisServer } from '../support/redis-server';
import { stopAll } from '../support/stop-all';
import { notStored } from '../support/stored';

const EVENTS = 150_000;
const HEARTBEATS = 200;
const AS_FAST_AS_IT_CAN = 200_000;

let folder: ReturnType<typeof temporaryFolder>;
let redis: RedisServer;
let stream: HeldStream;
let load: Load;
let program: Program;

beforeEach(async () => {
  folder = temporaryFolder();
  // Redis keeps all that waits for us, as it does within its limits.
  redis = await startRedis({ config: ['client-output-buffer-limit pubsub 0 0 0'] });
  stream = await holdable(redis);
  load = startLoad({ port: redis.port, rate: AS_FAST_AS_IT_CAN, seed: 11 });
  program = await startProgram({ brokerUrl: stream.url, dataDir: folder.path });
  await program.until('status', '', ({ broker }) => broker.state === 'connected', 'the connection');
});
afterEach(() =>
  stopAll(
    () => program.stop(),
    () => load.stop(),
    () => stream.close(),
    () => redis.stop(),
    () => folder.remove(),
  ),
);

async function beat(times: number): Promise<void> {
  const hostname = 'w1@storm';
  const pipeline = redis.client.pipeline();
  for (let n = 0; n < times; n += 1) {
    const timestamp = Date.now() / 1000;
    const beats = { type: 'worker-heartbeat', hostname, timestamp, freq: 2, active: 0, processed: n };
    const body = Buffer.from(JSON.stringify(beats));
    pipeline.publish('/0.celeryev/worker.heartbeat', wrapped(body, { headers: { hostname } }));
  }
  await pipeline.exec();
}

it('leaves details out when events come faster than they are taken, says so, and keeps the end of every task', async () => {
  // How fast this machine takes events decides nothing: it is given none until it must see that it is late.
  stream.hold();
  load.allow(EVENTS);
  const behind = await program.until(
    'status',
    '',
    ({ collector: { pressure } }) => pressure.shedding === 'timeline',
    'that details are left out',
  );
  expect(behind.collector.pressure.streamLagSeconds).toBeGreaterThan(0.5);
  await beat(HEARTBEATS);
  const ended = await load.settled();
  expect(ended).toHaveLength(EVENTS / 3);
  stream.release();
  const { collector } = await program.until(
    'status',
    '',
    ({ collector: { pressure, storeBacklog } }) => pressure.shedding === 'nothing' && storeBacklog === 0,
    'that it has caught up',
    120_000,
  );
  await expect.poll(() => notStored(folder.path, ended)).toEqual([]);
  expect(collector.gaps).toEqual([]);
  const { dropped } = collector.pressure;
  expect(dropped.tasks).toBe(0);
  expect(dropped.heartbeats).toBeGreaterThan(HEARTBEATS / 2);
});
