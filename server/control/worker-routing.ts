import type { QueueDeclaration } from '@/lib/celery/queue-declaration';
import { routeTask, takesJson, type Destination, type Routed, type TaskOptions } from '@/lib/celery/task-routing';
import type { Route } from '@/lib/celery/task-routes';
import type { WorkerReplies } from '@/lib/cluster/worker-record';
import { ControlError } from './control-context';

/** What a worker told of itself, as far as sending a task needs it. */
export interface RoutingWorker {
  readonly hostname: string;
  readonly replies: Pick<WorkerReplies, 'registered' | 'routing' | 'declarations' | 'queues' | 'taskOptions'>;
}

/** Every worker has them, and none lists them. */
const BUILT_IN: ReadonlySet<string> = new Set(
  ['accumulate', 'backend_cleanup', 'chain', 'chord', 'chord_unlock', 'chunks', 'group', 'map', 'starmap'].map(
    (name) => `celery.${name}`,
  ),
);

export function isRegistered(workers: readonly RoutingWorker[], name: string): boolean {
  return BUILT_IN.has(name) || workers.some(({ replies }) => replies.registered?.includes(name) === true);
}

export interface WorkersRoute {
  readonly to: Destination;
  /** Of the workers' application; null: UTC. */
  readonly timeZone: string | null;
  readonly own: TaskOptions;
}

/**
 * Where the workers' own settings send a task. Those that know it are asked first; where they differ, or can't be read,
 * it is refused with the reason, since a message in a wrong queue may never run.
 */
export function routeByWorkers(
  workers: readonly RoutingWorker[],
  name: string,
  asked: Route,
  ownOptions: boolean,
): WorkersRoute {
  const told = workers.filter(({ replies }) => replies.routing !== null);
  const knowing = told.filter(({ replies }) => replies.registered?.includes(name) === true);
  const chosen = knowing.length > 0 ? knowing : told;
  const declared = declarationsOf([...chosen, ...workers]);
  const ownOf = ({ replies }: RoutingWorker): TaskOptions => (ownOptions ? (replies.taskOptions?.[name] ?? {}) : {});
  const routed = chosen.flatMap((worker) => {
    const { routing } = worker.replies;
    if (routing === null) return [];
    const own = ownOf(worker);
    return [{ worker, routing, own, result: routeTask(routing, declared, name, asked, own) }];
  });
  const [first] = routed;
  if (first === undefined) return { to: unaided(asked, declared), timeZone: null, own: {} };
  if (routed.some(({ routing }) => !takesJson(routing)))
    throw new ControlError(
      'json_refused',
      `${first.worker.hostname} takes no JSON (accept_content), and nothing else is sent from here.`,
      409,
    );
  const { result } = first;
  if (!result.ok) throw unreadable(result, first.worker.hostname);
  const other = routed.find((one) => !one.result.ok || addressOf(one.result.to) !== addressOf(result.to));
  if (other?.result.ok === false) throw unreadable(other.result, other.worker.hostname);
  if (other?.result.ok === true)
    throw new ControlError(
      'routing_differs',
      `${first.worker.hostname} would send it to ${result.to.queue}, ${other.worker.hostname} to ${other.result.to.queue}: name the queue.`,
      409,
    );
  return { to: result.to, timeZone: first.routing.timeZone, own: first.own };
}

/** Without a worker that told its settings only a queue that was named can be sent to. */
function unaided(asked: Route, declared: (queue: string) => QueueDeclaration | undefined): Destination {
  if (asked.queue === undefined)
    throw new ControlError('routing_unknown', 'No worker has told its settings: name the queue to send it to.', 409);
  const known = declared(asked.queue);
  const { queue, priority = 0 } = asked;
  if (known === undefined || known.exchangeType === 'direct')
    return { queue, exchange: '', exchangeType: 'direct', routingKey: queue, priority, by: 'option' };
  const { exchange, exchangeType, routingKey } = known;
  return { queue, exchange, exchangeType, routingKey: asked.routingKey ?? routingKey, priority, by: 'option' };
}

function declarationsOf(workers: readonly RoutingWorker[]): (queue: string) => QueueDeclaration | undefined {
  return (queue) => {
    for (const { replies } of workers) {
      const found = replies.declarations?.find(({ name }) => name === queue);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

function addressOf({ queue, exchange, routingKey, priority }: Destination): string {
  return JSON.stringify([queue, exchange, routingKey, priority]);
}

const GAPS: Readonly<Record<Extract<Routed, { ok: false }>['gap'], string>> = {
  'router-function': 'a function of its application routes tasks, which can’t be asked from here',
  'route-unreadable': 'its route of this task is not told in a form that can be read',
  'pattern-unreadable': 'one of its routes has a regular expression that is not run here',
  'too-many': 'it has more routes than are read',
  'routing-key-masked': 'Celery hides the routing key of its route',
};

function unreadable({ gap, text }: Extract<Routed, { ok: false }>, hostname: string): ControlError {
  const shown = text === '' ? '' : ` (${text})`;
  return new ControlError(
    'routing_unreadable',
    `Where ${hostname} would send it can’t be told: ${GAPS[gap]}${shown}. Name the queue.`,
    409,
  );
}
