import type { Cluster } from '../cluster/cluster';
import type { WorkerView } from '../cluster/worker';
import { message } from '../i18n/message';
import { countedWorker, type CountedWorker } from './counted-worker';
import { addConsumer } from './look-up';
import { problemOf, type Detector, type DetectorInput } from './detector';
import type { Advice, Evidence, Observation, Subject } from './finding';
import { subjectsOf } from './subjects-of';

const NAME = 'prefetch-starvation';
/** A task waits this long before it counts: shorter waits are how a busy pool works. */
const WAITED_SECONDS = 2;
const MAX_TASKS = 50;
/** Inspect replies up to this old tell which tasks wait for a rate limit instead. */
const REPLY_FRESH_SECONDS = 15;

interface HeldTask {
  readonly uuid: string;
  readonly queue: string | null;
  /** Our clock. */
  readonly waitingSince: number;
}

/** What stands in line on one busy worker while others of the same queue are free. */
interface Hoard {
  readonly holder: CountedWorker;
  readonly tasks: readonly HeldTask[];
  readonly idle: readonly CountedWorker[];
  readonly free: number;
  /** Since when a slot was free for a task that waited. */
  readonly since: number;
}

/**
 * Tasks reserved and waiting on one worker while another that consumes the same queue has free slots. The queue itself
 * must be empty (or unreadable): else the other worker has something to fetch and is merely about to.
 */
export const prefetchStarvation: Detector = {
  name: NAME,
  confirmSeconds: 3,
  observe(input) {
    const up = input.live.filter(isUp).flatMap((worker) => countedWorker(input, worker) ?? []);
    const spare = up.filter((worker) => spareSlots(worker) > 0);
    if (spare.length === 0) return [];
    const spareIn = new Map<string, CountedWorker[]>();
    for (const worker of spare) addConsumer(spareIn, worker);
    return up.flatMap((holder) => {
      const hoard = hoardOf(input, holder, spareIn);
      return hoard === null ? [] : [observationOf(input, hoard)];
    });
  },
};

function hoardOf(
  input: DetectorInput,
  holder: CountedWorker,
  spareIn: ReadonlyMap<string, readonly CountedWorker[]>,
): Hoard | null {
  // A worker with free slots of its own starts what it holds, unless a rate limit or its own pool keeps it.
  if (freeSlots(holder) !== 0) return null;
  if (holder.queues !== null && !holder.queues.some((queue) => spareIn.has(queue))) return null;
  const waiting = waitingOn(input, holder);
  if (waiting.length === 0) return null;
  const queues = new Set([...(holder.queues ?? []), ...waiting.map(({ queue }) => queue)]);
  const idle = new Set([...queues].flatMap((queue) => (queue === null ? [] : (spareIn.get(queue) ?? []))));
  idle.delete(holder);
  const helpers = [...idle].filter((other) => waiting.some((task) => couldRun(other, holder, task)));
  const tasks = waiting.filter(
    (task) => helpers.some((other) => couldRun(other, holder, task)) && isQueueEmpty(input, holder, task),
  );
  if (tasks.length === 0) return null;
  const useful = helpers.filter((other) => tasks.some((task) => couldRun(other, holder, task)));
  const freeSince = Math.min(...useful.map((other) => freeSinceOf(input, other)));
  return {
    holder,
    tasks,
    idle: useful,
    free: useful.reduce((sum, other) => sum + spareSlots(other), 0),
    since: Math.min(input.now, Math.max(freeSince, tasks[0]?.waitingSince ?? input.now)),
  };
}

// Its free slots are free at least since a task last ended there.
function freeSinceOf({ cluster }: DetectorInput, worker: WorkerView): number {
  return Math.max(cluster.finished.get(worker.hostname)?.lastAt() ?? 0, worker.firstSeenAt);
}

function isUp(worker: WorkerView): boolean {
  return worker.status === 'working' || worker.status === 'idle' || worker.status === 'saturated';
}

function freeSlots(worker: WorkerView): number | null {
  if (worker.concurrency === null || worker.active === null) return null;
  return Math.max(0, worker.concurrency - worker.active);
}

// What it has reserved itself takes its free slots in a moment.
function spareSlots(worker: WorkerView): number {
  return Math.max(0, (freeSlots(worker) ?? 0) - (worker.reserved ?? 0));
}

// When the task's queue is not known: a worker that consumes every queue of the holder could have got it as well.
function couldRun(other: WorkerView, holder: WorkerView, task: HeldTask): boolean {
  const { queues } = other;
  if (queues === null) return false;
  if (task.queue !== null) return queues.includes(task.queue);
  return holder.queues !== null && holder.queues.length > 0 && holder.queues.every((queue) => queues.includes(queue));
}

function isQueueEmpty(input: DetectorInput, holder: WorkerView, task: HeldTask): boolean {
  const queues = task.queue === null ? (holder.queues ?? []) : [task.queue];
  return queues.every((queue) => (input.ready(queue)?.count ?? 0) === 0);
}

/** What the worker has reserved and could have run by now, the longest waiting first. */
function waitingOn({ cluster, now }: DetectorInput, holder: CountedWorker): readonly HeldTask[] {
  const held = cluster.held.get(holder.hostname);
  if (held === undefined) return [];
  const listed = listedBy(cluster, holder);
  const tasks: HeldTask[] = [];
  for (const uuid of held.reserved.keys()) {
    const task = listed?.has(uuid) === false ? null : heldTask(cluster, holder, uuid);
    if (task !== null && now - task.waitingSince >= WAITED_SECONDS && !waitsForRate(cluster, holder, task, now))
      tasks.push(task);
  }
  return tasks.sort((a, b) => a.waitingSince - b.waitingSince);
}

// By lost events it may hold what has long ended: then only what it names itself is taken for held.
function listedBy(cluster: Cluster, { hostname, countedBy }: CountedWorker): ReadonlySet<string> | null {
  if (countedBy === 'task events') return null;
  return new Set(cluster.workers.get(hostname)?.replies.reservedTasks?.map(({ uuid }) => uuid));
}

function heldTask(cluster: Cluster, holder: WorkerView, uuid: string): HeldTask | null {
  const task = cluster.tasks.get(uuid);
  const delivery = task?.deliveries.findLast(
    (d) => d.worker === holder.hostname && d.outcome === null && d.startedAt === null,
  );
  if (task === undefined || delivery?.receivedAt === null || delivery === undefined) return null;
  // A copy of what runs already: the other worker would only run it a second time.
  if (task.deliveries.some((d) => d.outcome === null && d.startedAt !== null)) return null;
  const since = Math.max(delivery.receivedAt, task.eta ?? 0) + (holder.clockDriftSeconds ?? 0);
  return { uuid, queue: task.queue, waitingSince: Math.max(since, task.firstSeenAt) };
}

// Tasks that wait for a rate limit look reserved in events and are missing in every inspect reply.
function waitsForRate(cluster: Cluster, holder: WorkerView, task: HeldTask, now: number): boolean {
  const replies = cluster.workers.get(holder.hostname)?.replies;
  const readAt = replies?.readAt['reserved'];
  if (replies?.reservedTasks == null || readAt === undefined || now - readAt > REPLY_FRESH_SECONDS) return false;
  return task.waitingSince < readAt - 1 && !replies.reservedTasks.some(({ uuid }) => uuid === task.uuid);
}

function observationOf(input: DetectorInput, hoard: Hoard): Observation {
  const { holder, tasks, idle, free } = hoard;
  const subject: Subject = { kind: 'worker', id: holder.hostname };
  const queues = [...new Set(tasks.map(({ queue }) => queue).filter((queue) => queue !== null))];
  return {
    ...problemOf(NAME, subject),
    severity: 'warning',
    related: subjectsOf({
      worker: idle.map(({ hostname }) => hostname),
      queue: queues,
      task: tasks.slice(0, MAX_TASKS).map(({ uuid }) => uuid),
    }),
    sentence: message(`findings.${NAME}.sentence`, {
      holder: holder.hostname,
      held: tasks.length,
      idle: idle[0]?.hostname ?? '',
      others: idle.length - 1,
      free,
    }),
    evidence: evidenceOf(input, hoard, queues),
    advice: adviceOf(input, holder),
    figure: figureOf(input, hoard),
    waste: wasteOf(input, hoard),
    since: hoard.since,
  };
}

function evidenceOf(input: DetectorInput, hoard: Hoard, queues: readonly string[]): readonly Evidence[] {
  const { holder, tasks, idle } = hoard;
  const { now, cluster } = input;
  const running = { running: holder.active ?? 0, slots: holder.concurrency ?? 0 };
  const oldestSeconds = now - (tasks[0]?.waitingSince ?? now);
  const evidence: Evidence[] = [
    {
      claim: message(`findings.${NAME}.holds`, {
        worker: holder.hostname,
        ...running,
        held: tasks.length,
        oldestSeconds,
      }),
      source: holder.countedBy,
      at: holder.countedAt,
    },
  ];
  for (const { hostname, active, concurrency, reserved, countedBy, countedAt } of idle.slice(0, 3)) {
    const values = { worker: hostname, running: active ?? 0, slots: concurrency ?? 0, held: reserved ?? 0 };
    evidence.push({ claim: message(`findings.${NAME}.free`, values), source: countedBy, at: countedAt });
  }
  for (const queue of queues.slice(0, 3)) {
    const ready = input.ready(queue);
    if (ready === null) continue;
    evidence.push({
      claim: message(`findings.${NAME}.ready`, { queue, ready: ready.count }),
      source: 'queue length',
      at: ready.at,
    });
  }
  const { prefetchCount, prefetchMultiplier } = holder;
  const at = cluster.workers.get(holder.hostname)?.replies.readAt['stats'];
  if (prefetchCount !== null && at !== undefined) {
    const values = { prefetch: prefetchCount, slots: running.slots, multiplier: prefetchMultiplier ?? 0 };
    const key = prefetchKey(prefetchCount, (prefetchMultiplier ?? 0) * running.slots);
    evidence.push({ claim: message(`findings.${NAME}.${key}`, values), source: 'inspect stats', at });
  }
  return evidence;
}

// A multiplier of 0 takes away the limit.
function prefetchKey(prefetchCount: number, product: number): string {
  if (prefetchCount === 0) return 'prefetch-unlimited';
  return prefetchCount === product ? 'prefetch-product' : 'prefetch';
}

function adviceOf({ brokerKind }: DetectorInput, holder: WorkerView): Advice {
  // Fetching for free slots only exists on Redis since 5.6; elsewhere early acknowledgement still takes one ahead a slot.
  const canDisable = brokerKind === 'redis' && isAtLeast(holder.version, 5, 6);
  const multiplier = holder.prefetchMultiplier ?? 0;
  const values = { worker: holder.hostname, multiplier, disable: canDisable ? 'yes' : 'no' };
  const lines = canDisable
    ? ['worker_prefetch_multiplier = 1', 'worker_disable_prefetch = True']
    : ['worker_prefetch_multiplier = 1', ...(multiplier === 1 ? ['task_acks_late = True'] : [])];
  return { text: message(`findings.${NAME}.advice`, values), setting: lines.join('\n') };
}

function isAtLeast(version: string | null, major: number, minor: number): boolean {
  const match = /^(\d+)\.(\d+)/.exec(version ?? '');
  if (match === null) return false;
  const told = Number(match[1]) * 1000 + Number(match[2]);
  return told >= major * 1000 + minor;
}

// Only as many tasks as there are free slots could have run meanwhile.
function wasteOf({ now }: DetectorInput, { tasks, free, since }: Hoard): NonNullable<Observation['waste']> {
  const runnable = tasks.slice(0, free);
  return {
    soFarSeconds: runnable.reduce((sum, task) => sum + (now - Math.max(task.waitingSince, since)), 0),
    perSecond: runnable.length,
  };
}

function figureOf({ now }: DetectorInput, { holder, tasks, idle }: Hoard): Observation['figure'] {
  const row = (worker: WorkerView, reserved: number, starved: boolean) => ({
    worker: worker.hostname,
    slots: worker.concurrency ?? 0,
    running: worker.active ?? 0,
    reserved,
    starved,
  });
  const oldestSeconds = now - (tasks[0]?.waitingSince ?? now);
  return {
    kind: 'slots',
    rows: [
      row(holder, tasks.length, false),
      ...idle.slice(0, 7).map((worker) => row(worker, worker.reserved ?? 0, true)),
    ],
    facts: [
      {
        label: message(`findings.${NAME}.fact-oldest`),
        value: message('findings.value.duration', { valueSeconds: oldestSeconds }),
      },
    ],
  };
}
