import { shortestTimeout } from '../celery/visibility-timeout';
import type { Delivery, Task } from '../cluster/task';
import type { DetectorInput } from './detector';
import { liveHolders } from './in-flight';

/** RabbitMQ's `consumer_timeout`, which it tells nobody. */
export const CONSUMER_TIMEOUT_SECONDS = 1800;
/** A run or a wait this far into the timeout is likely to outlast it. */
const LIKELY_SHARE = 0.8;
/** One held for so much longer than the default shows that another `consumer_timeout` is set. */
const OTHER_TIMEOUT_SECONDS = 120;
const MAX_LOOKED_AT = 5000;

/** `eta`: it is held until then; `copied`: it was given out again already, and the copy waits. */
export type Because = 'eta' | 'running' | 'waiting' | 'copied';

/** A task that will be delivered again while a worker that is up still holds it. */
export interface Expected {
  readonly task: Task;
  readonly holder: Delivery;
  readonly copy: Delivery | null;
  readonly because: Because;
  readonly deliveredAt: number;
  readonly timeoutSeconds: number;
  readonly dueAt: number;
  /** Set where `because` is `eta`. */
  readonly etaAt: number;
}

/** All of them, as far as the broker's unacknowledged messages, or on RabbitMQ the events, tell. */
export function expectedDuplicates(input: DetectorInput): readonly Expected[] {
  return input.brokerKind === 'amqp' ? byConsumerTimeout(input) : byVisibilityTimeout(input);
}

function byVisibilityTimeout(input: DetectorInput): readonly Expected[] {
  const timeout = shortestTimeout(input.live);
  if (timeout === null || input.unacked === null) return [];
  const found: Expected[] = [];
  for (const { uuid, deliveredAt, eta } of input.unacked.entries) {
    const task = uuid === null ? undefined : input.cluster.tasks.get(uuid);
    // One that ran twice already is told as such.
    if (task === undefined || input.cluster.repeated.has(task.uuid) || dropsCopies(input, task)) continue;
    const expected = expectedOf(input, task, deliveredAt, timeout.seconds, eta ?? task.eta);
    if (expected !== null) found.push(expected);
  }
  return found;
}

function expectedOf(
  input: DetectorInput,
  task: Task,
  deliveredAt: number,
  timeoutSeconds: number,
  eta: number | null,
): Expected | null {
  // What was put back is to run elsewhere: that a worker goes on with it was risked then.
  const holders = liveHolders(input, task).filter(({ putBack }) => putBack === undefined);
  const holder = holders.find(({ startedAt }) => startedAt !== null) ?? holders[0];
  if (holder === undefined) return null;
  const dueAt = deliveredAt + timeoutSeconds;
  const copy = holders.find((other) => other !== holder && other.retries === holder.retries) ?? null;
  const known = { task, holder, copy, deliveredAt, timeoutSeconds, dueAt, etaAt: eta ?? 0 };
  if (holder.startedAt === null && eta !== null && eta > input.now)
    return eta > dueAt || copy !== null ? { ...known, because: 'eta' } : null;
  if (copy !== null) return { ...known, because: 'copied' };
  if (input.now - deliveredAt < LIKELY_SHARE * timeoutSeconds) return null;
  return { ...known, because: holder.startedAt === null ? 'waiting' : 'running' };
}

// `worker_deduplicate_successful_tasks`: the copy is acknowledged without a run, once the first has succeeded.
function dropsCopies({ cluster, consumersOf }: DetectorInput, { queue }: Task): boolean {
  const consumers = queue === null ? [] : consumersOf(queue);
  return (
    consumers.length > 0 &&
    consumers.every(
      ({ hostname }) => cluster.workers.get(hostname)?.replies.conf?.['worker_deduplicate_successful_tasks'] === true,
    )
  );
}

// What a worker has prefetched or holds for an eta is unacknowledged; of what it runs only inspect tells.
function byConsumerTimeout(input: DetectorInput): readonly Expected[] {
  const { cluster, now } = input;
  const found: Expected[] = [];
  let looked = 0;
  let oldestSeconds = 0;
  for (const { hostname } of input.live) {
    const held = cluster.held.get(hostname);
    if (looked >= MAX_LOOKED_AT) break;
    if (held === undefined) continue;
    const replies = cluster.workers.get(hostname)?.replies;
    const late = (replies?.activeTasks ?? []).filter(({ acknowledged }) => acknowledged === false);
    const running = late.map(({ uuid }) => uuid).filter((uuid) => held.running.has(uuid));
    for (const uuid of [...running, ...firstOf(held.reserved.keys()), ...firstOf(held.scheduled.keys())]) {
      if (looked >= MAX_LOOKED_AT) break;
      looked += 1;
      const task = cluster.tasks.get(uuid);
      const receivedAt = task?.deliveries.find((d) => d.worker === hostname && d.outcome === null)?.receivedAt ?? null;
      if (task === undefined || receivedAt === null || cluster.repeated.has(uuid)) continue;
      oldestSeconds = Math.max(oldestSeconds, now - receivedAt);
      const expected = expectedOf(input, task, receivedAt, CONSUMER_TIMEOUT_SECONDS, task.eta);
      if (expected !== null) found.push(expected);
    }
  }
  return oldestSeconds > CONSUMER_TIMEOUT_SECONDS + OTHER_TIMEOUT_SECONDS ? [] : found;
}

/** The oldest of what a worker holds, and not all of many. */
function* firstOf(uuids: Iterable<string>): Generator<string> {
  let count = 0;
  for (const uuid of uuids) {
    if (count >= MAX_LOOKED_AT) return;
    count += 1;
    yield uuid;
  }
}
