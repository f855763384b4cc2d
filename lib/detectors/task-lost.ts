import { LOST_SECONDS } from '../cluster/lost-tasks';
import type { Task } from '../cluster/task';
import type { WorkerView } from '../cluster/worker';
import { message } from '../i18n/message';
import { acksLateOf } from './advised-setting';
import { problemOf, type Detector, type DetectorInput } from './detector';
import type { Advice, Evidence, Observation, Subject } from './finding';
import { gatherEvidence } from './gather-evidence';
import { groupedBy } from './in-flight';
import { subjectsOf } from './subjects-of';
import { vanishedTasks } from './vanished-tasks';

const NAME = 'task-lost';
/** On one worker; more are told together. */
const MAX_SINGLE = 10;
const MAX_RELATED = 200;
const MAX_NAMED = 3;

/**
 * A task that ran and whose worker went down, and no message of it is left: nothing will run it again. Nothing mends
 * that by itself, so it stays open for an hour, or until the task is heard of after all.
 */
export const taskLost: Detector = {
  name: NAME,
  confirmSeconds: 2,
  restoredSeconds: LOST_SECONDS,
  observe(input) {
    const lost = [...input.cluster.lost.values()].map(({ task }) => task);
    const ofWorkers = [...groupedBy(lost, ({ worker }) => worker ?? '')].flatMap(([worker, tasks]) =>
      tasks.length > MAX_SINGLE
        ? [observationOf(input, { kind: 'worker', id: worker }, tasks)]
        : tasks.map((task) => observationOf(input, { kind: 'task', id: task.uuid }, [task])),
    );
    return [...ofWorkers, ...vanishedTasks(input)];
  },
};

function observationOf(input: DetectorInput, subject: Subject, tasks: readonly Task[]): Observation {
  const [first] = tasks;
  const worker = first?.worker ?? '';
  const startedAt = first?.startedAt ?? first?.updatedAt ?? input.now;
  const acks = acksOf(input, tasks, worker);
  const related = subjectsOf({
    worker: [worker],
    queue: tasks.map(({ queue }) => queue),
    type: tasks.map(({ name }) => name),
    task: tasks.map(({ uuid }) => uuid),
  });
  return {
    ...problemOf(NAME, subject),
    severity: 'critical',
    related: related.filter(({ kind, id }) => kind !== subject.kind || id !== subject.id).slice(0, MAX_RELATED),
    sentence: message(`findings.${NAME}.sentence`, {
      name: first?.name ?? first?.uuid ?? '',
      count: tasks.length,
      worker,
      startedAt,
      ...silenceOf(input.workerOf(worker)),
    }),
    evidence: evidenceOf(input, tasks, worker, startedAt, acks),
    advice: adviceOf(tasks, acks),
    figure: null,
    since: first?.endedAt ?? input.now,
  };
}

type Acks = 'early' | 'late' | 'unknown';

// What its worker told of its type; for its own run the list of what runs tells.
function acksOf({ cluster }: DetectorInput, tasks: readonly Task[], worker: string): Acks {
  const replies = cluster.workers.get(worker)?.replies;
  const told = new Set(
    tasks.map(({ uuid, name }): Acks => {
      if (replies?.activeTasks?.some((held) => held.uuid === uuid && held.acknowledged === true)) return 'early';
      const late = name === null ? undefined : new Map(Object.entries(replies?.acksLate ?? {})).get(name);
      return late === undefined ? 'unknown' : late ? 'late' : 'early';
    }),
  );
  const [first = 'unknown'] = told;
  return told.size === 1 ? first : 'unknown';
}

/** A worker that is only silent may be stopped or cut off, and still run it. */
function silenceOf(view: WorkerView | undefined) {
  const isSilent = view?.status === 'gone' && view.statusReason !== 'offline-event';
  return { silent: isSilent ? 'yes' : 'no', goneAt: view?.statusSince ?? 0 };
}

function evidenceOf(
  input: DetectorInput,
  tasks: readonly Task[],
  worker: string,
  startedAt: number,
  acks: Acks,
): readonly Evidence[] {
  const { unacked, now, cluster } = input;
  const { evidence, claim } = gatherEvidence(NAME);
  const [first] = tasks;
  const name = first?.name ?? first?.uuid ?? '';
  // It was judged then: what is read since says no more.
  const judgedAt = first?.endedAt ?? now;
  claim('started', { worker, startedAt, count: tasks.length }, 'task events', startedAt);
  const view = input.workerOf(worker);
  if (view?.status === 'gone') {
    const goneAt = view.statusSince ?? now;
    claim('gone', { worker, goneAt }, 'worker events', goneAt);
  }
  if (unacked !== null) claim('not-unacked', { count: tasks.length }, 'unacked_index', Math.min(unacked.at, judgedAt));
  const replies = cluster.workers.get(worker)?.replies;
  const told = tasks.some(({ uuid }) =>
    replies?.activeTasks?.some((held) => held.uuid === uuid && held.acknowledged === true),
  );
  const readAt = replies?.readAt[told ? 'active' : 'registered'] ?? judgedAt;
  if (told) claim('acknowledged', { worker }, 'inspect active', Math.min(readAt, judgedAt));
  else claim(`acks-${acks}`, { worker, name, count: tasks.length }, 'inspect registered', Math.min(readAt, judgedAt));
  const missed = input.lostBy(worker);
  // The end of a task may itself be among the events that were lost.
  if (missed !== null)
    claim('confidence', { worker, missed }, 'heartbeats', Math.min(view?.lastHeartbeatAt ?? now, judgedAt));
  return evidence;
}

function adviceOf(tasks: readonly Task[], acks: Acks): Advice {
  const names = [...new Set(tasks.map(({ name }) => name))].slice(0, MAX_NAMED);
  const setting = acks === 'late' ? null : acksLateOf(names);
  return { text: message(`findings.${NAME}.advice`, { acks }), setting };
}
