import { boundedName, countNumber, LIMITS } from './bounded';
import type { QueueDeclaration } from './queue-declaration';
import { decodeTaskRoutes, lookUpRoute, type Route, type RouteGap, type TaskRoutes } from './task-routes';

/** How one worker's application sends tasks, as its settings tell. */
export interface TaskRouting {
  readonly routes: TaskRoutes;
  readonly defaultQueue: string;
  readonly defaultPriority: number | null;
  /** Content types that it takes; null: Celery's own default, which is JSON. */
  readonly accepts: readonly string[] | null;
  /** null: UTC. */
  readonly timeZone: string | null;
}

/** What a task's own class says of where it is sent; absent is not told. */
export interface TaskOptions extends Route {
  readonly expiresSeconds?: number;
}

/** How a message is addressed: through an exchange, or straight to its queue where that is empty. */
export interface Destination {
  readonly queue: string;
  readonly exchange: string;
  readonly exchangeType: string;
  readonly routingKey: string;
  readonly priority: number;
  readonly by: 'option' | 'task' | 'task_routes' | 'task_default_queue';
}

export type Routed =
  | { readonly ok: true; readonly to: Destination }
  | { readonly ok: false; readonly gap: RouteGap | 'routing-key-masked'; readonly text: string };

const MAX_PRIORITY = 255;

/** `conf` of a worker; sizes are bounded. */
export function decodeTaskRouting(conf: Readonly<Record<string, unknown>>): TaskRouting {
  const accept = conf['accept_content'];
  return {
    routes: decodeTaskRoutes(conf['task_routes']),
    defaultQueue: boundedName(conf['task_default_queue'], LIMITS.name) ?? 'celery',
    defaultPriority: countNumber(conf['task_default_priority']),
    accepts: Array.isArray(accept) ? accept.slice(0, 20).flatMap((one: unknown) => boundedName(one, 80) ?? []) : null,
    timeZone: boundedName(conf['timezone'], 80),
  };
}

/** Whether a worker with these settings takes messages that are JSON. */
export function takesJson({ accepts }: TaskRouting): boolean {
  return accepts === null || accepts.some((one) => one === 'json' || one === 'application/json');
}

/** By Celery's own rules: what the caller names, then the task's class, its route, and the default queue. */
export function routeTask(
  routing: TaskRouting,
  declared: (queue: string) => QueueDeclaration | undefined,
  name: string,
  asked: Route,
  own: TaskOptions = {},
): Routed {
  const options: Route = { ...own, ...asked };
  const told = lookUpRoute(routing.routes, name);
  // A route fills in what was not named, so one that can't be read matters only where the queue is not named.
  if (told !== null && 'gap' in told && options.queue === undefined)
    return { ok: false, gap: told.gap, text: told.text };
  const route = told !== null && 'route' in told ? told.route : {};
  const merged: Route = { ...route, ...options };
  const queue = merged.queue ?? routing.defaultQueue;
  const { exchange, routingKey } = merged;
  const by =
    asked.queue !== undefined
      ? 'option'
      : own.queue !== undefined
        ? 'task'
        : route.queue !== undefined
          ? 'task_routes'
          : 'task_default_queue';
  const known = declared(queue);
  const exchangeType = known?.exchangeType ?? 'direct';
  const priority = Math.min(merged.priority ?? routing.defaultPriority ?? 0, MAX_PRIORITY);
  if ((exchange === undefined || routingKey === undefined) && exchangeType === 'direct')
    return { ok: true, to: { queue, exchange: '', exchangeType, routingKey: queue, priority, by } };
  if (routingKey === null) return { ok: false, gap: 'routing-key-masked', text: queue };
  return {
    ok: true,
    to: {
      queue,
      exchange: exchange ?? known?.exchange ?? '',
      exchangeType,
      routingKey: routingKey ?? known?.routingKey ?? queue,
      priority,
      by,
    },
  };
}

/** What stands in brackets behind a registered name: `[… queue=mail]`. Absent where it is not told. */
export function decodeTaskOptions(told: string): TaskOptions {
  const inner = / \[([^[\]]*)\]$/.exec(told)?.[1] ?? '';
  const valueOf = (field: string): string | undefined =>
    new RegExp(`(?:^| )${field}=(.*?)(?= (?:priority|expires|exchange|routing_key|queue)=|$)`).exec(inner)?.[1];
  const [queue, exchange, routingKey] = [valueOf('queue'), valueOf('exchange'), valueOf('routing_key')];
  const priority = numberOf(valueOf('priority'));
  const expiresSeconds = numberOf(valueOf('expires'));
  return {
    ...(queue ? { queue } : {}),
    ...(exchange ? { exchange } : {}),
    ...(routingKey ? { routingKey } : {}),
    ...(priority !== undefined && Number.isInteger(priority) ? { priority } : {}),
    ...(expiresSeconds === undefined ? {} : { expiresSeconds }),
  };
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,10}(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}
