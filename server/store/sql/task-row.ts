import type { TaskRow } from '@/lib/api/views';
import { waitSeconds } from '@/lib/cluster/task';

/** Columns of `task` that whatever shows a task reads. */
export interface StoredTimes {
  readonly retries: number;
  readonly priority: number | null;
  readonly updated: number;
  readonly sent: number | null;
  readonly received: number | null;
  readonly started: number | null;
  readonly ended: number | null;
  readonly eta: number | null;
  readonly runtime: number | null;
}
export const TIME_COLUMNS =
  't.retries, t.priority, t.updated, t.sent, t.received, t.started, t.ended, t.eta, t.runtime';

/** A row of a list as it is stored: names by their numbers. */
export interface StoredRow extends StoredTimes {
  readonly state: number;
  readonly name: number | null;
  readonly queue: number | null;
  readonly worker: number | null;
  readonly deliveries: number;
  readonly args: string | null;
  readonly kwargs: string | null;
  readonly exception: string | null;
  readonly result: string | null;
}
export const ROW_COLUMNS = `t.uid, t.state, t.name, t.queue, t.worker, t.deliveries, ${TIME_COLUMNS}`;

export interface RowNames {
  value(id: number | null): string | null;
}

export function toTaskRow(uuid: string, stored: StoredRow, names: RowNames, findings: readonly string[]): TaskRow {
  const { retries, eta } = stored;
  const times = { sentAt: stored.sent, receivedAt: stored.received, startedAt: stored.started, eta, retries };
  return {
    uuid,
    name: names.value(stored.name),
    state: names.value(stored.state) ?? 'UNKNOWN',
    queue: names.value(stored.queue),
    worker: names.value(stored.worker),
    ...times,
    endedAt: stored.ended,
    updatedAt: stored.updated,
    priority: stored.priority,
    waitSeconds: waitSeconds(times),
    runtimeSeconds: stored.runtime,
    args: stored.args,
    kwargs: stored.kwargs,
    exception: stored.exception,
    result: stored.result,
    deliveries: stored.deliveries,
    findings,
  };
}
