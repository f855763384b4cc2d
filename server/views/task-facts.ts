import type { TaskDetail } from '@/lib/api/views';
import type { Task } from '@/lib/cluster/task';
import type { TaskFacts } from '@/lib/why/facts';
import { isUnregistered } from '@/lib/why/unregistered';
import { unseenTask } from '@/lib/why/unseen-task';
import { isEnded } from '@/lib/celery/task-state';
import { CollectorError } from '../collector-error';
import { clusterOf, type ViewSource } from './view';

const MAX_CHILDREN = 5;

/** All that an explanation of a task is made of: what the store, the frames and, asked anew, the broker tell. */
export async function factsOf(
  { task, recentRuns, children }: Pick<TaskDetail, 'task' | 'recentRuns' | 'children'>,
  source: ViewSource,
): Promise<TaskFacts> {
  // Of what has ended only one thing is looked up: who knows the type of a task that nobody knew.
  const isOver = isEnded(task.state) && !isUnregistered(task);
  const place = isOver ? null : await placeOf(task.uuid, source);
  return { ...around(task, place, source), isSeen: true, children: sentBy(children), usual: usualOf(recentRuns) };
}

/** The same of a task of which nothing is stored; null when somebody knows of it after all. */
export async function factsOfUnseen(uuid: string, source: ViewSource): Promise<TaskFacts | null> {
  const place = await placeOf(uuid, source);
  const task = place === null ? unseenTask(uuid, null, source.now()) : place.unseen;
  return task === null ? null : { ...around(task, place, source), isSeen: false, children: [], usual: null };
}

type Around = Omit<TaskFacts, 'isSeen' | 'children' | 'usual'>;

function around(task: Task, place: TaskFacts['place'], source: ViewSource): Around {
  const { queues, workers, at } = clusterOf(source);
  // Where its message lies counts more than where its sender meant it to go.
  const queue = place?.message?.in === 'queue' ? place.message.queue : task.queue;
  return {
    now: source.now(),
    task,
    readAt: at,
    place,
    queue: queue === null ? null : (queues.get(queue) ?? null),
    workers: [...workers.values()],
  };
}

// Without the collector's answer the frames still tell much: what is missing is said as such.
async function placeOf(uuid: string, { collector }: ViewSource): Promise<TaskFacts['place']> {
  try {
    return await collector.call('taskPlace', { uuid });
  } catch (error) {
    if (error instanceof CollectorError) return null;
    throw error;
  }
}

function usualOf(runs: TaskDetail['recentRuns']): TaskFacts['usual'] {
  const seconds = runs.filter(({ state }) => state === 'SUCCESS').map(({ runtimeSeconds }) => runtimeSeconds);
  if (seconds.length === 0) return null;
  const sorted = seconds.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p95: at(0.95), longest: at(1), runs: sorted.length };
}

function sentBy(children: TaskDetail['children']): TaskFacts['children'] {
  return children
    .map(({ uuid, name, sentAt, receivedAt, updatedAt }) => ({ uuid, name, seenAt: sentAt ?? receivedAt ?? updatedAt }))
    .toSorted((a, b) => a.seenAt - b.seenAt)
    .slice(0, MAX_CHILDREN);
}
