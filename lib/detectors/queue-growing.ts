import type { WorkerView } from '../cluster/worker';
import { message } from '../i18n/message';
import { problemOf, type Detector, type DetectorInput, type QueueSight } from './detector';
import type { Evidence, Observation, Subject } from './finding';

const NAME = 'queue-growing';
/** Samples are ten seconds apart: three minutes, in three parts. */
const PART = 6;
const PARTS = 3;
const MIN_READY = 100;
/** It must have grown by this share of itself: a long queue that trembles does not grow. */
const MIN_GROWTH = 0.1;
/** Of what it grew, each minute must have brought this much. */
const MIN_SHARE = 0.25;
/** Not above any of so many samples before: it is being worked off. */
const TURNED = 4;
/** Of slots that are free for a moment between two runs none is idle. */
const FULL = 0.9;

/** A queue into which more comes than is taken out, minute after minute. */
export const queueGrowing: Detector = {
  name: NAME,
  confirmSeconds: 15,
  // What comes in bursts, one a minute, sinks between them: that long it is no end.
  closeSeconds: 35,
  observe(input) {
    return input.queues.flatMap((queue) => {
      const growth = growthOf(queue);
      // Without a consumer, or paused, it grows for another reason, which is told.
      if (growth === null || queue.isPaused || input.consumersOf(queue.name).length === 0) return [];
      return [observationOf(input, queue, growth)];
    });
  },
};

interface Growth {
  readonly from: number;
  readonly to: number;
  readonly perMinute: number;
}

function growthOf({ samples, ready }: QueueSight): Growth | null {
  const recent = samples.slice(-PART * PARTS).filter((sample) => sample !== null);
  if (recent.length < PART * PARTS || ready === null || ready < MIN_READY) return null;
  const middles = Array.from({ length: PARTS }, (_, part) => median(recent.slice(part * PART, (part + 1) * PART)));
  const [first = 0, middle = 0, last = 0] = middles;
  const grown = last - first;
  // What comes at once lifts one minute above the one before; what grows rises in each of them.
  if (Math.min(middle - first, last - middle) < grown * MIN_SHARE) return null;
  if (grown < Math.max(MIN_READY / 2, last * MIN_GROWTH)) return null;
  const [from = 0] = recent;
  const hasTurned = recent.slice(-TURNED).every((before) => ready <= before);
  return hasTurned || ready <= from ? null : { from, to: ready, perMinute: grown / (PARTS - 1) };
}

// Of a burst a mean keeps a share for as long as the burst is in it.
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return ((sorted[Math.ceil(half) - 1] ?? 0) + (sorted[Math.floor(half)] ?? 0)) / 2;
}

/** Slots that were busy in the mean of those minutes: at one moment any number of them may be. */
function busyOf({ slotUse }: DetectorInput, consumers: readonly WorkerView[]): number | null {
  const used = consumers.map(({ hostname }) => slotUse(hostname));
  return used.reduce<number | null>((sum, busy) => (sum === null || busy === null ? null : sum + busy), 0);
}

function observationOf(input: DetectorInput, queue: QueueSight, growth: Growth): Observation {
  const { name, inPerSecond, outPerSecond } = queue;
  const subject: Subject = { kind: 'queue', id: name };
  const consumers = input.consumersOf(name);
  const slots = consumers.reduce((sum, { concurrency }) => sum + (concurrency ?? 0), 0);
  const busy = busyOf(input, consumers);
  const drainSeconds = outPerSecond === null || outPerSecond <= 0 ? null : growth.to / outPerSecond;
  const at = queue.readAt ?? input.now;
  const evidence: Evidence[] = [
    {
      claim: message(`findings.${NAME}.grew`, { ...growth, minutes: (PART * PARTS) / 6, queue: name }),
      source: 'queue length',
      at,
    },
    {
      claim: message(`findings.${NAME}.slots`, {
        workers: consumers.length,
        known: busy === null ? 'no' : 'yes',
        busy: Math.round(10 * (busy ?? 0)) / 10,
        slots,
      }),
      source: 'task events, inspect',
      at: input.now,
    },
  ];
  if (inPerSecond !== null && outPerSecond !== null) {
    const values = { inPerMinute: Math.round(inPerSecond * 60), outPerMinute: Math.round(outPerSecond * 60) };
    evidence.push({ claim: message(`findings.${NAME}.rates`, values), source: 'task events', at: input.now });
  }
  return {
    ...problemOf(NAME, subject),
    severity: 'warning',
    related: consumers.slice(0, 50).map(({ hostname }) => ({ kind: 'worker', id: hostname })),
    sentence: message(`findings.${NAME}.sentence`, {
      queue: name,
      ready: growth.to,
      perMinute: Math.round(growth.perMinute),
      drain: drainSeconds === null ? 'unknown' : 'known',
      drainSeconds: drainSeconds ?? 0,
    }),
    evidence,
    advice: {
      text: message(`findings.${NAME}.advice`, { full: fullness(busy, slots) }),
      setting: null,
    },
    figure: null,
    since: input.now - PART * PARTS * 10,
  };
}

function fullness(busy: number | null, slots: number): string {
  if (busy === null || slots === 0) return 'unknown';
  return busy >= FULL * slots ? 'yes' : 'no';
}
