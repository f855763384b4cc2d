import type { Task } from '../cluster/task';
import { message } from '../i18n/message';
import { problemOf, type Detector, type DetectorInput } from './detector';
import type { Advice, Evidence, Observation, Subject } from './finding';
import { gatherEvidence } from './gather-evidence';
import { groupedBy } from './in-flight';
import { pythonText } from './setting-text';
import { subjectsOf } from './subjects-of';

const NAME = 'task-lost';
/** On one worker; more are told together. */
const MAX_SINGLE = 10;
const MAX_RELATED = 200;

/** A task that was acknowledged and whose worker is gone: nothing will run it again. Shown for a minute. */
export const taskLost: Detector = {
  name: NAME,
  confirmSeconds: 2,
  observe(input) {
    const lost = [...input.cluster.lost]
      .map((uuid) => input.cluster.tasks.get(uuid))
      .filter((task) => task !== undefined);
    return [...groupedBy(lost, ({ worker }) => worker ?? '')].flatMap(([worker, tasks]) =>
      tasks.length > MAX_SINGLE
        ? [observationOf(input, { kind: 'worker', id: worker }, tasks)]
        : tasks.map((task) => observationOf(input, { kind: 'task', id: task.uuid }, [task])),
    );
  },
};

function observationOf(input: DetectorInput, subject: Subject, tasks: readonly Task[]): Observation {
  const [first] = tasks;
  const worker = first?.worker ?? '';
  const startedAt = first?.startedAt ?? first?.updatedAt ?? input.now;
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
    }),
    evidence: evidenceOf(input, tasks, worker, startedAt),
    advice: adviceOf(first),
    figure: null,
    since: first?.endedAt ?? input.now,
  };
}

function evidenceOf(
  input: DetectorInput,
  tasks: readonly Task[],
  worker: string,
  startedAt: number,
): readonly Evidence[] {
  const { unacked, now, cluster } = input;
  const { evidence, claim } = gatherEvidence(NAME);
  claim('started', { worker, startedAt, count: tasks.length }, 'task events', startedAt);
  const view = input.workerOf(worker);
  if (view?.status === 'gone') {
    const goneAt = view.statusSince ?? now;
    claim('gone', { worker, goneAt }, 'worker events', goneAt);
  }
  if (unacked === null) {
    const replies = cluster.workers.get(worker)?.replies;
    const told = tasks.some(({ uuid }) => replies?.activeTasks?.some((held) => held.uuid === uuid) === true);
    const at = replies?.readAt[told ? 'active' : 'registered'] ?? now;
    if (told) claim('acknowledged', { worker }, 'inspect active', at);
    else claim('early', { worker, name: tasks[0]?.name ?? '' }, 'inspect registered', at);
  } else claim('not-unacked', { count: tasks.length }, 'unacked_index', unacked.at);
  const missed = input.lostBy(worker);
  // The end of a task may itself be among the events that were lost.
  if (missed !== null) claim('confidence', { worker, missed }, 'heartbeats', view?.lastHeartbeatAt ?? now);
  return evidence;
}

function adviceOf(task: Task | undefined): Advice {
  const name = pythonText(task?.name ?? 'your.task');
  const setting = `task_annotations = {${name}: {"acks_late": True, "reject_on_worker_lost": True}}`;
  return { text: message(`findings.${NAME}.advice`), setting };
}
