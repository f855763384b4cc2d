import type { Task } from '../cluster/task';
import type { WorkerView } from '../cluster/worker';
import { message } from '../i18n/message';
import { meantQueue } from '../queues/meant-queue';
import { routeTo, startWorker } from './advised-setting';
import { problemOf, type Detector, type DetectorInput, type QueueSight } from './detector';
import type { Advice, Evidence, Observation, Subject } from './finding';
import { gatherEvidence } from './gather-evidence';
import { shellWord } from './setting-text';
import { subjectsOf } from './subjects-of';

const NAME = 'queue-without-consumer';
/** Workers that were there before us have told their queues by then. */
const SETTLED_SECONDS = 15;
/** Workers that are restarted leave their queue alone for so long. */
const RESTART_SECONDS = 30;
const READING_FRESH_SECONDS = 60;
const MAX_TASKS = 50;
const MAX_NAMED = 5;
const MAX_FINDINGS = 50;

/** A queue with messages that nobody takes. */
interface Stranded {
  readonly queue: QueueSight;
  readonly ready: number;
  readonly readAt: number;
  /** The consumed name that was probably meant. */
  readonly near: string | null;
  /** The last worker that consumed it and is gone. */
  readonly left: WorkerView | null;
  /** The longest waiting, of those whose sending was seen. */
  readonly waiting: readonly Task[];
}

/** Messages wait in a queue that no live worker consumes: a typo in a route or in `-Q`, or its workers are gone. */
export const queueWithoutConsumer: Detector = {
  name: NAME,
  confirmSeconds: 8,
  observe(input) {
    if (input.now - input.watchedSince < SETTLED_SECONDS) return [];
    // Redis knows no consumers: as long as one worker has not told its queues, it may consume any.
    const areAllTold = input.live.every(({ queues }) => queues !== null);
    const found: Observation[] = [];
    for (const queue of input.queues) {
      const stranded = strandedAt(input, queue, areAllTold);
      if (stranded !== null) found.push(observationOf(input, stranded));
      if (found.length >= MAX_FINDINGS) break;
    }
    return found;
  },
};

function strandedAt(input: DetectorInput, queue: QueueSight, areAllTold: boolean): Stranded | null {
  const { name, ready, readAt, consumers, isPaused } = queue;
  if (isPaused) return null;
  if (ready === null || ready === 0 || readAt === null || input.now - readAt > READING_FRESH_SECONDS) return null;
  if (consumers === null ? !areAllTold : consumers > 0) return null;
  // Celery's own queues for delayed delivery have no consumers: what is in them moves on by itself.
  if (input.consumersOf(name).length > 0 || /^celery_delayed_\d+$/.test(name)) return null;
  const left = input.leftBy(name);
  if (left !== null && input.now - (left.statusSince ?? 0) < RESTART_SECONDS) return null;
  const near = meantQueue(name, new Set(input.live.flatMap(({ queues }) => queues ?? [])));
  const waiting = waitingIn(input, name);
  // RabbitMQ may hold queues of others, and dead letters that nobody is to consume.
  if (input.brokerKind === 'amqp' && near === null && left === null && waiting.length === 0) return null;
  return { queue, ready, readAt, near, left, waiting };
}

function waitingIn({ cluster }: DetectorInput, queue: string): readonly Task[] {
  const tasks: Task[] = [];
  for (const uuid of cluster.waiting.get(queue) ?? []) {
    const task = cluster.tasks.get(uuid);
    if (task !== undefined) tasks.push(task);
    if (tasks.length >= MAX_TASKS) break;
  }
  return tasks;
}

function observationOf(input: DetectorInput, stranded: Stranded): Observation {
  const { queue, ready, near, left, waiting } = stranded;
  const subject: Subject = { kind: 'queue', id: queue.name };
  return {
    ...problemOf(NAME, subject),
    severity: 'critical',
    related: subjectsOf({
      worker: [left?.hostname],
      type: typesOf(waiting),
      task: waiting.map(({ uuid }) => uuid),
    }),
    sentence: message(`findings.${NAME}.sentence`, {
      queue: queue.name,
      ready,
      cause: left !== null ? 'left' : near !== null ? 'near' : input.live.length === 0 ? 'nobody' : 'other',
      near: near ?? '',
      worker: left?.hostname ?? '',
      leftAt: left?.statusSince ?? input.now,
    }),
    evidence: evidenceOf(input, stranded),
    advice: adviceOf(input, stranded),
    figure: null,
    since: left?.statusSince ?? waiting[0]?.sentAt ?? input.now,
  };
}

function typesOf(tasks: readonly Task[]): readonly string[] {
  return [...new Set(tasks.map(({ name }) => name).filter((name) => name !== null))].slice(0, MAX_NAMED);
}

function evidenceOf(input: DetectorInput, stranded: Stranded): readonly Evidence[] {
  const { queue, ready, readAt, left, waiting } = stranded;
  const { evidence, claim } = gatherEvidence(NAME);
  claim('ready', { queue: queue.name, ready }, 'queue length', readAt);
  if (queue.consumers !== null) claim('no-consumers', { queue: queue.name }, 'broker', readAt);
  const names = [...new Set(input.live.flatMap(({ queues }) => queues ?? []))].sort();
  const consumed = {
    workers: input.live.length,
    queues: names.slice(0, MAX_NAMED).join(', '),
    others: Math.max(0, names.length - MAX_NAMED),
  };
  claim('consumed', consumed, 'inspect active_queues', toldAt(input));
  if (left !== null) {
    const values = {
      worker: left.hostname,
      said: left.statusReason === 'offline-event' ? 'yes' : 'no',
      leftAt: left.statusSince ?? 0,
    };
    claim('left', values, 'worker events', left.statusSince ?? input.now);
  }
  const [first] = waiting;
  if (first !== undefined) {
    const sentAt = first.sentAt ?? first.firstSeenAt;
    const values = { names: typesOf(waiting).join(', '), sentAt, client: first.client ?? '?' };
    claim('sent', values, 'task events', sentAt);
  }
  return evidence;
}

/** When the workers told their queues: the oldest of their answers. */
function toldAt({ cluster, live, now }: DetectorInput): number {
  return live.reduce(
    (oldest, { hostname }) => Math.min(oldest, cluster.workers.get(hostname)?.replies.readAt['active_queues'] ?? now),
    now,
  );
}

function adviceOf(input: DetectorInput, { queue, near, left, waiting }: Stranded): Advice {
  const start = startWorker(queue.name);
  if (left !== null) {
    return { text: message(`findings.${NAME}.advice-left`, { worker: left.hostname }), setting: start };
  }
  const [worker] = near === null ? input.live : input.consumersOf(near);
  const values = { queue: queue.name, near: near ?? '', worker: worker?.hostname ?? '' };
  if (worker === undefined) return { text: message(`findings.${NAME}.advice-nobody`, values), setting: start };
  const consume = `celery -A your_app control -d ${shellWord(worker.hostname)} add_consumer ${shellWord(queue.name)}`;
  if (near === null) return { text: message(`findings.${NAME}.advice-other`, values), setting: consume };
  const [type] = typesOf(waiting);
  const route = routeTo(type ?? null, near);
  return { text: message(`findings.${NAME}.advice-near`, values), setting: `${route}\n${consume}` };
}
