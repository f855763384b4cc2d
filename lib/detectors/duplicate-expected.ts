import { heldFor, visibilityTimeoutAbove } from './advised-setting';
import { message } from '../i18n/message';
import { problemOf, type Detector, type DetectorInput } from './detector';
import { expectedDuplicates, type Expected } from './expected-duplicates';
import { expectedEvidence } from './expected-evidence';
import type { Advice, Observation, Subject } from './finding';
import { groupedBy } from './in-flight';
import { roundTimeout } from './round-timeout';
import { subjectsOf } from './subjects-of';

const NAME = 'duplicate-expected';
/** Of one type with an eta, or waiting on one worker; more of them are told together. */
export const MAX_SINGLE = 10;
const MAX_FINDINGS = 100;
const MAX_RELATED = 200;

/** A task that a worker still holds when the broker will give it out again: it will run twice. */
export const duplicateExpected: Detector = {
  name: NAME,
  confirmSeconds: 2,
  observe(input) {
    const observations: Observation[] = [];
    for (const group of groupedBy(expectedDuplicates(input), groupOf).values()) {
      const [first] = group;
      if (observations.length >= MAX_FINDINGS) break;
      if (group.length <= MAX_SINGLE) observations.push(...group.map((one) => ofTask(input, one)));
      // Many of one type with an eta are one mistake of that type: `eta-beyond-visibility-timeout`.
      else if (first !== undefined && first.because !== 'eta') observations.push(ofWorker(input, group, first));
    }
    return observations;
  },
};

function groupOf({ because, task, holder }: Expected): string {
  return because === 'eta' ? `eta ${task.name ?? ''}` : `held ${holder.worker}`;
}

function ofTask(input: DetectorInput, one: Expected): Observation {
  const { task, holder, copy } = one;
  const subject: Subject = { kind: 'task', id: task.uuid };
  return {
    ...problemOf(NAME, subject),
    severity: 'warning',
    related: subjectsOf({ worker: [holder.worker, copy?.worker], queue: [task.queue], type: [task.name] }),
    sentence: message(`findings.${NAME}.sentence`, {
      ...valuesOf(input, one),
      name: task.name ?? task.uuid,
      copy: copy?.worker ?? '',
      sameWorker: copy?.worker === holder.worker ? 'yes' : 'no',
    }),
    evidence: expectedEvidence(input, one),
    advice: adviceOf(input, one),
    figure: figureOf(one),
    since: one.deliveredAt,
  };
}

function ofWorker(input: DetectorInput, group: readonly Expected[], first: Expected): Observation {
  const soonest = group.reduce((a, b) => (b.dueAt < a.dueAt ? b : a), first);
  const subject: Subject = { kind: 'worker', id: first.holder.worker };
  return {
    ...problemOf(NAME, subject),
    severity: 'warning',
    related: subjectsOf({
      queue: group.map(({ task }) => task.queue),
      type: group.map(({ task }) => task.name),
      task: group.map(({ task }) => task.uuid),
    }).slice(0, MAX_RELATED),
    sentence: message(`findings.${NAME}.sentence-many`, { ...valuesOf(input, soonest), count: group.length }),
    evidence: expectedEvidence(input, soonest),
    advice: adviceOf(input, soonest),
    figure: null,
    since: soonest.deliveredAt,
  };
}

function valuesOf({ brokerKind, now }: DetectorInput, one: Expected) {
  return {
    because: one.because,
    worker: one.holder.worker,
    heldSeconds: now - one.deliveredAt,
    timeoutSeconds: one.timeoutSeconds,
    dueAt: one.dueAt,
    etaAt: one.etaAt,
    overdue: one.dueAt <= now ? 'yes' : 'no',
    broker: brokerKind === 'amqp' ? 'amqp' : 'redis',
  };
}

/** The timeout above what is held the longest: until its eta, or for as long as it was held so far. */
export function adviceOf({ brokerKind, now }: DetectorInput, one: Expected): Advice {
  const heldSeconds = heldFor({ now, ...one });
  const neededSeconds = roundTimeout(heldSeconds);
  const values = { heldSeconds, neededSeconds, because: one.because };
  if (brokerKind === 'amqp') {
    const setting = `consumer_timeout = ${neededSeconds * 1000}`;
    return { text: message(`findings.${NAME}.advice-amqp`, values), setting };
  }
  const setting = visibilityTimeoutAbove(heldSeconds);
  return { text: message(`findings.${NAME}.advice`, values), setting };
}

function figureOf({ holder, copy, dueAt }: Expected): Observation['figure'] {
  const bars = [holder, copy].flatMap((run) =>
    run === null || run.startedAt === null
      ? []
      : [{ n: run.n, worker: run.worker, startedAt: run.startedAt, endedAt: run.endedAt, outcome: run.outcome }],
  );
  return bars.length === 0 ? null : { kind: 'deliveries', bars, dueAt, facts: [] };
}
