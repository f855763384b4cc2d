import type { TaskEvent, TaskEventType } from '../../celery/event';
import type { Task } from '../../cluster/task';
import { BucketCounts, WAIT_BUCKETS, type ToldBuckets } from './bucket-counts';
import { CellTable, rowsOfTable } from './cell-table';
import { labelOf, OTHER_LABEL } from './label';

/** The events of which celery-exporter has a counter, in its own order. */
export const EXPORTER_TYPES = [
  'task-sent',
  'task-received',
  'task-started',
  'task-succeeded',
  'task-failed',
  'task-rejected',
  'task-revoked',
  'task-retried',
] as const satisfies readonly TaskEventType[];
const PLACE = new Map<string, number>(EXPORTER_TYPES.map((type, place) => [type, place]));
/** What it calls the queue of a task whose `task-sent` it has not seen. */
const UNKNOWN_QUEUE = 'celery';
const MAX_EXCEPTIONS = 10;

interface QueueCell {
  readonly queue: string;
  readonly byType: number[];
  readonly failures: Map<string, number>;
  runs: BucketCounts | null;
  waits: BucketCounts | null;
}

export interface ToldExporterCell {
  readonly name: string;
  readonly queue: string;
  /** In the order of EXPORTER_TYPES. */
  readonly byType: readonly number[];
  readonly failures: readonly (readonly [exception: string, count: number])[];
  readonly runs: ToldBuckets | null;
  readonly waits: ToldBuckets | null;
}

export type ToldExporter = readonly { readonly host: string; readonly cells: readonly ToldExporterCell[] }[];

/** No host, task and queue together have more series than this. */
export function seriesOfExporterCell(buckets: readonly number[]): number {
  return EXPORTER_TYPES.length + MAX_EXCEPTIONS + buckets.length + WAIT_BUCKETS.length + 6;
}

/** No counts of that bound tell more cells than this. */
export function rowsOfExporter(most: number): number {
  const half = Math.floor(most / 2);
  // Where there are too many, each host and type has one more: that of all other queues.
  return 2 * rowsOfTable(Math.max(1, half)) + half;
}

/**
 * The events of tasks as celery-exporter counts them: by task, host and queue. A type of task nearly always has one
 * queue, so the queues of a host and type are a list.
 */
export class ExporterCounts {
  readonly cells: CellTable<QueueCell[]>;
  private readonly mostQueues: number;
  private moreQueues = 0;
  // Events come in bundles of one worker each.
  private lastHostname = '';
  private lastHost = '';

  /** Half of the cells are for hosts and types, the others for further queues of these. */
  constructor(
    private readonly buckets: readonly number[],
    most: number,
  ) {
    this.mostQueues = Math.floor(most / 2);
    this.cells = new CellTable(Math.max(1, this.mostQueues), () => []);
  }

  get isFull(): boolean {
    return this.cells.isFull || this.moreQueues >= this.mostQueues;
  }

  take(event: TaskEvent, after: Task, now: number): void {
    const place = PLACE.get(event.type);
    if (place === undefined) return;
    if (event.hostname !== this.lastHostname) {
      this.lastHostname = event.hostname;
      this.lastHost = exporterHost(event.hostname);
    }
    const cell = this.cellOf(this.cells.of(this.lastHost, after.name ?? '', now), after.queue ?? UNKNOWN_QUEUE);
    cell.byType[place] = (cell.byType[place] ?? 0) + 1;
    if (event.type === 'task-failed') addFailure(cell.failures, after.exceptionType);
    if (event.type === 'task-succeeded' && event.runtimeSeconds !== null && event.runtimeSeconds >= 0) {
      cell.runs ??= new BucketCounts(this.buckets);
      cell.runs.add(event.runtimeSeconds);
    }
    if (event.type === 'task-started' && after.sentAt !== null) {
      cell.waits ??= new BucketCounts(WAIT_BUCKETS);
      cell.waits.add(Math.max(0, event.timestamp - Math.max(after.sentAt, after.eta ?? 0)));
    }
  }

  told(): ToldExporter {
    return [...this.cells.all()].map(([host, cells]) => ({
      host,
      cells: [...cells].flatMap(([name, queues]) => queues.map((cell) => toldCell(name, cell))),
    }));
  }

  /** Lets go of the hosts that `isGone` names. */
  forget(isGone: (host: string, at: number) => boolean): void {
    this.cells.forget(isGone);
    this.moreQueues = 0;
    for (const [, cells] of this.cells.all())
      for (const queues of cells.values()) this.moreQueues += Math.max(0, queues.length - 1);
  }

  private cellOf(queues: QueueCell[], queue: string): QueueCell {
    for (const cell of queues) if (cell.queue === queue) return cell;
    // A name that must be changed to be a label takes this way each time.
    const isMore = queues.length > 0;
    const label = isMore && this.moreQueues >= this.mostQueues ? OTHER_LABEL : labelOf(queue);
    const known = queues.find((cell) => cell.queue === label);
    if (known !== undefined) return known;
    const cell = newCell(label);
    queues.push(cell);
    if (isMore) this.moreQueues += 1;
    return cell;
  }
}

/** Its `hostname` is the host alone: `w1@alpha` and `gen7@alpha` are both `alpha`. */
export function exporterHost(hostname: string): string {
  const at = hostname.indexOf('@');
  return at === -1 ? hostname : hostname.slice(at + 1);
}

function addFailure(failures: Map<string, number>, exceptionType: string | null): void {
  const told = labelOf(exceptionType?.split('.').at(-1) ?? 'UnknownException');
  const key = failures.has(told) || failures.size < MAX_EXCEPTIONS - 1 ? told : OTHER_LABEL;
  failures.set(key, (failures.get(key) ?? 0) + 1);
}

function newCell(queue: string): QueueCell {
  const byType = new Array<number>(EXPORTER_TYPES.length).fill(0);
  return { queue, byType, failures: new Map(), runs: null, waits: null };
}

function toldCell(name: string, { queue, byType, failures, runs, waits }: QueueCell): ToldExporterCell {
  return {
    name,
    queue,
    byType,
    failures: [...failures],
    runs: runs?.told() ?? null,
    waits: waits?.told() ?? null,
  };
}
