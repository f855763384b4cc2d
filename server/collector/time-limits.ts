import { finiteNumber, isRecord } from '@/lib/celery/bounded';
import type { Cluster } from '@/lib/cluster/cluster';
import type { Task } from '@/lib/cluster/task';
import type { TimeLimits } from '@/lib/why/facts';

/** The time limits of a task on its worker: those of its type, else those of all that the worker runs. */
export function limitsOn({ workers }: Pick<Cluster, 'workers'>, { worker, name }: Task): TimeLimits | null {
  const replies = worker === null ? undefined : workers.get(worker)?.replies;
  if (replies?.timeLimits == null || replies.stats === null) return null;
  const own = name === null ? undefined : replies.timeLimits[name];
  const { pool } = replies.stats;
  // `[soft, hard]`, 0 where there is none; pools that can't end a task have no such list.
  const all = isRecord(pool) && Array.isArray(pool['timeouts']) ? (pool['timeouts'] as readonly unknown[]) : [];
  if (own !== undefined) {
    const at = replies.readAt['registered'] ?? 0;
    return { soft: own.soft ?? secondsOf(all[0]), hard: own.hard ?? secondsOf(all[1]), of: 'type', at };
  }
  return { soft: secondsOf(all[0]), hard: secondsOf(all[1]), of: 'worker', at: replies.readAt['stats'] ?? 0 };
}

function secondsOf(value: unknown): number | null {
  const seconds = finiteNumber(value);
  return seconds === null || seconds <= 0 ? null : seconds;
}
