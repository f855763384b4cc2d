import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { format, resolveConfig } from 'prettier';
import { startRedis } from '../scripts/services/redis.mjs';
import { keepAsking, quantileOf } from './asking.mjs';
import { historyRows, LARGE } from './history.mjs';
import { eventToBrowser } from './latency.mjs';
import { figureRows, report } from './report.mjs';
import { celeryscope, flower as startFlower, usage } from './subjects.mjs';
import { bareThroughput, throughput } from './throughput.mjs';
import { cpuWithViewers } from './viewers.mjs';

/** No limit on what waits for a slow subscriber: each subject runs at its own speed and none is cut off. */
const REDIS_ARGS = ['--client-output-buffer-limit', 'pubsub 0 0 0'];
const ASKED = ['/api/v1/workers', '/api/v1/tasks?limit=50', '/tasks/'];

/** @param {{ redisServer: string, flower: string, chromium: string, quick: boolean }} options */
export async function bench({ redisServer, flower, chromium, quick }) {
  // So many that the first seconds, in which Node compiles, do not decide.
  const tasks = quick ? 30_000 : 200_000;
  const rounds = quick ? 2 : 3;
  const seconds = quick ? 6 : 30;
  const withOurs = (work) => withRedis(redisServer, (port) => run(celeryscope, port, {}, (ours) => work(ours, port)));
  const rows = { bare: [], ours: [], large: [], flower: [] };
  for (let round = 1; round <= rounds; round += 1) {
    console.log(`round ${round} of ${rounds}: the events of ${tasks} tasks, few workers and types and many`);
    rows.bare.push(await withRedis(redisServer, (port) => bareThroughput(port, tasks, round)));
    rows.ours.push(await withOurs((ours, port) => measured(ours, port, tasks, round)));
    rows.large.push(await withOurs((ours, port) => measured(ours, port, tasks, round, LARGE)));
    rows.flower.push(
      await withRedis(redisServer, (port) =>
        run(startFlower, port, flower, (subject) => throughput(subject, port, flowerTasks(tasks), round)),
      ),
    );
  }
  const latency = [];
  for (const rate of [500, 5000]) {
    console.log(`event to browser at ${rate} events/s`);
    const options = { rate, seconds, seed: 9, executablePath: chromium };
    latency.push({ rate, ...(await withOurs((ours, port) => eventToBrowser(ours, port, options))) });
  }
  const viewers = [];
  for (const count of [1, 200]) {
    console.log(`${count} viewer${count > 1 ? 's' : ''} at 1000 events/s`);
    const options = { viewers: count, rate: 1000, seconds, seed: 10 };
    viewers.push(await withOurs((ours, port) => cpuWithViewers(ours, port, options)));
  }
  const history = await withRedis(redisServer, (redisPort) =>
    historyRows({ tasks: quick ? 50_000 : 1_000_000, ...(quick ? { rounds: 1 } : {}), redisPort, say: console.log }),
  );
  const figures = [...figureRows({ rows, latency, viewers }), ...history];
  const text = report({ rounds, tasks, rows, figures });
  console.log(text);
  if (!quick) await writeDown(text);
}

/** What stands below this line in the document is written by hand. */
const BY_HAND = '<!-- npm run bench leaves what follows as it is. -->';

/** @param {string} text */
async function writeDown(text) {
  const file = join(import.meta.dirname, '../docs/benchmarks.md');
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const kept = before.includes(BY_HAND) ? before.slice(before.indexOf(BY_HAND)) : `${BY_HAND}\n`;
  const options = await resolveConfig(file);
  writeFileSync(file, await format(`${text}\n${kept}`, { ...options, filepath: file }));
}

/** Flower takes minutes for what the others do in seconds; its rate does not depend on how long it runs. */
const flowerTasks = (tasks) => Math.min(tasks, 10_000);

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

/** Throughput, what the API answered meanwhile, and whether every task arrived in the store with the right state. */
async function measured(subject, port, tasks, seed, shape) {
  const idle = usage(subject.pid)?.rssBytes ?? 0;
  const asking = keepAsking(subject.url, ASKED);
  const result = await throughput(subject, port, tasks, seed, shape);
  const answers = await asking.stop();
  const startedAt = performance.now();
  let byState = {};
  while (performance.now() - startedAt < 20_000) {
    byState = (await subject.read('/api/v1/stats')).tasks.byState;
    if ((byState.SUCCESS ?? 0) + (byState.FAILURE ?? 0) >= tasks) break;
    await sleep(100);
  }
  const right = byState.SUCCESS === result.states.SUCCESS && byState.FAILURE === result.states.FAILURE;
  const p95 = Object.fromEntries(Object.entries(answers).map(([path, took]) => [path, quantileOf(took, 0.95)]));
  return { ...result, idle, p95, right };
}
