import { isBounded, may } from '@/lib/access/access';
import { isTaskInScope, matchesAny } from '@/lib/access/scope';
import { seenFilter } from '@/lib/access/seen-filter';
import { isRecord } from '@/lib/celery/bounded';
import { checkViewScope } from '../views/seen-view';
import type { Principal } from './authorise';
import type { Services } from './endpoint';
import { HttpProblem } from './problem';
import { outOfScope } from './refusals';

/** What of a request is held against a scope. */
type Kind = 'open' | 'tasks' | 'task' | 'selection' | 'job' | 'queue' | 'queue-control' | 'send' | 'view';

interface ScopedDoor {
  readonly kind: Kind;
  /** The view whose answer it gives. */
  readonly view?: string;
}

const open: ScopedDoor = { kind: 'open' };
const task: ScopedDoor = { kind: 'task' };
const job: ScopedDoor = { kind: 'job' };
const queueControl: ScopedDoor = { kind: 'queue-control' };

/**
 * The requests that somebody with a scope may make, and how each is held to it. What is not here is refused: an endpoint
 * that is added later is closed to them until somebody has thought about it.
 */
const SCOPED_DOORS: Readonly<Record<string, ScopedDoor>> = {
  'GET /api/v1/status': { kind: 'view', view: 'status' },
  'GET /api/v1/stats': open,
  'GET /api/v1/openapi.json': open,
  'GET /api/v1/overview': { kind: 'view', view: 'overview' },
  'GET /api/v1/workers': { kind: 'view', view: 'workers' },
  'GET /api/v1/queues': { kind: 'view', view: 'queues' },
  'GET /api/v1/queues/:name': { kind: 'queue', view: 'queue' },
  'GET /api/v1/queues/:name/messages': { kind: 'queue', view: 'messages' },
  'GET /api/v1/findings': { kind: 'view', view: 'findings' },
  'GET /api/v1/views/:view': { kind: 'view' },
  'GET /api/v1/tasks': { kind: 'tasks' },
  'GET /api/v1/tasks/facets': { kind: 'tasks', view: 'facets' },
  'GET /api/v1/tasks/export': { kind: 'tasks' },
  'GET /api/v1/tasks/:uuid': { kind: 'task', view: 'task' },
  'GET /api/v1/tasks/:uuid/why': task,
  'GET /api/v1/tasks/:uuid/message': task,
  'GET /api/v1/tasks/:uuid/result': task,
  'GET /api/v1/tasks/:uuid/revoke': task,
  'POST /api/v1/tasks/:uuid/revoke': task,
  'POST /api/v1/tasks/:uuid/revoke/withdraw': task,
  'POST /api/v1/tasks/:uuid/retry': task,
  'POST /api/v1/tasks/:uuid/abort': task,
  'POST /api/v1/tasks/revoke': { kind: 'selection' },
  'POST /api/v1/jobs': { kind: 'selection' },
  'GET /api/v1/jobs': { kind: 'view', view: 'jobs' },
  'GET /api/v1/jobs/:id': job,
  'GET /api/v1/jobs/:id/items': job,
  'GET /api/v1/jobs/:id/items/export': job,
  'POST /api/v1/jobs/:id/abort': job,
  'POST /api/v1/jobs/:id/continue': job,
  'POST /api/v1/tasks': { kind: 'send' },
  'POST /api/v1/queues/:name/pause': queueControl,
  'POST /api/v1/queues/:name/resume': queueControl,
  'POST /api/v1/queues/:name/peek': { kind: 'queue-control', view: 'messages' },
  'POST /api/v1/queues/:name/purge': queueControl,
  'POST /api/v1/queues/:name/messages/remove': queueControl,
  'POST /api/v1/queues/:name/messages/move': queueControl,
};

interface Asked {
  /** Method and path as it was registered, without the prefix. */
  readonly door: string;
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly principal: Principal;
}

/** The view that this request answers; null: none of them. */
export function viewOf({ door, params }: Pick<Asked, 'door' | 'params'>): string | null {
  if (door === 'GET /api/v1/views/:view') return textOf(params, 'view');
  return Object.hasOwn(SCOPED_DOORS, door) ? (SCOPED_DOORS[door]?.view ?? null) : null;
}

/** The query and the body with the filter that somebody may ask; rejects when they may not ask this at all. */
export async function passScope(
  asked: Asked,
  services: Pick<Services, 'reader' | 'now'>,
): Promise<{ readonly query: unknown; readonly body: unknown }> {
  const { query, body, principal } = asked;
  const { access, name } = principal;
  const isOwnFilter = asked.door !== 'GET /api/v1/tasks/complete';
  const kept = may(access, 'view-arguments') && !isBounded(access);
  if (kept) return { query, body };
  const door = Object.hasOwn(SCOPED_DOORS, asked.door) ? SCOPED_DOORS[asked.door] : undefined;
  if (isBounded(access)) {
    if (door === undefined || !(await isWithin(asked, door, services))) throw outOfScope(name);
  }
  const lists = door?.kind === 'tasks' || textOf(asked.params, 'view') === 'tasks';
  const seen = (part: unknown, always: boolean): unknown => {
    if (!isRecord(part)) return part;
    const { q, from, to } = part;
    const isFilter = typeof q === 'string' || from !== undefined || to !== undefined;
    // A selection by ids has no filter, and must not become all of the scope.
    return always || (isFilter && part['uuids'] === undefined)
      ? { ...part, q: own(typeof q === 'string' ? q : '') }
      : part;
  };
  const own = (q: string): string => {
    const filter = seenFilter(q, access, services.now());
    if (filter.ok) return filter.q;
    throw new HttpProblem(403, 'arguments_hidden', filter.hidden, { field: 'q' });
  };
  return isOwnFilter && (lists || door?.kind === 'selection' || textOf(query, 'q') !== null)
    ? { query: lists ? seen(query, true) : query, body: seen(body, false) }
    : { query, body };
}

async function isWithin(
  { params, body, principal }: Asked,
  { kind, view }: ScopedDoor,
  { reader }: Pick<Services, 'reader'>,
): Promise<boolean> {
  const { scope } = principal.access;
  const isOwnQueue = (queue: string | null): boolean => queue === null || matchesAny(scope.queues, queue);
  switch (kind) {
    case 'open':
    case 'tasks':
      return true;
    case 'view':
      checkViewScope(view ?? textOf(params, 'view') ?? '', {}, principal);
      return true;
    case 'task': {
      const uuid = textOf(params, 'uuid');
      return uuid !== null && isOwnQueue(textOf(body, 'queue')) && (await areOwn([uuid]));
    }
    case 'selection': {
      const uuids = isRecord(body) && Array.isArray(body['uuids']) ? body['uuids'].map(String) : null;
      return isOwnQueue(textOf(body, 'queue')) && (uuids === null || (await areOwn(uuids)));
    }
    case 'job': {
      // Its tasks may have come into another queue meanwhile: it is held to who made it, within their scope of then.
      const id = textOf(params, 'id');
      return id !== null && (await reader().job(id))?.actor === principal.name;
    }
    case 'queue':
      return matchesAny(scope.queues, textOf(params, 'name'));
    case 'queue-control':
      // It is for all that waits in the queue, of whatever type.
      return scope.tasks === null && matchesAny(scope.queues, textOf(params, 'name')) && isOwnQueue(textOf(body, 'to'));
    case 'send': {
      const hasOther = textOf(body, 'exchange') !== null || textOf(body, 'routingKey') !== null;
      return !hasOther && isTaskInScope(scope, { name: textOf(body, 'name'), queue: textOf(body, 'queue') });
    }
  }

  async function areOwn(uuids: readonly string[]): Promise<boolean> {
    const rows = new Map((await reader().rowsOf(uuids)).map((row) => [row.uuid, row]));
    return uuids.every((uuid) => isTaskInScope(scope, rows.get(uuid) ?? { name: null, queue: null }));
  }
}

function textOf(value: unknown, name: string): string | null {
  const member = isRecord(value) ? value[name] : undefined;
  return typeof member === 'string' ? member : null;
}
