import type { Delivery, Task } from '../cluster/task';
import type { HeldTask, WorkerView } from '../cluster/worker';
import { message } from '../i18n/message';
import { timeLimitOf } from './advised-setting';
import { problemOf, type Detector, type DetectorInput } from './detector';
import type { Advice, Evidence, Observation, Subject } from './finding';
import { gatherEvidence } from './gather-evidence';
import { openRuns } from './in-flight';
import { subjectsOf } from './subjects-of';

const NAME = 'task-stuck';
/** A run is judged from here on, and only beyond so many times the longest run known of its type. */
const MIN_SECONDS = 60;
const FACTOR = 10;
/** A worker ends a run some seconds after its limit. */
const LIMIT_GRACE_SECONDS = 60;
const MAX_FINDINGS = 50;
/** Pools that can't end a run. */
const UNLIMITED_POOLS: ReadonlySet<string> = new Set(['threads', 'solo', 'thread']);

interface Stuck {
  readonly task: Task;
  readonly worker: WorkerView;
  readonly delivery: Delivery;
  readonly startedAt: number;
  readonly limitSeconds: number | null;
  readonly active: { readonly told: HeldTask; readonly at: number };
}

/** A task that runs far longer than its type ever did, or beyond its time limit, and that its worker says it runs. */
export const taskStuck: Detector = {
  name: NAME,
  confirmSeconds: 5,
  observe(input) {
    return input.live
      .flatMap((worker) => stuckOn(input, worker))
      .slice(0, MAX_FINDINGS)
      .map((stuck) => observationOf(input, stuck));
  },
};

function stuckOn(input: DetectorInput, worker: WorkerView): readonly Stuck[] {
  const limitSeconds = limitOf(input, worker);
  return openRuns(input, worker, MIN_SECONDS).flatMap((run) => {
    const active = activeEntry(input, worker, run.task.uuid, run.startedAt);
    if (active === null || !isTooLong(input, run.task, input.now - run.startedAt, limitSeconds)) return [];
    return [{ ...run, worker, limitSeconds, active }];
  });
}

// An end that was not heard looks like a run: so the worker itself must have named it.
function activeEntry({ cluster }: DetectorInput, worker: WorkerView, uuid: string, startedAt: number) {
  const replies = cluster.workers.get(worker.hostname)?.replies;
  const at = replies?.readAt['active'];
  const told = replies?.activeTasks?.find((task) => task.uuid === uuid);
  return told === undefined || at === undefined || at < startedAt + MIN_SECONDS / 2 ? null : { told, at };
}

function limitOf({ cluster }: DetectorInput, { hostname }: WorkerView): number | null {
  const limit = cluster.workers.get(hostname)?.replies.conf?.['task_time_limit'];
  return typeof limit === 'number' && limit > 0 ? limit : null;
}

function isTooLong(input: DetectorInput, task: Task, seconds: number, limitSeconds: number | null): boolean {
  if (limitSeconds !== null && seconds > limitSeconds + LIMIT_GRACE_SECONDS) return true;
  const usual = task.name === null ? null : input.usual(task.name);
  return usual !== null && seconds > FACTOR * usual.everSeconds;
}

function observationOf(input: DetectorInput, stuck: Stuck): Observation {
  const { task, worker, startedAt, limitSeconds } = stuck;
  const subject: Subject = { kind: 'task', id: task.uuid };
  const runsSeconds = input.now - startedAt;
  const usual = input.usual(task.name ?? '');
  const isPastLimit = limitSeconds !== null && runsSeconds > limitSeconds + LIMIT_GRACE_SECONDS;
  return {
    ...problemOf(NAME, subject),
    severity: 'warning',
    related: subjectsOf({ worker: [worker.hostname], type: [task.name], queue: [task.queue] }),
    sentence: message(`findings.${NAME}.sentence`, {
      name: task.name ?? task.uuid,
      worker: worker.hostname,
      startedAt,
      runsSeconds,
      because: isPastLimit ? 'limit' : 'usual',
      limitSeconds: limitSeconds ?? 0,
      longestSeconds: usual?.everSeconds ?? 0,
    }),
    evidence: evidenceOf(input, stuck),
    advice: adviceOf(input, stuck),
    figure: null,
    since: startedAt,
  };
}

function evidenceOf(input: DetectorInput, stuck: Stuck): readonly Evidence[] {
  const { task, worker, startedAt, limitSeconds, active } = stuck;
  const { hostname, concurrency } = worker;
  const usual = input.usual(task.name ?? '');
  const { evidence, claim } = gatherEvidence(NAME);
  claim('started', { startedAt }, 'task events', startedAt);
  claim('active', { worker: hostname, pid: active.told.workerPid ?? '?' }, 'inspect active', active.at);
  if (usual !== null) {
    claim('usual', { ...usual }, 'task events', input.now);
    claim('ever', { everSeconds: usual.everSeconds }, 'task events, history', input.now);
  }
  if (limitSeconds !== null) {
    const at = input.cluster.workers.get(hostname)?.replies.readAt['conf'] ?? input.now;
    claim('limit', { worker: hostname, limitSeconds }, 'inspect conf', at);
  }
  if (concurrency !== null) claim('slots', { worker: hostname, slots: concurrency }, 'inspect stats', active.at);
  return evidence;
}

function adviceOf(input: DetectorInput, { task, worker }: Stuck): Advice {
  const pool = worker.pool ?? '';
  if (UNLIMITED_POOLS.has(pool)) {
    return { text: message(`findings.${NAME}.advice-pool`, { pool, worker: worker.hostname }), setting: null };
  }
  const usual = input.usual(task.name ?? '');
  return {
    text: message(`findings.${NAME}.advice`),
    setting: timeLimitOf(task.name, usual?.everSeconds ?? MIN_SECONDS / FACTOR),
  };
}
