import type { TaskRow } from '../api/views';
import type { QueueView } from '../cluster/queue';
import type { WorkerView } from '../cluster/worker';
import { message, type Message } from '../i18n/message';
import { meantQueue } from '../queues/meant-queue';
import { REVOKED } from '../tasks/row-why';
import { freeSlots, isLive } from './facts';

interface Surroundings {
  readonly workers: ReadonlyMap<string, WorkerView>;
  readonly queues: ReadonlyMap<string, QueueView>;
  /** Revoked tasks that have not ended; the value is the worker that named it first, null: it was revoked from here. */
  readonly revoked: ReadonlyMap<string, string | null>;
}

/** Who takes from a queue, looked up once for all rows of a list. */
interface Served {
  readonly live: readonly WorkerView[];
  /** The one with the most slots free beyond what it has reserved itself. */
  readonly freest: WorkerView | null;
}

/**
 * What keeps the waiting tasks of a list, as far as workers and queues tell without asking the broker for each message:
 * a short form of the ladder. Rows of which no more is known than their state says stay as they are.
 */
export function withWaits(rows: readonly TaskRow[], around: Surroundings): readonly TaskRow[] {
  if (!rows.some(isWaiting)) return rows;
  const served = servedQueues(around.workers.values());
  return rows.map((row) => {
    const waits = isWaiting(row) ? waitsOf(row, around, served) : null;
    return waits === null ? row : { ...row, waits };
  });
}

function isWaiting({ state }: TaskRow): boolean {
  return state === 'SENT' || state === 'RECEIVED' || state === 'RETRY';
}

function servedQueues(workers: Iterable<WorkerView>): ReadonlyMap<string, Served> | null {
  const served = new Map<string, { live: WorkerView[]; freest: WorkerView | null }>();
  for (const worker of workers) {
    if (!isLive(worker)) continue;
    // Until all have told what they take from, nobody can be said to take from nothing.
    if (worker.queues === null) return null;
    for (const queue of worker.queues) {
      const known = served.get(queue) ?? { live: [], freest: null };
      known.live.push(worker);
      if (spare(worker) > spare(known.freest)) known.freest = worker;
      served.set(queue, known);
    }
  }
  // At a start nobody is known yet.
  return served.size === 0 ? null : served;
}

function waitsOf(row: TaskRow, around: Surroundings, served: ReadonlyMap<string, Served> | null): Message | null {
  const { queue, worker } = row;
  const revokedBy = around.revoked.get(row.uuid);
  if (revokedBy !== undefined) return message(REVOKED, { from: revokedBy === null ? 'here' : 'elsewhere' });
  if (row.state === 'RETRY') return null;
  const holder = row.state === 'RECEIVED' && worker !== null ? around.workers.get(worker) : undefined;
  if (holder !== undefined) return heldBy(holder, queue === null ? undefined : served?.get(queue));
  if (row.state === 'RECEIVED' || queue === null) return null;
  const pause = around.queues.get(queue)?.pause ?? null;
  if (pause !== null) return message('tasks.why.paused', { queue, who: pause.actor });
  if (served === null) return null;
  const by = served.get(queue);
  if (by === undefined) {
    if ((around.queues.get(queue)?.consumers ?? 0) > 0) return null;
    const meant = meantQueue(queue, served.keys());
    return meant === null
      ? message('tasks.why.noConsumer', { queue })
      : message('tasks.why.noConsumerMeant', { queue, meant });
  }
  if (by.live.every(({ status }) => status === 'not-consuming' || status === 'unknown'))
    return message('tasks.why.nobodyTakes', { worker: by.live[0]?.hostname ?? '?' });
  const { slots, freeSlots: free } = around.queues.get(queue) ?? { slots: null, freeSlots: null };
  return slots !== null && slots > 0 && free === 0 ? message('tasks.why.slotsBusy', { slots, queue }) : null;
}

function heldBy(holder: WorkerView, served: Served | undefined): Message | null {
  const { hostname: worker, status } = holder;
  if (status === 'gone') return message('tasks.why.workerGone', { worker });
  if (status === 'unknown') return message('tasks.why.workerSilent', { worker });
  if (status === 'not-consuming') return message('tasks.why.nobodyTakes', { worker });
  const other = served?.freest ?? null;
  const isStuck = freeSlots(holder) === 0 && other !== null && other.hostname !== worker && spare(other) > 0;
  return isStuck ? message('tasks.why.freeElsewhere', { worker, other: other.hostname }) : null;
}

function spare(worker: WorkerView | null): number {
  return worker === null ? 0 : freeSlots(worker) - (worker.reserved ?? 0);
}
