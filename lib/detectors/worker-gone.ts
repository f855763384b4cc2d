import type { Task } from '../cluster/task';
import type { WorkerView } from '../cluster/worker';
import { message } from '../i18n/message';
import { problemOf, type Detector, type DetectorInput } from './detector';
import type { Evidence, Observation, Subject } from './finding';
import { subjectsOf } from './subjects-of';

const NAME = 'worker-gone';
/** Shown for so long after nothing of what it held is open any more: its name may never come back. */
const SHOWN_SECONDS = 900;
/** Silent for less it may be only stopped for a moment, or cut off. */
const MOMENT_SECONDS = 120;
const MAX_TASKS = 50;
const MAX_FINDINGS = 100;

/** A worker that fell silent without a word while it ran or held tasks. One that says that it leaves is none. */
export const workerGone: Detector = {
  name: NAME,
  confirmSeconds: 2,
  observe(input) {
    const found: Observation[] = [];
    for (const worker of input.workers) {
      if (worker.status !== 'gone' || worker.statusReason === 'offline-event') continue;
      const observation = observationOf(input, worker);
      if (observation !== null) found.push(observation);
      if (found.length >= MAX_FINDINGS) break;
    }
    return found;
  },
};

function observationOf(input: DetectorInput, worker: WorkerView): Observation | null {
  const { cluster, now } = input;
  const { hostname } = worker;
  const goneAt = worker.statusSince ?? now;
  const record = cluster.workers.get(hostname);
  const held = cluster.held.get(hostname);
  // What it held is settled one by one while it is gone: what it told last stays true.
  const running = Math.max(record?.active ?? 0, held?.runs ?? 0);
  const reserved = Math.max(record?.replies.reservedTasks?.length ?? 0, held?.reserved.size ?? 0);
  const scheduled = Math.max(record?.replies.scheduledTasks?.length ?? 0, held?.scheduled.size ?? 0);
  const waiting = reserved + scheduled;
  const isOpen = held !== undefined && (held.runs > 0 || held.reserved.size > 0 || held.scheduled.size > 0);
  if (running + waiting === 0 || (!isOpen && now - goneAt > SHOWN_SECONDS)) return null;
  const tasks = tasksOf(input, hostname);
  const subject: Subject = { kind: 'worker', id: hostname };
  return {
    ...problemOf(NAME, subject),
    severity: running > 0 && now - goneAt >= MOMENT_SECONDS ? 'critical' : 'warning',
    related: subjectsOf({
      queue: [...tasks.map(({ queue }) => queue), ...(worker.queues ?? [])],
      task: tasks.map(({ uuid }) => uuid),
    }),
    sentence: message(`findings.${NAME}.sentence`, { worker: hostname, goneAt, running, waiting }),
    evidence: evidenceOf(input, worker, tasks, { running, reserved, scheduled }),
    advice: { text: message(`findings.${NAME}.advice`, { broker: input.brokerKind }), setting: null },
    figure: null,
    since: goneAt,
  };
}

function tasksOf({ cluster }: DetectorInput, hostname: string): readonly Task[] {
  const held = cluster.held.get(hostname);
  if (held === undefined) return [];
  const tasks: Task[] = [];
  for (const uuids of [held.running, held.reserved, held.scheduled]) {
    for (const uuid of uuids.keys()) {
      const task = cluster.tasks.get(uuid);
      if (task !== undefined) tasks.push(task);
      if (tasks.length >= MAX_TASKS) return tasks;
    }
  }
  return tasks;
}

function evidenceOf(
  { now }: DetectorInput,
  worker: WorkerView,
  tasks: readonly Task[],
  counts: { readonly running: number; readonly reserved: number; readonly scheduled: number },
): readonly Evidence[] {
  const goneAt = worker.statusSince ?? now;
  const evidence: Evidence[] = [
    {
      claim: message(`findings.${NAME}.silent`, { worker: worker.hostname, goneAt, silentSeconds: now - goneAt }),
      source: 'worker events',
      at: goneAt,
    },
    { claim: message(`findings.${NAME}.held`, counts), source: 'worker events, inspect', at: goneAt },
  ];
  const names = [...new Set(tasks.map(({ name, uuid }) => name ?? uuid))].slice(0, 5).join(', ');
  if (names !== '')
    evidence.push({ claim: message(`findings.${NAME}.tasks`, { names }), source: 'task events', at: now });
  return evidence;
}
