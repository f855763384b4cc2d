import type { WorkerCommand } from '@/lib/cluster/worker-command';
import type { InspectCommand } from '../collector/inspector';

/** A command as Celery's own (celery/worker/control.py). */
export interface WorkerMessage {
  readonly method: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** Those that are one message with one answer. */
type Sent = Exclude<
  WorkerCommand,
  { readonly kind: 'shutdown' } | { readonly kind: 'quiet' } | { readonly kind: 'unquiet' }
>;

export function messageOf(command: Sent): WorkerMessage {
  switch (command.kind) {
    case 'pool-grow':
      return { method: 'pool_grow', arguments: { n: command.n } };
    case 'pool-shrink':
      return { method: 'pool_shrink', arguments: { n: command.n } };
    case 'pool-restart':
      // Modules are not reloaded: half of an application that runs on with new code is worse than a restart.
      return { method: 'pool_restart', arguments: { modules: [], reload: false } };
    case 'autoscale':
      return { method: 'autoscale', arguments: { max: command.max, min: command.min } };
    case 'add-consumer':
      return { method: 'add_consumer', arguments: { queue: command.queue } };
    case 'cancel-consumer':
      return { method: 'cancel_consumer', arguments: { queue: command.queue } };
    case 'disable-events':
      return { method: 'disable_events', arguments: {} };
    case 'rate-limit':
      return { method: 'rate_limit', arguments: { task_name: command.task, rate_limit: command.rate } };
    case 'time-limit':
      return { method: 'time_limit', arguments: { task_name: command.task, soft: command.soft, hard: command.hard } };
  }
}

/** What a worker has to be asked anew, for it answers before it does what it was told. */
export function changedBy(kind: WorkerCommand['kind']): readonly InspectCommand[] {
  switch (kind) {
    case 'pool-grow':
    case 'pool-shrink':
    case 'pool-restart':
    case 'autoscale':
      return ['stats'];
    case 'add-consumer':
    case 'cancel-consumer':
    case 'quiet':
    case 'unquiet':
      return ['active_queues'];
    case 'rate-limit':
    case 'time-limit':
      return ['registered'];
    case 'shutdown':
    case 'disable-events':
      return [];
  }
}

/** What the audit log keeps of a command. */
export function parametersOf(command: WorkerCommand): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(command).filter(([name]) => name !== 'kind'));
}
