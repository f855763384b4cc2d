import { isEnded } from '../celery/task-state';
import type { Task } from '../cluster/task';
import { message } from '../i18n/message';
import { problemOf, type Detector, type DetectorInput } from './detector';
import { repeatedRuns, type Run } from './duplicate-runs';
import type { Advice, Evidence, Observation, Subject } from './finding';
import { groupedBy, isSameProcess } from './in-flight';
import { pythonText } from './setting-text';
import { subjectsOf } from './subjects-of';

const NAME = 'poison-task';
/** Runs of one attempt that killed their process, and failures of one type that did. */
const MIN_DEATHS = 2;
const MIN_RUNS = 3;
const MIN_FAILURES = 3;
const SHOWN_SECONDS = 30;
const MAX_RELATED = 100;

/** A task that kills what runs it and is given out again and again; or a type whose tasks all do. */
export const poisonTask: Detector = {
  name: NAME,
  confirmSeconds: 0,
  observe(input) {
    return [...loops(input), ...killers(input)];
  },
};

/** Whether these runs of one attempt are such a loop: then they are no mere duplicates. */
export function isLoop(input: DetectorInput, runs: readonly Run[]): boolean {
  return runs.length >= MIN_RUNS && runs.filter((run) => hasDied(input, run)).length >= MIN_DEATHS;
}

// Given back when its pool process died, or its worker died with it.
function hasDied(input: DetectorInput, { outcome, worker, pid }: Run): boolean {
  if (outcome === 'REQUEUED' || outcome === 'LOST') return true;
  const view = input.workerOf(worker);
  return outcome === null && (view === undefined || view.status === 'gone' || !isSameProcess(view, pid));
}

function loops(input: DetectorInput): readonly Observation[] {
  const found: Observation[] = [];
  for (const uuid of input.cluster.repeated) {
    const task = input.cluster.tasks.get(uuid);
    const runs = task === undefined ? null : repeatedRuns(task.deliveries);
    if (task === undefined || runs === null || !isLoop(input, runs)) continue;
    const overSeconds = isEnded(task.state) ? input.now - (task.endedAt ?? task.updatedAt) : 0;
    if (overSeconds < SHOWN_SECONDS) found.push(loopOf(input, task, runs));
  }
  return found;
}

function loopOf(input: DetectorInput, task: Task, runs: readonly Run[]): Observation {
  const subject: Subject = { kind: 'task', id: task.uuid };
  const workers = [...new Set(runs.map(({ worker }) => worker))];
  const times = runs.at(-1)?.n ?? runs.length;
  const since = runs[0]?.startedAt ?? input.now;
  const lastAt = runs.at(-1)?.startedAt ?? since;
  const given = runs.filter(({ outcome }) => outcome === 'REQUEUED').length;
  const values = { name: task.name ?? task.uuid, times, sinceAt: since, lastAt, given };
  const evidence: Evidence[] = [
    { claim: message(`findings.${NAME}.runs`, values), source: 'task events', at: lastAt },
    given > 0
      ? { claim: message(`findings.${NAME}.given`, values), source: 'task events', at: lastAt }
      : { claim: message(`findings.${NAME}.workers`, { count: workers.length }), source: 'worker events', at: lastAt },
  ];
  return {
    ...problemOf(NAME, subject),
    severity: 'critical',
    related: subjectsOf({ worker: workers, queue: [task.queue], type: [task.name] }),
    sentence: message(`findings.${NAME}.sentence`, { ...values, by: given > 0 ? 'pool' : 'worker' }),
    evidence,
    advice: adviceOf('advice-loop', task.name),
    figure: null,
    since,
  };
}

/** Types of which several tasks failed lately because their process died. */
function killers(input: DetectorInput): readonly Observation[] {
  const dead: Task[] = [];
  for (const uuid of input.cluster.ended.keys()) {
    const task = input.cluster.tasks.get(uuid);
    if (task?.exceptionType === 'WorkerLostError' && task.state === 'FAILURE' && task.name !== null) dead.push(task);
  }
  return [...groupedBy(dead, ({ name }) => name ?? '')]
    .filter(([, tasks]) => tasks.length >= MIN_FAILURES)
    .map(([name, tasks]) => killerOf(input, name, tasks));
}

function killerOf({ now }: DetectorInput, name: string, tasks: readonly Task[]): Observation {
  const subject: Subject = { kind: 'type', id: name };
  const last = tasks.at(-1);
  const signal = signalOf(last?.exception ?? '');
  const values = { name, count: tasks.length, signal: signal === 9 ? 'kill' : signal === null ? 'none' : 'other' };
  return {
    ...problemOf(NAME, subject),
    severity: 'critical',
    related: subjectsOf({ worker: tasks.map(({ worker }) => worker), task: tasks.map(({ uuid }) => uuid) }).slice(
      0,
      MAX_RELATED,
    ),
    sentence: message(`findings.${NAME}.sentence-type`, { ...values, signum: signal ?? 0 }),
    evidence: [
      {
        claim: message(`findings.${NAME}.exception`, { exception: (last?.exception ?? '').slice(0, 200) }),
        source: 'traceback, last line',
        at: last?.endedAt ?? now,
      },
    ],
    advice: adviceOf(signal === 9 ? 'advice-kill' : 'advice-crash', name),
    figure: null,
    since: tasks[0]?.endedAt ?? now,
  };
}

function signalOf(exception: string): number | null {
  const told = /signal (\d{1,2})\b/.exec(exception)?.[1];
  return told === undefined ? null : Number(told);
}

function adviceOf(key: string, name: string | null): Advice {
  const type = pythonText(name ?? 'your.task');
  const setting =
    key === 'advice-loop'
      ? `task_annotations = {${type}: {"reject_on_worker_lost": False}}`
      : key === 'advice-kill'
        ? 'worker_max_memory_per_child = 200000'
        : null;
  return { text: message(`findings.${NAME}.${key}`), setting };
}
