import { setTimeout as sleep } from 'node:timers/promises';
import { bareSubscriber, publish, usage } from './subjects.mjs';

const GIVE_UP_SECONDS = 240;

/** @param {{ queues?: number }} [shape] */
const eventsOf = (tasks, shape) => tasks * (shape?.queues ? 4 : 3);

/**
 * Publishes `tasks` tasks' events at once and times how long `subject` takes until it has counted all of them. Redis
 * holds the backlog (the bench's server sets no output limit), so that each subject runs at its own speed.
 */
export async function throughput(subject, port, tasks, seed, shape) {
  const expected = eventsOf(tasks, shape);
  const before = await subject.count();
  const cpuBefore = usage(subject.pid)?.cpuSeconds ?? 0;
  const { finished } = await publish(port, tasks, 0, seed, shape);
  const startedAt = performance.now();
  let peak = 0;
  let counted = 0;
  let lastChangeAt = performance.now();
  while (counted < expected) {
    await sleep(50);
    const now = (await subject.count()) - before;
    if (now !== counted) lastChangeAt = performance.now();
    counted = now;
    peak = Math.max(peak, usage(subject.pid)?.rssBytes ?? 0);
    // Nothing more comes: what is missing was lost.
    if (performance.now() - lastChangeAt > 10_000 || performance.now() - startedAt > GIVE_UP_SECONDS * 1000) break;
  }
  const seconds = (lastChangeAt - startedAt) / 1000;
  const { states } = await finished;
  return {
    events: Math.min(counted, expected),
    lost: Math.max(0, expected - counted),
    perSecond: Math.min(counted, expected) / seconds,
    rssBytes: peak,
    cpuSeconds: (usage(subject.pid)?.cpuSeconds ?? 0) - cpuBefore,
    states,
  };
}

export async function bareThroughput(port, tasks, seed) {
  const subscriber = await bareSubscriber(port, eventsOf(tasks));
  const { finished } = await publish(port, tasks, 0, seed);
  const startedAt = performance.now();
  const result = await subscriber.finished();
  const seconds = (performance.now() - startedAt) / 1000;
  await finished;
  return {
    events: result.events,
    lost: 0,
    perSecond: result.events / seconds,
    rssBytes: result.rss,
    cpuSeconds: (result.cpu.user + result.cpu.system) / 1e6,
  };
}
