/** The one description of a list of tasks: URL, first page, live update, REST and bulk action share it. */
export interface TaskQuery {
  /** Filter text in the grammar of `parseFilter`, e.g. `state:FAILURE task:mail.* runtime:>5s`. */
  readonly q: string;
  /** Bounds on `updatedAt`, epoch seconds; null is open. Relative texts (`-1h`, `now`) are resolved by the caller. */
  readonly from: number | null;
  readonly to: number | null;
  readonly sort: TaskSort;
  /** 1 to 500. */
  readonly limit: number;
  /** Opaque keyset cursor from the page before; null for the first. */
  readonly cursor: string | null;
}

export const TASK_SORT_FIELDS = [
  'updated',
  'received',
  'sent',
  'started',
  'runtime',
  'name',
  'state',
  'worker',
  'queue',
] as const;
export type TaskSortField = (typeof TASK_SORT_FIELDS)[number];
export interface TaskSort {
  readonly field: TaskSortField;
  readonly descending: boolean;
}
