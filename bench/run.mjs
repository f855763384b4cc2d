import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startRedis } from '../scripts/services/redis.mjs';
import { eventToBrowser } from './latency.mjs';
import { celeryscope, flower as startFlower, usage } from './subjects.mjs';
import { bareThroughput, throughput } from './throughput.mjs';

const ROUNDS = 3;
/** No limit on what waits for a slow subscriber: each subject runs at its own speed and none is cut off. */
const REDIS_ARGS = ['--client-output-buffer-limit', 'pubsub 0 0 0'];

/** @param {{ redisServer: string, flower: string, chromium: string, quick: boolean }} options */
export async function bench({ redisServer, flower, chromium, quick }) {
  const tasks = quick ? 15_000 : 60_000;
  const rows = { bare: [], ours: [], flower: [] };
  let stored = null;
  for (let round = 1; round <= ROUNDS; round += 1) {
    console.log(`round ${round} of ${ROUNDS}: ${tasks * 3} events of ${tasks} tasks each`);
    rows.bare.push(await withRedis(redisServer, (port) => bareThroughput(port, tasks, round)));
    const ours = await withRedis(redisServer, (port) =>
      run(celeryscope, port, [], (subject) => measured(subject, port, tasks, round)),
    );
    rows.ours.push(ours);
    stored = ours.stored;
    rows.flower.push(
      await withRedis(redisServer, (port) =>
        run(startFlower, port, flower, (subject) => throughput(subject, port, flowerTasks(tasks), round)),
      ),
    );
  }
  console.log('event to browser at 500 events/s');
  const latency = await withRedis(redisServer, (port) =>
    run(celeryscope, port, [], (subject) =>
      eventToBrowser(subject, port, { rate: 500, seconds: quick ? 10 : 30, seed: 9, executablePath: chromium }),
    ),
  );
  const text = report(rows, latency, stored, tasks);
  console.log(text);
  if (!quick) writeFileSync(join(import.meta.dirname, '../docs/benchmarks.md'), text);
}

/** Flower takes minutes for what the others do in seconds; its rate does not depend on how long it runs. */
const flowerTasks = (tasks) => Math.min(tasks, 15_000);

async function withRedis(server, work) {
  const redis = await startRedis({ server, args: REDIS_ARGS });
  try {
    return await work(redis.port);
  } finally {
    await redis.stop();
  }
}

async function run(open, port, extra, work) {
  const subject = await open(port, extra);
  try {
    return await work(subject);
  } finally {
    await subject.stop();
  }
}

/** Throughput, and whether every task arrived in the store with the right state. */
async function measured(subject, port, tasks, seed) {
  const idle = usage(subject.pid)?.rssBytes ?? 0;
  const result = await throughput(subject, port, tasks, seed);
  const startedAt = performance.now();
  let byState = {};
  while (performance.now() - startedAt < 20_000) {
    byState = (await subject.read('/api/v1/stats')).tasks.byState;
    if ((byState.SUCCESS ?? 0) + (byState.FAILURE ?? 0) >= tasks) break;
    await sleep(100);
  }
  const right = byState.SUCCESS === result.states.SUCCESS && byState.FAILURE === result.states.FAILURE;
  const { store } = await subject.read('/api/v1/stats');
  return { ...result, idle, stored: { right, byState, sent: result.states, bytesPerTask: store.bytes / tasks } };
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const middle = (rows, field) => median(rows.map((row) => row[field]));
const number = (value) => Math.round(value).toLocaleString('en');
const mib = (bytes) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;

function report(rows, latency, stored, tasks) {
  const ours = middle(rows.ours, 'perSecond');
  const bare = middle(rows.bare, 'perSecond');
  const flowers = middle(rows.flower, 'perSecond');
  const line = (name, set, ratio) =>
    `| ${name} | ${number(middle(set, 'perSecond'))} | ${ratio} | ${set.reduce((sum, row) => sum + row.lost, 0)} | ${mib(middle(set, 'rssBytes'))} | ${((middle(set, 'cpuSeconds') / middle(set, 'events')) * 1e6).toFixed(1)} µs |`;
  return [
    '# Benchmarks',
    '',
    `\`npm run bench\` on ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.versions.node}. Medians of ${ROUNDS} rounds;`,
    'machines are noisy, so compare the rows of one run with each other, not with another run.',
    '',
    `Events of a real prefork worker (three a task, lists of one to three, 3 % failures with a traceback) on Redis pub/sub, ${number(tasks)} tasks at once.`,
    'Each process gets them at its own speed. Celeryscope runs whole: store on, detectors on, API asked every 50 ms.',
    '',
    '| | events/s | against Celeryscope | events lost | peak RSS | CPU an event |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    line('bare ioredis subscriber that only parses', rows.bare, `${(ours / bare).toFixed(2)} × of it`),
    line('**Celeryscope**, store on', rows.ours, '1'),
    line('Flower 2.1', rows.flower, `${(ours / flowers).toFixed(1)} × of it`),
    '',
    `Every task stored with its right state: ${rows.ours.every((row) => row.stored.right) ? 'yes' : `no (${JSON.stringify(stored)})`}. Disk: ${number(stored.bytesPerTask)} bytes a task. Celeryscope idle: ${mib(middle(rows.ours, 'idle'))}.`,
    '',
    `Event to browser at 500 events/s, from publishing a task's end to the frame that shows it in Chromium on the task list: p50 ${latency.p50} ms, p95 ${latency.p95} ms (${latency.seen} of ${latency.of} tasks passed over the first page of the list).`,
    '',
  ].join('\n');
}
