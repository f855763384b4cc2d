import { shortestTimeout } from '../celery/visibility-timeout';
import { message } from '../i18n/message';
import { abandonedTasks, timeoutOf, type Abandoned } from './abandoned';
import { startWorker } from './advised-setting';
import { problemOf, type Detector, type DetectorInput } from './detector';
import type { Advice, Evidence, Observation, Subject } from './finding';
import { gatherEvidence } from './gather-evidence';
import { groupedBy, statsReadAt } from './in-flight';
import { subjectsOf } from './subjects-of';

const NAME = 'task-returns';
/** Of one worker; more of them are told together. */
const MAX_SINGLE = 10;
const MAX_RELATED = 200;
const MAX_FINDINGS = 100;

/** Tasks taken by a worker that is gone: the broker gives them out again, but when? */
export const taskReturns: Detector = {
  name: NAME,
  confirmSeconds: 5,
  observe(input) {
    const observations: Observation[] = [];
    for (const [worker, tasks] of groupedBy(abandonedTasks(input), (one) => one.worker ?? '')) {
      if (observations.length >= MAX_FINDINGS) break;
      if (tasks.length > MAX_SINGLE) observations.push(ofWorker(input, worker, tasks));
      else for (const one of tasks) observations.push(ofTask(input, one));
    }
    return observations;
  },
};

function ofTask(input: DetectorInput, one: Abandoned): Observation {
  const subject: Subject = { kind: 'task', id: one.uuid };
  return {
    ...common(input, [one]),
    ...problemOf(NAME, subject),
    related: relatedOf([one]).filter(({ kind }) => kind !== 'task'),
    sentence: message(`findings.${NAME}.sentence`, {
      name: one.name,
      worker: one.worker ?? '',
      held: one.held,
      ...returnOf(input, one),
    }),
  };
}

function ofWorker(input: DetectorInput, worker: string, tasks: readonly Abandoned[]): Observation {
  const subject: Subject = worker === '' ? { kind: 'cluster', id: 'unacked' } : { kind: 'worker', id: worker };
  const first = tasks.reduce((a, b) => ((b.dueAt ?? 0) < (a.dueAt ?? 0) ? b : a));
  return {
    ...common(input, tasks),
    ...problemOf(NAME, subject),
    related: relatedOf(tasks).filter(({ kind, id }) => kind !== subject.kind || id !== subject.id),
    sentence: message(`findings.${NAME}.sentence-many`, {
      count: tasks.length,
      worker,
      held: worker === '' ? 'nobody' : 'worker',
      ...returnOf(input, first),
    }),
  };
}

function common(input: DetectorInput, tasks: readonly Abandoned[]) {
  return {
    severity: 'warning',
    evidence: evidenceOf(input, tasks),
    advice: adviceOf(input, tasks),
    figure: null,
    since: Math.min(...tasks.map((one) => goneSince(input, one) ?? one.deliveredAt)),
  } as const;
}

function goneSince({ workerOf }: DetectorInput, { worker }: Abandoned): number | null {
  const view = workerOf(worker ?? '');
  return view?.status === 'gone' ? view.statusSince : null;
}

function relatedOf(tasks: readonly Abandoned[]): readonly Subject[] {
  return subjectsOf({
    worker: tasks.map(({ worker }) => worker),
    queue: tasks.map(({ queue }) => queue),
    type: tasks.map(({ task }) => task?.name),
    task: tasks.map(({ uuid }) => uuid),
  }).slice(0, MAX_RELATED);
}

/** When it comes back, and through whom. */
function returnOf({ live, now }: DetectorInput, { dueAt }: Abandoned) {
  const due = dueAt === null ? 'closed' : live.length === 0 ? 'nobody' : dueAt > now ? 'later' : 'overdue';
  return { due, dueAt: dueAt ?? now };
}

function evidenceOf(input: DetectorInput, tasks: readonly Abandoned[]): readonly Evidence[] {
  const { unacked, now } = input;
  const [first] = tasks;
  if (first === undefined) return [];
  const { evidence, claim } = gatherEvidence(NAME);
  if (unacked !== null) {
    const values = { count: tasks.length, deliveredAt: Math.min(...tasks.map(({ deliveredAt }) => deliveredAt)) };
    claim('unacked', values, 'unacked_index', unacked.at);
  }
  const doomed = tasks.filter(expiresFirst);
  const expiresAt = Math.min(...doomed.map(({ task }) => task?.expires ?? now));
  if (doomed.length > 0)
    claim('expires', { count: tasks.length, doomed: doomed.length, expiresAt }, 'task events', now);
  const view = input.workerOf(first.worker ?? '');
  if (view?.status === 'gone') {
    const goneAt = view.statusSince ?? now;
    const said = view.statusReason === 'offline-event' ? 'yes' : 'no';
    claim('gone', { worker: view.hostname, goneAt, said }, 'worker events', goneAt);
  } else if (view !== undefined && first.held === 'dropped') {
    claim('dropped', { worker: view.hostname }, 'worker events', view.lastHeartbeatAt ?? now);
  } else if (view !== undefined) {
    claim('replaced', { worker: view.hostname, pid: view.pid ?? 0 }, 'worker events', view.lastHeartbeatAt ?? now);
  } else {
    claim('unheard', { workers: input.live.length }, 'inspect active, reserved, scheduled', now);
  }
  if (unacked === null) return evidence;
  const timeout = shortestTimeout(input.live);
  const timeoutSeconds = timeout?.seconds ?? timeoutOf(input, first.worker);
  const values = { timeoutSeconds, worker: timeout?.worker ?? '', told: timeout === null ? 'no' : 'yes' };
  claim('timeout', values, timeout === null ? 'kombu' : 'inspect stats', statsReadAt(input, timeout?.worker ?? null));
  return evidence;
}

/** It expires before it comes back, or before its time: whoever gets it then throws it away. */
function expiresFirst({ task, dueAt }: Abandoned): boolean {
  if (task?.expires == null) return false;
  return task.expires <= Math.max(dueAt ?? 0, task.eta ?? 0);
}

function adviceOf(input: DetectorInput, tasks: readonly Abandoned[]): Advice {
  const queue = tasks.find((one) => one.queue !== null)?.queue ?? 'celery';
  if (input.brokerKind === 'amqp') return { text: message(`findings.${NAME}.advice-closed`), setting: null };
  const expired = tasks.some(expiresFirst) ? 'yes' : 'no';
  if (input.live.length > 0) return { text: message(`findings.${NAME}.advice-wait`, { expired }), setting: null };
  const setting = startWorker(queue);
  return { text: message(`findings.${NAME}.advice-nobody`), setting };
}
