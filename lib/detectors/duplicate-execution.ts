import type { Task } from '../cluster/task';
import { message } from '../i18n/message';
import { problemOf, type Detector, type DetectorInput } from './detector';
import { causeOf, type Cause } from './duplicate-cause';
import { duplicateEvidence } from './duplicate-evidence';
import { adviceFor } from './duplicate-advice';
import { overlapSeconds, repeatedRuns, type Run } from './duplicate-runs';
import { isSameProcess } from './in-flight';
import type { Observation, Subject } from './finding';
import { isLoop } from './poison-task';
import { subjectsOf } from './subjects-of';

const NAME = 'duplicate-execution';
/** A short second run is shown this long after its end, else nobody would see it. */
const SHOWN_SECONDS = 30;
/** A deduplicated second run tells so within milliseconds: one that goes on for this long really runs. */
const SETTLE_SECONDS = 1;
const MAX_FINDINGS = 300;

/** More than one start of the same attempt of a task. Retries, restores and deduplicated deliveries are none. */
export const duplicateExecution: Detector = {
  name: NAME,
  confirmSeconds: 0,
  observe(input) {
    const found: Observation[] = [];
    // When thousands run twice at once, the newest stand for all: each finding costs on every page.
    for (const uuid of [...input.cluster.repeated].slice(-MAX_FINDINGS)) {
      const task = input.cluster.tasks.get(uuid);
      const runs = task === undefined ? null : repeatedRuns(task.deliveries);
      // A task that kills what runs it is told as that.
      if (task !== undefined && runs !== null && isShown(input, runs) && !isLoop(input, runs))
        found.push(observationOf(input, task, runs));
    }
    return found;
  },
};

function isShown({ workers, now }: DetectorInput, runs: readonly Run[]): boolean {
  const second = runs[1];
  if (second === undefined || (second.endedAt === null && now - second.startedAt < SETTLE_SECONDS)) return false;
  const isGoing = runs.some((run) => {
    if (run.outcome !== null) return false;
    const worker = workers.find(({ hostname }) => hostname === run.worker);
    return worker !== undefined && worker.status !== 'gone' && isSameProcess(worker, run.pid);
  });
  const lastAt = Math.max(...runs.map((run) => run.endedAt ?? run.startedAt));
  return isGoing || now - lastAt < SHOWN_SECONDS;
}

function observationOf(input: DetectorInput, task: Task, runs: readonly Run[]): Observation {
  const cause = causeOf(input, task, runs);
  const overlap = overlapSeconds(runs, cause.code === 'worker_lost', input.now);
  const subject: Subject = { kind: 'task', id: task.uuid };
  const workers = [...new Set(runs.map(({ worker }) => worker))];
  return {
    ...problemOf(NAME, subject),
    severity: overlap > 0 ? 'critical' : 'warning',
    related: subjectsOf({ worker: workers, queue: [task.queue], type: [task.name] }),
    sentence: message(`findings.${NAME}.sentence`, {
      name: task.name ?? task.uuid,
      runs: runs.length,
      overlapping: overlap > 0 ? 'yes' : 'no',
      sameWorker: workers.length === 1 ? 'yes' : 'no',
      first: runs[0]?.worker ?? '',
      second: runs[1]?.worker ?? '',
      cause: cause.code,
      ageSeconds: cause.ageSeconds ?? 0,
      actor: cause.putBack?.actor ?? '',
      putBackAt: cause.putBack?.at ?? 0,
      onWord: cause.putBack?.onWord === true ? 'yes' : 'no',
    }),
    evidence: duplicateEvidence(input, task, runs, cause),
    advice: adviceFor(cause, runs, input),
    figure: figureOf(runs, cause, overlap),
    since: runs[1]?.startedAt ?? input.now,
  };
}

function figureOf(runs: readonly Run[], cause: Cause, overlap: number): Observation['figure'] {
  const facts = [];
  if (overlap > 0) {
    const value = message('findings.value.duration', { valueSeconds: overlap });
    facts.push({ label: message(`findings.${NAME}.fact-overlap`), value });
  }
  if (cause.ageSeconds !== null) {
    const value = message('findings.value.duration', { valueSeconds: cause.ageSeconds });
    facts.push({ label: message(`findings.${NAME}.fact-age`), value });
  }
  return {
    kind: 'deliveries',
    bars: runs.map(({ n, worker, startedAt, endedAt, outcome }) => ({ n, worker, startedAt, endedAt, outcome })),
    dueAt: cause.dueAt,
    facts,
  };
}
