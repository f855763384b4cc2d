// Child process: publishes the events of made-up tasks to Redis pub/sub until it is ended, and says which tasks ended.
// Arguments: redis port, events a second at most, seed. It sends no more than what it is allowed: each line of standard
// input is the number of events that may have been sent so far. Each line of output is one chunk that was published:
// {"at": ms, "events": sent so far, "ended": [[uuid, state], …], "unheard": n}. A task of which a message had no
// subscriber is counted as unheard and not among those that ended. Once all that is allowed was sent and every task of it
// ended, a chunk without events says for which allowance: "settled": number.
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { createEventMix } from './event-mix.mjs';

const [port, rate, seed] = process.argv.slice(2).map(Number);
const EVENTS_A_TASK = 3;
const CHUNKS_A_SECOND = 20;
const HEARTBEAT_MS = 500;
/** One task in so many runs for a while: there is always something in flight. */
const LONG_ONE_IN = 20;
const LONGEST_MS = 3000;

const redis = new Redis({ port, host: '127.0.0.1', lazyConnect: true, retryStrategy: () => 200 });
redis.on('error', () => {});
await redis.connect();
const mix = createEventMix({ seed });
const tasksAChunk = Math.max(1, Math.round(rate / EVENTS_A_TASK / CHUNKS_A_SECOND));

let allowed = 0;
let sent = 0;
let made = 0;
let isSettled = false;
/** Ends of long tasks, in the order in which they are due. */
let later = [];
createInterface({ input: process.stdin }).on('line', (line) => {
  allowed = Number(line);
  isSettled = false;
});

let heartbeatAt = 0;
for (let due = performance.now(); ; due += 1000 / CHUNKS_A_SECOND) {
  await sleep(Math.max(0, due - performance.now()));
  // What a pause left undone is not made up for.
  due = Math.max(due, performance.now() - 1000);
  const count = Math.min(tasksAChunk, Math.floor((allowed - sent) / EVENTS_A_TASK));
  if (count > 0 || later.length > 0) await publish(Math.max(0, count));
  else if (!isSettled) {
    isSettled = true;
    tell({ ended: [], unheard: 0, settled: allowed });
  }
}

function tell(chunk) {
  process.stdout.write(`${JSON.stringify({ at: Date.now(), events: sent, ...chunk })}\n`);
}

async function publish(count) {
  const now = performance.now();
  const parts = dueParts(now);
  for (let n = 0; n < count; n += 1) {
    const task = mix.task();
    const isLong = task.messages.length > 1 && made % LONG_ONE_IN === 0;
    made += 1;
    const story = { uuid: task.uuid, state: task.state, isHeard: true };
    if (!isLong) parts.push({ story, messages: task.messages, ends: true });
    else {
      parts.push({ story, messages: task.messages.slice(0, -1), ends: false });
      later.push({ story, messages: task.messages.slice(-1), ends: true, due: now + Math.random() * LONGEST_MS });
    }
  }
  const pipeline = redis.pipeline();
  for (const { messages } of parts)
    for (const { key, payload } of messages) pipeline.publish(`/0.celeryev/${key}`, payload);
  if (now - heartbeatAt > HEARTBEAT_MS) {
    heartbeatAt = now;
    const { key, payload } = mix.heartbeat();
    pipeline.publish(`/0.celeryev/${key}`, payload);
  }
  // A broker that is away answers nothing: who heard these messages is not known.
  const answers = (await pipeline.exec().catch(() => null)) ?? [];
  let answered = 0;
  for (const { story, messages } of parts)
    for (const _ of messages) {
      const [error, listeners] = answers[answered++] ?? [true];
      if (error || listeners === 0) story.isHeard = false;
    }
  sent += count * EVENTS_A_TASK;
  const ends = parts.filter(({ ends: isEnd }) => isEnd).map(({ story }) => story);
  const ended = ends.filter(({ isHeard }) => isHeard).map(({ uuid, state }) => [uuid, state]);
  const unheard = ends.length - ended.length;
  tell({ ended, unheard });
}

function dueParts(now) {
  const parts = later.filter((part) => part.due <= now);
  later = later.filter((part) => part.due > now);
  return parts;
}
