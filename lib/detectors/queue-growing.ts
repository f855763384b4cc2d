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

/** A queue into which more comes than is taken out, minute after minute. */
export const queueGrowing: Detector = {
  name: NAME,
  confirmSeconds: 10,
  // A sample comes every ten seconds, and one alone decides nothing.
  closeSeconds: 30,
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
  const means = Array.from({ length: PARTS }, (_, part) => mean(recent.slice(part * PART, (part + 1) * PART)));
  const [first = 0, middle = 0, last = 0] = means;
  if (!(first < middle && middle < last) || last - first < Math.max(MIN_READY / 2, last * MIN_GROWTH)) return null;
  return { from: recent[0] ?? 0, to: ready, perMinute: (last - first) / (PARTS - 1) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function observationOf(input: DetectorInput, queue: QueueSight, growth: Growth): Observation {
  const { name, inPerSecond, outPerSecond } = queue;
  const subject: Subject = { kind: 'queue', id: name };
  const consumers = input.consumersOf(name);
  const slots = consumers.reduce((sum, { concurrency }) => sum + (concurrency ?? 0), 0);
  const busy = consumers.reduce((sum, { active, concurrency }) => sum + Math.min(active ?? 0, concurrency ?? 0), 0);
  const drainSeconds = outPerSecond === null || outPerSecond <= 0 ? null : growth.to / outPerSecond;
  const at = queue.readAt ?? input.now;
  const evidence: Evidence[] = [
    {
      claim: message(`findings.${NAME}.grew`, { ...growth, minutes: (PART * PARTS) / 6, queue: name }),
      source: 'queue length',
      at,
    },
    {
      claim: message(`findings.${NAME}.slots`, { workers: consumers.length, busy, slots }),
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
      text: message(`findings.${NAME}.advice`, { full: busy >= slots && slots > 0 ? 'yes' : 'no' }),
      setting: null,
    },
    figure: null,
    since: input.now - PART * PARTS * 10,
  };
}
