import { GONE_QUEUE_SECONDS, MAX_QUEUE_NAMES } from '@/lib/api/limits';
import { createRate, type Rate } from '@/lib/metrics/rate';
import type { QueueView } from '@/lib/cluster/queue';
import type { QueueSight } from '@/lib/detectors/detector';
import type { QueueReading, UnackedReading } from '../brokers/broker';

const SPARK_BUCKETS = 30;
const SPARK_SECONDS = 10;
const RATE_WINDOW_SECONDS = 60;
/** A drain time beyond this says "growing or steady" better than a number would. */
const MAX_DRAIN_SECONDS = 7 * 86_400;
/** RabbitMQ writes each question for a missing queue into its log as an error. */
const MISSING_AGAIN_SECONDS = 60;

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
  /** When anything last spoke for its existence. */
  aliveAt: number;
  oldestSince: number | null;
  readonly sent: Rate;
  readonly received: Rate;
  readonly samples: (number | null)[];
  sampledAt: number;
}

/** What others know of a queue. */
interface Known extends Pick<QueueView, 'pause'> {
  readonly sentEvents: boolean | null;
}

export interface QueueWatch {
  /** A `task-sent` for this queue. */
  sent(queue: string, now: number): void;
  /** A `task-received` of a task whose queue is known. */
  received(queue: string, now: number): void;
  /** `sentAtOf` gives the time a message was published, where its event was seen. */
  read(readings: readonly QueueReading[], now: number, sentAtOf: (uuid: string) => number | null): void;
  /** These are bound or consumed, though nothing may be in them. */
  exist(names: Iterable<string>, now: number): void;
  /** Queues that are to be read now: those that the broker called missing wait a while. */
  due(now: number): readonly string[];
  /** Lets go of queues that are not seen any more; their names. */
  forget(now: number): readonly string[];
  unackedRead(reading: UnackedReading | null): void;
  names(): readonly string[];
  view(name: string, side: QueueSide, now: number, known: Known): QueueView;
  /** For detectors: what was read, without what workers tell. */
  sights(now: number, isPaused: (queue: string) => boolean): readonly QueueSight[];
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

  const watched = (name: string, now: number): Watched => {
    const known = queues.get(name);
    if (known !== undefined) return known;
    const fresh: Watched = {
      reading: null,
      readAt: null,
      aliveAt: now,
      oldestSince: null,
      sent: createRate(RATE_WINDOW_SECONDS),
      received: createRate(RATE_WINDOW_SECONDS),
      samples: new Array<number | null>(SPARK_BUCKETS).fill(null),
      sampledAt: 0,
    };
    queues.set(name, fresh);
    return fresh;
  };

  /** A queue that an event names. */
  const named = (name: string, now: number): Watched | null => {
    if (!queues.has(name) && queues.size >= MAX_QUEUE_NAMES) return null;
    const queue = watched(name, now);
    queue.aliveAt = now;
    return queue;
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
    sent: (queue, now) => named(queue, now)?.sent.add(now),
    received: (queue, now) => named(queue, now)?.received.add(now),
    exist(names, now) {
      for (const name of names) watched(name, now).aliveAt = now;
    },
    due: (now) =>
      [...queues].flatMap(([name, { reading, readAt }]) =>
        isMissing(reading) && now - (readAt ?? 0) < MISSING_AGAIN_SECONDS ? [] : [name],
      ),
    forget(now) {
      const gone = [...queues].filter(([, { aliveAt }]) => now - aliveAt > GONE_QUEUE_SECONDS).map(([name]) => name);
      for (const name of gone) {
        queues.delete(name);
        heads.delete(name);
      }
      return gone;
    },
    read(readings, now, sentAtOf) {
      for (const reading of readings) {
        const queue = watched(reading.name, now);
        queue.reading = reading;
        queue.readAt = now;
        if (showsLife(reading)) queue.aliveAt = now;
        queue.oldestSince = reading.oldestUuid === null ? null : sentAtOf(reading.oldestUuid);
        followHead(reading, now);
        sample(queue, now);
      }
    },
    unackedRead(reading) {
      unacked = reading;
    },
    names: () => [...queues.keys()],
    sights: (now, isPaused) =>
      [...queues].map(([name, { reading, readAt, sent, received, samples }]) => {
        const since = heads.get(name)?.since;
        const isFilled = (reading?.ready ?? 0) > 0;
        return {
          name,
          ready: reading?.ready ?? null,
          readAt,
          consumers: reading?.consumers ?? null,
          headUnmovedSeconds: since === undefined ? null : now - since,
          // Of an empty queue nobody asks for them.
          inPerSecond: reading?.inPerSecond ?? (isFilled ? sent.perSecond(now) : null),
          outPerSecond: reading?.outPerSecond ?? (isFilled ? received.perSecond(now) : null),
          samples,
          isPaused: isPaused(name),
        };
      }),
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
    view(name, side, now, known) {
      const queue = watched(name, now);
      return toView(name, queue, side, now, known, unacked);
    },
  };
}

function isMissing(reading: QueueReading | null): boolean {
  return reading?.unknown['ready'] === 'queue_missing';
}

// An empty list is no key on Redis, which therefore knows no queues; RabbitMQ tells the consumers of each that exists.
function showsLife({ ready, consumers }: QueueReading): boolean {
  return (ready !== null && ready > 0) || consumers !== null;
}

/** Unacknowledged of one queue in a reading of all; one that a reading of them all does not name has none. */
export function unackedIn(unacked: UnackedReading | null, queue: string): number | null {
  return unacked?.byQueue[queue] ?? (unacked === null || unacked.truncated ? null : 0);
}

function toView(
  name: string,
  queue: Watched,
  side: QueueSide,
  now: number,
  { sentEvents, pause }: Known,
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
    unacked: known('unacked', reading?.unacked ?? unackedIn(unacked, name), 'not_read_yet'),
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
    pause,
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
