import { newTask } from '@/lib/cluster/reduce-task';
import type { Task } from '@/lib/cluster/task';
import type { OutgoingTask } from '../brokers/broker';
import type { ControlContext } from './control-context';

interface Sent extends Pick<Task, 'uuid' | 'eta' | 'expires' | 'retryOf'> {
  readonly name: string;
  readonly at: number;
}

/**
 * A task that was published from here. A quick worker's events may be here before the broker confirmed: what they told
 * stays.
 */
export function publishedTask(
  { task, masker }: Pick<ControlContext, 'task' | 'masker'>,
  message: OutgoingTask,
  sent: Sent,
): Task {
  const { argsrepr, kwargsrepr } = message.headers;
  const { at, ...told } = sent;
  const known = task(sent.uuid) ?? { ...newTask(sent.uuid, at), state: 'SENT' as const };
  return {
    ...known,
    ...told,
    args: typeof argsrepr === 'string' ? masker.text(argsrepr) : null,
    kwargs: typeof kwargsrepr === 'string' ? masker.text(kwargsrepr) : null,
    queue: message.queue,
    queueSource: 'broker',
    routingKey: message.routingKey ?? message.queue,
    exchange: message.exchange ?? '',
    priority: message.priority,
    rootId: sent.uuid,
    client: 'celeryscope',
    sentAt: at,
    updatedAt: Math.max(known.updatedAt, at),
  };
}
