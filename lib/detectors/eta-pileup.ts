import type { WorkerView } from '../cluster/worker';
import { message } from '../i18n/message';
import { problemOf, type Detector, type DetectorInput } from './detector';
import type { Evidence, Observation, Subject } from './finding';
import { statsReadAt } from './in-flight';

const NAME = 'eta-pileup';
const MANY = 5000;
const VERY_MANY = 40_000;
/** Measured: what Celery keeps of a task that waits for its eta. */
const TASK_BYTES = 11_000;
/** A larger prefetch count switches the limit off altogether. */
const MAX_PREFETCH = 65_535;

/** A worker that holds thousands of tasks in memory until their eta: it takes all that come. */
export const etaPileup: Detector = {
  name: NAME,
  confirmSeconds: 10,
  closeSeconds: 15,
  observe(input) {
    return input.live.flatMap((worker) =>
      (worker.scheduled ?? 0) >= MANY ? [observationOf(input, worker, worker.scheduled ?? 0)] : [],
    );
  },
};

function observationOf(input: DetectorInput, worker: WorkerView, held: number): Observation {
  const { hostname, prefetchCount, maxRssKib } = worker;
  const subject: Subject = { kind: 'worker', id: hostname };
  const bytes = held * TASK_BYTES;
  const left = MAX_PREFETCH - Math.max(prefetchCount ?? 0, held);
  const at = statsReadAt(input, hostname);
  const evidence: Evidence[] = [
    { claim: message(`findings.${NAME}.held`, { worker: hostname, held }), source: 'task events', at: input.now },
    { claim: message(`findings.${NAME}.memory`, { mib: mibOf(bytes), held }), source: 'estimate', at: input.now },
  ];
  if (maxRssKib !== null) {
    const claim = message(`findings.${NAME}.rss`, { mib: mibOf(maxRssKib * 1024) });
    evidence.push({ claim, source: 'inspect stats', at });
  }
  if (prefetchCount !== null) {
    const claim = message(`findings.${NAME}.prefetch`, { prefetch: prefetchCount, left: Math.max(0, left) });
    evidence.push({ claim, source: 'inspect stats', at });
  }
  return {
    ...problemOf(NAME, subject),
    severity: held >= VERY_MANY ? 'critical' : 'warning',
    related: (worker.queues ?? []).map((id) => ({ kind: 'queue', id })),
    sentence: message(`findings.${NAME}.sentence`, {
      worker: hostname,
      held,
      mib: mibOf(bytes),
      over: left <= 0 ? 'yes' : 'no',
    }),
    evidence,
    advice: { text: message(`findings.${NAME}.advice`), setting: 'worker_eta_task_limit = 1000' },
    figure: null,
    since: input.now,
  };
}

function mibOf(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}
