import { isBounded, type Access } from '@/lib/access/access';
import { matchesAny } from '@/lib/access/scope';
import type { WorkerView } from '@/lib/cluster/worker';
import type { WorkerCommand } from '@/lib/cluster/worker-command';
import { clusterOf, type ViewSource } from '../views/view';
import type { Principal } from './authorise';
import { outOfScope } from './refusals';

/**
 * Refuses what would reach beyond the queues and task types that its asker may change. A worker as a whole is theirs where
 * all that it takes from is; what it runs can't be told by its type, so a bound to types leaves them its limits only.
 */
export function requireCommandInScope(
  { name, access }: Principal,
  command: WorkerCommand,
  hostnames: readonly string[] | null,
  source: ViewSource,
): void {
  if (!isBounded(access)) return;
  const { workers } = clusterOf(source);
  const taken = hostnames === null ? null : hostnames.map((hostname) => takenBy(workers.get(hostname)));
  if (!isInScope(access, command, taken)) throw outOfScope(name);
}

/** What it takes from, and did before it was made quiet; none where that is not known. */
function takenBy(worker: Pick<WorkerView, 'queues' | 'quiet'> | undefined): readonly string[] {
  return worker === undefined || worker.queues === null ? [] : [...worker.queues, ...(worker.quiet?.queues ?? [])];
}

/** What no bound can be told of is for those without one. */
export function requireNoBounds({ name, access }: Principal): void {
  if (isBounded(access)) throw outOfScope(name);
}

/** `taken`: the queues of each worker that is told; null: of all. */
function isInScope({ scope }: Access, command: WorkerCommand, taken: readonly (readonly string[])[] | null): boolean {
  switch (command.kind) {
    case 'rate-limit':
    case 'time-limit':
      return scope.queues === null && matchesAny(scope.tasks, command.task);
    case 'add-consumer':
    case 'cancel-consumer':
      return scope.tasks === null && matchesAny(scope.queues, command.queue);
    default: {
      const areTheirs = (queues: readonly string[]): boolean =>
        queues.length > 0 && queues.every((queue) => matchesAny(scope.queues, queue));
      return scope.tasks === null && taken?.every(areTheirs) === true;
    }
  }
}
