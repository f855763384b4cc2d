import type { WorkerView } from '../cluster/worker';
import { message } from '../i18n/message';
import { problemOf, type Detector, type DetectorInput } from './detector';
import type { Observation, Subject } from './finding';

const NAME = 'worker-unknown';
/** A solo pool says nothing while a task runs: that alone is no news. */
const SOLO_SECONDS = 300;
/** One that answers is there, whatever keeps its heartbeats. */
const ANSWERS_SECONDS = 60;
const OWN_LAG_SECONDS = 5;
/** An answer may come this long after the last heartbeat from a worker that was stopped then. */
const ON_ITS_WAY_SECONDS = 5;

/** A worker that is silent and not known to be dead: stopped, hung, cut off, or a solo pool in a long task. */
export const workerUnknown: Detector = {
  name: NAME,
  // Silent for ten seconds and more before it is called unknown, and gone at thirty.
  confirmSeconds: 8,
  observe(input) {
    return [...twinsOf(input), ...silentOf(input)];
  },
};

/** Two workers that were started with one name: what is known of it is of either. */
function twinsOf({ cluster, live, now }: DetectorInput): readonly Observation[] {
  return live.flatMap((worker) => {
    const { hostname, twins, lastHeartbeatAt } = worker;
    if (twins === undefined) return [];
    const processes = cluster.workers.get(hostname)?.processes ?? [];
    const newest = processes.toSorted((a, b) => b.firstSeenAt - a.firstSeenAt)[0];
    const values = { worker: hostname, count: twins.length, pids: twins.join(', ') };
    const subject: Subject = { kind: 'worker', id: hostname };
    return {
      ...problemOf(NAME, subject, 'twins'),
      severity: 'warning',
      related: (worker.queues ?? []).map((id) => ({ kind: 'queue', id })),
      sentence: message(`findings.${NAME}.sentence-twins`, values),
      evidence: [
        { claim: message(`findings.${NAME}.twins`, values), source: 'worker events', at: lastHeartbeatAt ?? now },
      ],
      advice: {
        text: message(`findings.${NAME}.advice-twins`, values),
        setting: 'celery -A your_app worker -n NAME@%h',
      },
      figure: null,
      since: newest === undefined ? now : newest.firstSeenAt,
    };
  });
}

function silentOf(input: DetectorInput): readonly Observation[] {
  // Heartbeats that are on their way to us are none that are missing.
  if ((input.streamLagSeconds ?? 0) > OWN_LAG_SECONDS) return [];
  return input.live
    .filter((worker) => worker.status === 'unknown' && worker.lastHeartbeatAt !== null)
    .filter((worker) => silence(input, worker) >= patienceWith(worker))
    .map((worker) => observationOf(input, worker));
}

function silence({ now }: DetectorInput, { statusSince }: WorkerView): number {
  return now - (statusSince ?? now);
}

function patienceWith(worker: WorkerView): number {
  return worker.pool === 'solo' ? SOLO_SECONDS : hasAnswered(worker) ? ANSWERS_SECONDS : 0;
}

function hasAnswered({ lastReplyAt, statusSince }: WorkerView): boolean {
  return lastReplyAt !== null && statusSince !== null && lastReplyAt - statusSince > ON_ITS_WAY_SECONDS;
}

function observationOf({ now }: DetectorInput, worker: WorkerView): Observation {
  const { hostname, active, reserved, scheduled, lastReplyAt } = worker;
  const silentAt = worker.statusSince ?? now;
  const holds = (active ?? 0) + (reserved ?? 0) + (scheduled ?? 0);
  const isSolo = worker.pool === 'solo' ? 'yes' : 'no';
  const answersSince = hasAnswered(worker);
  const subject: Subject = { kind: 'worker', id: hostname };
  return {
    ...problemOf(NAME, subject),
    severity: holds > 0 && isSolo === 'no' ? 'warning' : 'notice',
    related: (worker.queues ?? []).map((id) => ({ kind: 'queue', id })),
    sentence: message(`findings.${NAME}.sentence`, {
      worker: hostname,
      silentAt,
      holds,
      because: answersSince ? 'answers' : isSolo === 'yes' ? 'solo' : 'silent',
    }),
    evidence: [
      {
        claim: message(`findings.${NAME}.heard`, { worker: hostname, silentAt, silentSeconds: now - silentAt }),
        source: 'worker events',
        at: silentAt,
      },
      ...(lastReplyAt === null
        ? []
        : [
            {
              claim: message(`findings.${NAME}.answered`, { lastReplyAt, since: answersSince ? 'yes' : 'no' }),
              source: 'inspect',
              at: lastReplyAt,
            },
          ]),
    ],
    advice: { text: message(`findings.${NAME}.advice`, { solo: isSolo }), setting: null },
    figure: null,
    since: silentAt,
  };
}
