import { boundedName, countNumber, isRecord, LIMITS } from './bounded';
import { globMatches } from './fnmatch';
import { readPythonPattern } from './python-pattern';

const MAX_ROUTES = 5000;
/** What Celery prints where a value's name sounds like a secret: `routing_key` is one of them. */
const MASKED = '********';

/** Where a route leads; what it does not name is absent. */
export interface Route {
  readonly queue?: string;
  readonly exchange?: string;
  /** null: it has one, which Celery does not tell. */
  readonly routingKey?: string | null;
  readonly priority?: number;
}

/** Why a route can't be told, in stable codes. */
export type RouteGap =
  /** A function or class of the application decides. */
  | 'router-function'
  /** Its value is masked, or not one that has the form of a route. */
  | 'route-unreadable'
  /** A regular expression beyond what is run here. */
  | 'pattern-unreadable'
  /** There are more than are read. */
  | 'too-many';

export type RouteTold = { readonly route: Route } | { readonly gap: RouteGap; readonly text: string };

interface PatternRoute {
  readonly takes: (name: string) => boolean;
  readonly told: RouteTold;
}

interface RouteMap {
  readonly exact: ReadonlyMap<string, RouteTold>;
  readonly patterns: readonly PatternRoute[];
}

/** The routers of `task_routes`, in the order in which they are asked. */
export type TaskRoutes = readonly (RouteMap | { readonly gap: RouteGap; readonly text: string })[];

/**
 * `task_routes` as `inspect conf` tells it: a map, or a list of maps, of lists of pairs, and of what can't be read. Keys
 * that are compiled expressions are left out of a map by Celery itself.
 */
export function decodeTaskRoutes(told: unknown): TaskRoutes {
  if (told === undefined || told === null) return [];
  const routers: readonly unknown[] = Array.isArray(told) ? told : [told];
  const decoded = routers.slice(0, MAX_ROUTES).map((router) => toRouter(router));
  return routers.length > MAX_ROUTES ? [...decoded, { gap: 'too-many', text: '' }] : decoded;
}

/** What the first router says that knows this task; null when none does. */
export function lookUpRoute(routes: TaskRoutes, name: string): RouteTold | null {
  for (const router of routes) {
    if ('gap' in router) return router;
    const found = router.exact.get(name) ?? router.patterns.find(({ takes }) => takes(name))?.told;
    if (found !== undefined) return found;
  }
  return null;
}

function toRouter(router: unknown): TaskRoutes[number] {
  if (!isRecord(router) && !Array.isArray(router)) return gapOf('router-function', router);
  const pairs = isRecord(router) ? Object.entries(router) : router.map(toPair);
  if (pairs.length > MAX_ROUTES) return gapOf('too-many', '');
  const exact = new Map<string, RouteTold>();
  const patterns: PatternRoute[] = [];
  for (const pair of pairs) {
    const [key, value] = pair ?? [];
    if (typeof key !== 'string') return gapOf('route-unreadable', key);
    const told = toRoute(value);
    const pattern = key.startsWith('re.compile(') ? readPythonPattern(key) : undefined;
    if (pattern === null) patterns.push({ takes: () => true, told: gapOf('pattern-unreadable', key) });
    else if (pattern !== undefined) patterns.push({ takes: pattern, told });
    else if (key.includes('*')) patterns.push({ takes: (name) => globMatches(key, name), told });
    else exact.set(key, told);
  }
  return { exact, patterns };
}

function toPair(pair: unknown): readonly [unknown, unknown] | null {
  return Array.isArray(pair) && pair.length === 2 ? [pair[0], pair[1]] : null;
}

function toRoute(value: unknown): RouteTold {
  if (typeof value === 'string') return isName(value) ? { route: { queue: value } } : gapOf('route-unreadable', value);
  if (!isRecord(value)) return gapOf('route-unreadable', value);
  const { queue, exchange, routing_key: key } = value;
  const priority = countNumber(value['priority']);
  if (isTold(queue) && !isName(queue)) return gapOf('route-unreadable', queue);
  if (isTold(exchange) && !isName(exchange)) return gapOf('route-unreadable', exchange);
  return {
    route: {
      ...(isName(queue) ? { queue } : {}),
      ...(isName(exchange) ? { exchange } : {}),
      ...(isTold(key) ? { routingKey: isName(key) ? key : null } : {}),
      ...(priority === null ? {} : { priority }),
    },
  };
}

function isTold(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

/** A plain name: objects of kombu come as `<unbound Queue …>`. */
function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== MASKED && !value.startsWith('<') && value.length <= LIMITS.name;
}

function gapOf(gap: RouteGap, what: unknown): { readonly gap: RouteGap; readonly text: string } {
  return { gap, text: boundedName(what, 120) ?? '' };
}
