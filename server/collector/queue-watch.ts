import { createRate, type Rate } from '@/lib/metrics/rate';
import type { QueueView } from '@/lib/cluster/queue';
import type { QueueReading, UnackedReading } from '../brokers/broker';

const SPARK_BUCKETS = 30;
const SPARK_SECONDS = 10;
const RATE_WINDOW_SECONDS = 60;
/** A drain time beyond this says "growing or steady" better than a number would. */
const MAX_DRAIN_SECONDS = 7 * 86_400;

/** What events and inspect know of a queue's consumers and of the tasks that workers hold from it. */
export interface QueueSide {
  readonly consumerNames: readonly string[] | null;
  readonly slots: number | null;
  readonly freeSlots: number | null;
  readonly reserved: number;
  readonly scheduled: number;
  readonly active: number;
}

interface Watched {
  reading: QueueReading | null;
  readAt: number | null;
  oldestSince: number | null;
  readonly sent: Rate;
  readonly received: Rate;
  readonly samples: (number | null)[];
  sampledAt: number;
}

export interface QueueWatch {
  /** A `task-sent` for this queue. */
  sent(queue: string, now: number): void;
  /** A `task-received` of a task whose queue is known. */
  received(queue: string, now: number): void;
  /** `sentAtOf` gives the time a message was published, where its event was seen. */
  read(readings: readonly QueueReading[], now: number, sentAtOf: (uuid: string) => number | null): void;
  unackedRead(reading: UnackedReading | null): void;
  names(): readonly string[];
  view(name: string, side: QueueSide, now: number, sentEvents: boolean | null): QueueView;
  totalReady(): number | null;
  /** Ready messages as last read, and when; null when not known. */
  readyIn(name: string): { readonly count: number; readonly at: number } | null;
  unacked(): UnackedReading | null;
  /** How long the head of the queue has been the same message, seconds; null when empty or not known. */
  headUnmovedSeconds(name: string, now: number): number | null;
}

/** Joins readings of the broker with rates counted from events into one view a queue. */
export function createQueueWatch(): QueueWatch {
  const queues = new Map<string, Watched>();
  const heads = new Map<string, { uuid: string; since: number }>();
  let unacked: UnackedReading | null = null;

  const watched = (name: string): Watched => {
    const known = queues.get(name);
    if (known !== undefined) return known;
    const fresh: Watched = {
      reading: null,
      readAt: null,
      oldestSince: null,
      sent: createRate(RATE_WINDOW_SECONDS),
      received: createRate(RATE_WINDOW_SECONDS),
      samples: new Array<number | null>(SPARK_BUCKETS).fill(null),
      sampledAt: 0,
    };
    queues.set(name, fresh);
    return fresh;
  };

  const sample = (queue: Watched, now: number): void => {
    const bucket = Math.floor(now / SPARK_SECONDS);
    const steps = queue.sampledAt === 0 ? 1 : Math.min(SPARK_BUCKETS, bucket - queue.sampledAt);
    for (let step = 0; step < steps; step += 1) {
      queue.samples.shift();
      queue.samples.push(null);
    }
    queue.samples[SPARK_BUCKETS - 1] = queue.reading?.ready ?? null;
    queue.sampledAt = bucket;
  };

  const followHead = (reading: QueueReading, now: number): void => {
    if (reading.headUuid === null) {
      heads.delete(reading.name);
      return;
    }
    if (heads.get(reading.name)?.uuid !== reading.headUuid)
      heads.set(reading.name, { uuid: reading.headUuid, since: now });
  };

  return {
    sent: (queue, now) => watched(queue).sent.add(now),
    received: (queue, now) => watched(queue).received.add(now),
    read(readings, now, sentAtOf) {
      for (const reading of readings) {
        const queue = watched(reading.name);
        queue.reading = reading;
        queue.readAt = now;
        queue.oldestSince = reading.oldestUuid === null ? null : sentAtOf(reading.oldestUuid);
        followHead(reading, now);
        sample(queue, now);
      }
    },
    unackedRead(reading) {
      unacked = reading;
    },
    names: () => [...queues.keys()],
    totalReady() {
      const known = [...queues.values()].map((queue) => queue.reading?.ready ?? null).filter((ready) => ready !== null);
      return known.length === 0 ? null : known.reduce((sum, ready) => sum + ready, 0);
    },
    readyIn(name) {
      const queue = queues.get(name);
      const count = queue?.reading?.ready ?? null;
      return count === null || queue?.readAt == null ? null : { count, at: queue.readAt };
    },
    unacked: () => unacked,
    headUnmovedSeconds(name, now) {
      const head = heads.get(name);
      return head === undefined ? null : now - head.since;
    },
    view(name, side, now, sentEvents) {
      const queue = watched(name);
      return toView(name, queue, side, now, sentEvents, unacked);
    },
  };
}

function toView(
  name: string,
  queue: Watched,
  side: QueueSide,
  now: number,
  sentEvents: boolean | null,
  unacked: UnackedReading | null,
): QueueView {
  const { reading } = queue;
  const unknown: Record<string, string> = { ...reading?.unknown };
  const known = <T>(field: string, value: T | null, reason: string): T | null => {
    if (value === null) unknown[field] ??= reason;
    else Reflect.deleteProperty(unknown, field);
    return value;
  };
  const counted = sentEvents === true;
  const inPerSecond = reading?.inPerSecond ?? (counted ? queue.sent.perSecond(now) : null);
  const outPerSecond = reading?.outPerSecond ?? (counted ? queue.received.perSecond(now) : null);
  const ready = known('ready', reading?.ready ?? null, 'not_read_yet');
  const empty = ready === 0;
  const oldestAge = queue.oldestSince === null ? null : Math.max(0, now - queue.oldestSince);
  return {
    name,
    ready,
    readyByPriority: known('readyByPriority', reading?.readyByPriority ?? null, 'not_read_yet'),
    unacked: known(
      'unacked',
      reading?.unacked ?? unacked?.byQueue[name] ?? (unacked === null ? null : 0),
      'not_read_yet',
    ),
    reserved: side.reserved,
    scheduled: side.scheduled,
    active: side.active,
    consumers: known('consumers', reading?.consumers ?? side.consumerNames?.length ?? null, 'no_inspect_reply'),
    consumerNames: side.consumerNames,
    slots: side.slots,
    freeSlots: side.freeSlots,
    oldestAgeSeconds: empty
      ? null
      : known('oldestAgeSeconds', oldestAge, counted ? 'sent_not_seen' : 'needs_task_send_sent_event'),
    inPerSecond: known('inPerSecond', inPerSecond, 'needs_task_send_sent_event'),
    outPerSecond: known('outPerSecond', outPerSecond, 'needs_task_send_sent_event'),
    drainSeconds: drainSeconds(ready, inPerSecond, outPerSecond),
    readAt: queue.readAt,
    sparkline: [...queue.samples],
    unknown,
  };
}

/** Seconds until empty; null when nothing waits, it does not shrink, or a figure is missing. */
export function drainSeconds(
  ready: number | null,
  inPerSecond: number | null,
  outPerSecond: number | null,
): number | null {
  if (ready === null || ready === 0 || inPerSecond === null || outPerSecond === null) return null;
  const shrink = outPerSecond - inPerSecond;
  if (shrink <= 0) return null;
  const seconds = ready / shrink;
  return seconds > MAX_DRAIN_SECONDS ? null : seconds;
}
