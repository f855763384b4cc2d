import type { WorkerView } from '../cluster/worker';
import { message } from '../i18n/message';
import { problemOf, type Detector, type DetectorInput, type QueueSight } from './detector';
import type { Evidence, Observation, Subject } from './finding';
import { groupedBy } from './in-flight';
import { shellWord } from './setting-text';

const NAME = 'worker-not-consuming';
/** As long as the head of a queue must stay for `WorkerView.status` to say so. */
const STUCK_SECONDS = 30;
const MAX_FINDINGS = 100;

/** A worker that beats, has free slots and takes nothing, though its queue has messages. */
export const workerNotConsuming: Detector = {
  name: NAME,
  // One that starts finds an old head, and has taken it by then.
  confirmSeconds: 10,
  observe(input) {
    const stuck = input.queues.flatMap((queue) =>
      mayBeStuck(queue) ? input.consumersOf(queue.name).map((worker) => ({ worker, queue })) : [],
    );
    const byWorker = groupedBy(
      stuck.filter(({ worker, queue }) => isStuck(worker, queue)),
      ({ worker }) => worker.hostname,
    );
    return [...byWorker.values()]
      .slice(0, MAX_FINDINGS)
      .flatMap(([first, ...more]) =>
        first === undefined
          ? []
          : [observationOf(input, first.worker, [first.queue, ...more.map(({ queue }) => queue)])],
      );
  },
};

function mayBeStuck({ ready, headUnmovedSeconds, consumers, isPaused }: QueueSight): boolean {
  return !isPaused && (ready ?? 0) > 0 && (consumers === 0 || (headUnmovedSeconds ?? 0) > STUCK_SECONDS);
}

function isStuck(worker: WorkerView, { headUnmovedSeconds, consumers }: QueueSight): boolean {
  if (worker.status === 'not-consuming') return headUnmovedSeconds !== null && headUnmovedSeconds > STUCK_SECONDS;
  // RabbitMQ tells it at once: the worker says that it consumes, and the broker knows of nobody.
  return consumers === 0 && worker.status !== 'unknown';
}

function observationOf(input: DetectorInput, worker: WorkerView, stuck: readonly QueueSight[]): Observation {
  const { hostname, active, concurrency } = worker;
  const subject: Subject = { kind: 'worker', id: hostname };
  const isAlone = stuck.some((one) => isTakenByNobody(input, one));
  const [queue] = stuck;
  const stuckSeconds = Math.max(0, ...stuck.map(({ headUnmovedSeconds }) => headUnmovedSeconds ?? 0));
  return {
    ...problemOf(NAME, subject),
    severity: isAlone ? 'critical' : 'warning',
    related: stuck.map(({ name }) => ({ kind: 'queue', id: name })),
    sentence: message(`findings.${NAME}.sentence`, {
      worker: hostname,
      queue: queue?.name ?? '',
      ready: stuck.reduce((sum, { ready }) => sum + (ready ?? 0), 0),
      free: Math.max(0, (concurrency ?? 0) - (active ?? 0)),
      head: stuckSeconds > 0 ? 'known' : 'unknown',
      stuckSeconds,
    }),
    evidence: [...stuck.slice(0, 3).map((one) => headEvidence(input, one)), ...beatEvidence(input, worker)],
    advice: {
      text: message(`findings.${NAME}.advice`, { worker: hostname, version: worker.version ?? '?' }),
      setting: `celery -A your_app control -d ${shellWord(hostname)} shutdown`,
    },
    figure: null,
    since: input.now - stuckSeconds,
  };
}

// Where RabbitMQ knows of no consumer, others that say that they consume take nothing either.
function isTakenByNobody({ consumersOf }: DetectorInput, { name, consumers }: QueueSight): boolean {
  return consumers === 0 || consumersOf(name).every(({ status }) => status === 'not-consuming');
}

function headEvidence({ now }: DetectorInput, queue: QueueSight): Evidence {
  const { name, ready, headUnmovedSeconds, consumers, readAt } = queue;
  const at = readAt ?? now;
  if (headUnmovedSeconds === null)
    return {
      claim: message(`findings.${NAME}.no-consumers`, { queue: name, consumers: consumers ?? 0 }),
      source: 'broker',
      at,
    };
  const values = { queue: name, ready: ready ?? 0, stuckSeconds: headUnmovedSeconds };
  return { claim: message(`findings.${NAME}.head`, values), source: 'queue length', at };
}

function beatEvidence({ now }: DetectorInput, worker: WorkerView): readonly Evidence[] {
  const { hostname, active, concurrency, lastHeartbeatAt, reserved } = worker;
  const values = { worker: hostname, running: active ?? 0, slots: concurrency ?? 0, reserved: reserved ?? 0 };
  return [
    ...(lastHeartbeatAt === null
      ? []
      : [
          {
            claim: message(`findings.${NAME}.beats`, { lastHeartbeatAt }),
            source: 'worker events',
            at: lastHeartbeatAt,
          },
        ]),
    { claim: message(`findings.${NAME}.free`, values), source: 'task events', at: now },
  ];
}
