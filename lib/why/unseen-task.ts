import { boundedName, countNumber, LIMITS } from '../celery/bounded';
import { decodeIsoTime } from '../celery/iso-time';
import { newTask } from '../cluster/reduce-task';
import type { Task } from '../cluster/task';

/** What the broker holds of a task that no event told of. */
export interface UnseenMessage {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly queue: string;
}

/** A task of which only its message tells, or nothing at all. */
export function unseenTask(uuid: string, found: UnseenMessage | null, at: number): Task {
  const task = newTask(uuid, at);
  if (found === null) return task;
  const { headers, queue } = found;
  return {
    ...task,
    state: 'SENT',
    queue,
    queueSource: 'broker',
    name: boundedName(headers['task'], LIMITS.name),
    args: boundedName(headers['argsrepr'], LIMITS.name),
    kwargs: boundedName(headers['kwargsrepr'], LIMITS.name),
    eta: decodeIsoTime(headers['eta']),
    expires: decodeIsoTime(headers['expires']),
    retries: countNumber(headers['retries']) ?? 0,
    rootId: boundedName(headers['root_id'], LIMITS.id),
    parentId: boundedName(headers['parent_id'], LIMITS.id),
    groupId: boundedName(headers['group'], LIMITS.id),
    client: boundedName(headers['origin'], LIMITS.name),
  };
}
