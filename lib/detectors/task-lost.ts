import type { Task } from '../cluster/task';
import { message } from '../i18n/message';
import { observationId, type Detector, type DetectorInput } from './detector';
import type { Advice, Evidence, Observation, Subject } from './finding';
import { groupedBy } from './in-flight';
import { pythonText } from './setting-text';

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
  const queues = new Set(tasks.map(({ queue }) => queue).filter((queue) => queue !== null));
  const types = new Set(tasks.map(({ name }) => name).filter((name) => name !== null));
  const related: readonly Subject[] = [
    { kind: 'worker', id: worker },
    ...[...queues].map((id): Subject => ({ kind: 'queue', id })),
    ...[...types].map((id): Subject => ({ kind: 'type', id })),
    ...tasks.map(({ uuid }): Subject => ({ kind: 'task', id: uuid })),
  ];
  return {
    id: observationId(NAME, subject),
    detector: NAME,
    severity: 'critical',
    subject,
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
  const evidence: Evidence[] = [];
  const claim = (key: string, values: Readonly<Record<string, string | number>>, source: string, at: number): void =>
    void evidence.push({ claim: message(`findings.${NAME}.${key}`, values), source, at });
  claim('started', { worker, startedAt, count: tasks.length }, 'task events', startedAt);
  const view = input.workerOf(worker);
  if (view?.status === 'gone') {
    const goneAt = view.statusSince ?? now;
    claim('gone', { worker, goneAt }, 'worker events', goneAt);
  }
  if (unacked === null) {
    const at = cluster.workers.get(worker)?.replies.readAt['active'] ?? now;
    claim('acknowledged', { worker }, 'inspect active', at);
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
