// Child process: publishes `tasks` tasks' events to Redis pub/sub, as fast as it can or at `rate` events a second.
// What goes out at once is made beforehand, so that the subscribers and not the making set the pace.
// Arguments: redis port, tasks, events a second (0 = unbounded), seed, and as JSON what else the event mix takes. Prints
// one JSON line at the end.
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { createEventMix } from './event-mix.mjs';

const [port, tasks, rate, seed] = process.argv.slice(2, 6).map(Number);
const shape = JSON.parse(process.argv[6] ?? '{}');
const redis = new Redis({ port, host: '127.0.0.1' });
const mix = createEventMix({ seed, ...shape });
const EVENTS_A_TASK = shape.queues > 0 ? 4 : 3;
const CHUNK = rate > 0 ? Math.max(1, Math.round(rate / EVENTS_A_TASK / 50)) : 500;

const states = { SUCCESS: 0, FAILURE: 0 };
/** uuid → when its last event was published; only kept for paced runs, whose latency is measured. */
const endedAt = {};
const chunks = [];
if (rate === 0) for (let done = 0; done < tasks; done += CHUNK) chunks.push(makeChunk(done));

console.log('ready');
const startedAt = performance.now();
for (let done = 0; done < tasks; done += CHUNK) {
  const pipeline = redis.pipeline();
  for (const { key, payload } of chunks.shift() ?? makeChunk(done)) pipeline.publish(`/0.celeryev/${key}`, payload);
  await pipeline.exec();
  if (rate > 0) {
    const due = startedAt + ((done + CHUNK) * EVENTS_A_TASK * 1000) / rate;
    await sleep(Math.max(0, due - performance.now()));
  }
}
console.log(
  JSON.stringify({
    tasks,
    events: tasks * EVENTS_A_TASK,
    seconds: (performance.now() - startedAt) / 1000,
    states,
    endedAt,
  }),
);
await redis.quit();

function makeChunk(done) {
  const made = [];
  for (let n = 0; n < CHUNK && done + n < tasks; n += 1) {
    const { uuid, state, messages } = mix.task();
    states[state] += 1;
    made.push(...messages);
    if (rate > 0) endedAt[uuid] = Date.now();
  }
  return [...made, mix.heartbeat()];
}
