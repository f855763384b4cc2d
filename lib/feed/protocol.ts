import type { MarksView } from '../api/marks-view';
import type {
  FindingsView,
  QueuePageView,
  QueuesView,
  StatusView,
  WorkerPageView,
  WorkersView,
} from '../api/page-views';
import type { JobsView } from '../jobs/job';
import type { ActionsView, Overview, SeriesView, TaskDetail, TaskPage } from '../api/views';
import type { Pace } from './pace';

/** A period that ends now, or `from` and `to` in epoch seconds. */
export type WindowParams = { period?: string; from?: string; to?: string };

/**
 * The live feed. A client subscribes to views; the server answers each with a snapshot and then with changes, at most
 * two frames a second a view, or one in each interval that the client named (`every`, seconds). All subscribers of the same
 * (view, params) share one computed answer. Every frame has the view's sequence number: a client that misses one asks for
 * a snapshot again.
 */
export interface Views {
  status: { params: Record<string, never>; value: StatusView };
  overview: { params: WindowParams; value: Overview };
  marks: { params: WindowParams; value: MarksView };
  series: { params: { name?: string; queue?: string; worker?: string } & WindowParams; value: SeriesView };
  workers: { params: Record<string, never>; value: WorkersView };
  worker: { params: { hostname: string } & WindowParams; value: WorkerPageView | null };
  queues: { params: Record<string, never>; value: QueuesView };
  queue: { params: { name: string } & WindowParams; value: QueuePageView | null };
  /** Same parameters as `GET /api/v1/tasks`, as strings. */
  tasks: { params: { q: string; from: string; to: string; sort: string; limit: string }; value: TaskPage };
  task: { params: { uuid: string }; value: TaskDetail | null };
  findings: { params: { state: 'open' | 'closed' | 'all' }; value: FindingsView };
  actions: { params: Record<string, never>; value: ActionsView };
  /** The newest bulk jobs. */
  jobs: { params: Record<string, never>; value: JobsView };
}

export type ViewName = keyof Views;

/** The namespace's socket.io path, under the URL prefix. */
export const FEED_PATH = '/feed';

export interface Snapshot {
  readonly key: string;
  readonly seq: number;
  /** Server clock, epoch seconds. */
  readonly at: number;
  readonly value: unknown;
}

/** A change: `Patch` applied to the value of frame `seq - 1` gives the value of frame `seq`. */
export interface Change {
  readonly key: string;
  readonly seq: number;
  readonly at: number;
  readonly patch: Patch;
}

export interface ViewError {
  readonly key: string;
  readonly code: string;
  readonly message: string;
}

/**
 * A structural difference (`patch.ts` makes and applies it). `{ v }` replaces; `{ o, d }` patches or sets and deletes an
 * object's members; `{ l, c }` rebuilds an array: `l` lists runs `[start, count]` of the old array and new elements (the
 * whole old array when absent), then `c` patches elements by their index in the new array.
 */
export type Patch =
  | { readonly v: unknown }
  | { readonly o: Readonly<Record<string, Patch>>; readonly d?: readonly string[] }
  | { readonly l?: readonly ArrayPart[]; readonly c: Readonly<Record<string, Patch>> };

export type ArrayPart = readonly [start: number, count: number] | { readonly v: unknown };

export interface ClientToServer {
  subscribe: (view: ViewName, params: Record<string, string>, every?: Pace) => void;
  unsubscribe: (key: string) => void;
  /** Asks for a fresh snapshot after a gap in `seq`. */
  resync: (key: string) => void;
}
export interface ServerToClient {
  snapshot: (frame: Snapshot) => void;
  change: (frame: Change) => void;
  failed: (error: ViewError) => void;
}

/** The key of a subscription: the same view with the same parameters at the same pace has the same key everywhere. */
export function viewKey(view: ViewName, params: Readonly<Record<string, string>>, every: Pace | null = null): string {
  const pairs = Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1));
  const query = pairs.map(([k, v]) => `${encodeURIComponent(k)}=${encodeURIComponent(v)}`).join('&');
  // An encoded parameter has no `@`.
  return `${view}?${query}${every === null ? '' : `@${every}`}`;
}
