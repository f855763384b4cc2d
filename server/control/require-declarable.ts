import { BrokerError } from '../brokers/broker';
import { ControlError } from './control-context';
import type { WorkerControlContext } from './worker-control';

interface Added {
  readonly queue: string;
  readonly force: boolean;
}

/**
 * A worker declares a queue that it does not know before it takes from it. Where RabbitMQ has it with other properties it
 * closes the channel, which the worker takes for unrecoverable: it says "add consumer" and ends.
 */
export async function requireDeclarable(
  context: WorkerControlContext,
  { queue, force }: Added,
  hostname: string,
): Promise<void> {
  const worker = context.worker(hostname);
  if (force || worker === null || context.broker.isDeclarable === undefined) return;
  if (worker.queues?.includes(queue) === true || context.left.has(worker, queue)) return;
  const priority = worker.conf?.['task_queue_max_priority'];
  const given = typeof priority === 'number' ? { 'x-max-priority': priority } : {};
  const answer = await context.broker.isDeclarable(queue, given).catch((error: unknown) => {
    if (error instanceof BrokerError)
      throw new ControlError('broker_unavailable', `The command was not sent: ${error.message}`, 503);
    throw error;
  });
  if (answer !== false) return;
  throw new ControlError(
    'queue_differs',
    'RabbitMQ has this queue, or an exchange of its name, with other properties than the worker would declare: it would refuse, and the worker would end. If the worker has the queue in its task_queues, send {"force": true}.',
    409,
  );
}
