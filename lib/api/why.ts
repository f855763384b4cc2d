import { isEnded } from '../celery/task-state';
import type { QueueView } from '../cluster/queue';
import type { Task } from '../cluster/task';
import type { WorkerView } from '../cluster/worker';
import { message, type Message } from '../i18n/message';

/** Stable names of what can be the matter, the first that holds is told. */
export type Verdict =
  | 'ended'
  | 'running'
  | 'scheduled'
  | 'no-consumer'
  | 'worker-gone'
  | 'prefetched'
  | 'slots-busy'
  | 'queued'
  | 'unknown';

export interface Why {
  readonly verdict: Verdict;
  readonly sentence: Message;
  readonly evidence: readonly { readonly claim: Message; readonly source: string; readonly at: number }[];
  readonly advice: Message | null;
}

/** What is known around a task at `now`. */
export interface Surroundings {
  readonly now: number;
  /** When workers and queues were read. */
  readonly readAt: number;
  /** null: its queue is not known. */
  readonly queue: QueueView | null;
  readonly workers: readonly WorkerView[];
}

/** Why the task waits, or what became of it. It says nothing that nothing was read for. */
export function explainTask(task: Task, around: Surroundings): Why {
  if (isEnded(task.state))
    return told(task, 'ended', 'ended', { state: task.state, endedAt: task.endedAt ?? task.updatedAt });
  if (task.state === 'STARTED') {
    return told(task, 'running', 'running', {
      worker: task.worker ?? '?',
      startedAt: task.startedAt ?? task.updatedAt,
    });
  }
  if (task.eta !== null && task.eta > around.now) return told(task, 'scheduled', 'scheduled', { etaAt: task.eta });
  const worker = around.workers.find(({ hostname }) => hostname === task.worker);
  if (task.state === 'RECEIVED' && worker !== undefined) return held(task, worker, around);
  if (task.queue !== null && around.queue !== null) return queued(task, task.queue, around.queue, around);
  return told(task, 'unknown', 'unknown', { state: task.state, updatedAt: task.updatedAt });
}

function held(task: Task, worker: WorkerView, around: Surroundings): Why {
  const { hostname: name, active, concurrency, reserved } = worker;
  if (worker.status === 'gone') {
    const seen = worker.lastHeartbeatAt ?? worker.firstSeenAt;
    const gone = message('why.workerGone', { worker: name, seenAt: seen });
    return {
      verdict: 'worker-gone',
      sentence: gone,
      evidence: [...eventOf(task), claim('why.lastHeartbeat', { worker: name, seenAt: seen }, 'worker events', seen)],
      advice: null,
    };
  }
  const facts = [...eventOf(task)];
  if (active !== null && concurrency !== null) {
    facts.push(
      claim(
        'why.workerBusy',
        { worker: name, active, slots: concurrency, reserved: reserved ?? 0 },
        'inspect',
        around.readAt,
      ),
    );
  }
  const free = around.workers.filter(
    (other) => other.hostname !== name && servesSame(other, task) && hasFreeSlot(other),
  );
  facts.push(
    ...free
      .slice(0, 3)
      .map((other) =>
        claim(
          'why.freeElsewhere',
          { worker: other.hostname, free: (other.concurrency ?? 0) - (other.active ?? 0) },
          'inspect',
          worker.lastReplyAt ?? around.readAt,
        ),
      ),
  );
  const sentence = message(free.length > 0 ? 'why.prefetchedWhileFree' : 'why.prefetched', {
    worker: name,
    other: free[0]?.hostname ?? '',
  });
  return {
    verdict: 'prefetched',
    sentence,
    evidence: facts,
    advice: free.length > 0 ? message('why.advice.prefetch') : null,
  };
}

function queued(task: Task, name: string, queue: QueueView, around: Surroundings): Why {
  const at = queue.readAt ?? around.readAt;
  const depth = queue.ready === null ? [] : [claim('why.depth', { queue: name, ready: queue.ready }, 'broker', at)];
  const evidence = [...eventOf(task), ...depth];
  if (queue.consumers === 0) {
    return {
      verdict: 'no-consumer',
      sentence: message('why.noConsumer', { queue: name }),
      evidence,
      advice: message('why.advice.startWorker', { queue: name }),
    };
  }
  if (queue.freeSlots === 0 && queue.slots !== null) {
    const slots = claim('why.slots', { queue: name, slots: queue.slots }, 'inspect', around.readAt);
    return {
      verdict: 'slots-busy',
      sentence: message('why.slotsBusy', { queue: name, slots: queue.slots }),
      evidence: [...evidence, slots],
      advice: null,
    };
  }
  return { verdict: 'queued', sentence: message('why.queued', { queue: name }), evidence, advice: null };
}

function servesSame(worker: WorkerView, task: Task): boolean {
  return task.queue !== null && worker.status !== 'gone' && (worker.queues?.includes(task.queue) ?? false);
}

function hasFreeSlot({ active, concurrency }: WorkerView): boolean {
  return active !== null && concurrency !== null && active < concurrency;
}

function told(task: Task, verdict: Verdict, key: string, values: Message['values']): Why {
  return { verdict, sentence: message(`why.${key}`, values), evidence: eventOf(task), advice: null };
}

function eventOf(task: Task): Why['evidence'][number][] {
  const worker = task.worker === null ? '' : task.worker;
  return [
    claim(worker === '' ? 'why.state' : 'why.stateOn', { state: task.state, worker }, 'task events', task.updatedAt),
  ];
}

function claim(key: string, values: Message['values'], source: string, at: number): Why['evidence'][number] {
  return { claim: message(key, values), source, at };
}
