import type { CustomTaskEvent, TaskEvent, TaskEventType } from '../../celery/event';
import type { Task } from '../../cluster/task';
import { BucketCounts, type ToldBuckets } from './bucket-counts';
import { CellTable } from './cell-table';
import { labelOf, OTHER_LABEL } from './label';

/** Tasks may make up types of events; beyond this many different ones they are one. */
const MAX_CUSTOM_TYPES = 8;
const OTHER_TYPE = `task-${OTHER_LABEL}`;
const TYPES: readonly TaskEventType[] = [
  'task-received',
  'task-started',
  'task-succeeded',
  'task-failed',
  'task-retried',
  'task-rejected',
  'task-revoked',
  'task-cancelled',
];
const PLACE = new Map<string, number>(TYPES.map((type, place) => [type, place]));

interface PairCell {
  readonly byType: number[];
  custom: Map<string, number> | null;
  runs: BucketCounts | null;
  /** Of the newest task that was started; 0 when it has ended. */
  prefetchSeconds: number | null;
  /** Null while none was ever prefetched. */
  prefetched: number | null;
}

/** What one worker did with one type of task. */
export interface ToldPair {
  readonly task: string;
  /** Each type of event that was seen, and how often. */
  readonly events: readonly (readonly [type: string, count: number])[];
  readonly runs: ToldBuckets | null;
  readonly prefetchSeconds: number | null;
  readonly prefetched: number | null;
}

export interface ToldEvents {
  readonly workers: readonly { readonly worker: string; readonly pairs: readonly ToldPair[] }[];
  /** Tasks that were published, by the process that told of it. */
  readonly publishers: readonly { readonly worker: string; readonly tasks: readonly (readonly [string, number])[] }[];
}

/** No pair of a worker and a task has more series than this. */
export function seriesOfPair(buckets: readonly number[]): number {
  const prefetch = 2;
  const histogram = buckets.length + 3;
  return TYPES.length + MAX_CUSTOM_TYPES + 1 + prefetch + histogram;
}

/** The events of tasks as Flower counts them: by worker, type of event and type of task. */
export class EventCounts {
  readonly pairs: CellTable<PairCell>;
  readonly publishers: CellTable<{ count: number }>;
  private readonly customTypes = new Set<string>();

  constructor(
    private readonly buckets: readonly number[],
    most: { readonly pairs: number; readonly publishers: number },
  ) {
    this.pairs = new CellTable(most.pairs, newPair);
    this.publishers = new CellTable(most.publishers, () => ({ count: 0 }));
  }

  /** `after` is the task with that event in it. Called for each event: it must cost next to nothing. */
  take(event: TaskEvent | CustomTaskEvent, after: Task, now: number): void {
    const task = after.name ?? '';
    if (event.type === 'task-sent') {
      this.publishers.of(event.hostname, task, now).count += 1;
      return;
    }
    const cell = this.pairs.of(event.hostname, task, now);
    if (event.kind === 'custom') {
      this.addCustom(cell, event.type);
      return;
    }
    const place = PLACE.get(event.type) ?? 0;
    cell.byType[place] = (cell.byType[place] ?? 0) + 1;
    const { runtimeSeconds } = event;
    // Celery tells it with `task-succeeded` alone.
    if (runtimeSeconds !== null && runtimeSeconds > 0) {
      cell.runs ??= new BucketCounts(this.buckets);
      cell.runs.add(runtimeSeconds);
    }
    if (event.type === 'task-received') return;
    if (event.type !== 'task-started') {
      if (cell.prefetchSeconds !== null) cell.prefetchSeconds = 0;
    } else if (after.eta === null && after.receivedAt !== null) {
      cell.prefetchSeconds = Math.max(0, event.timestamp - after.receivedAt);
    }
  }

  /** `reserved` are the tasks that each worker holds now and does not run: its name, and the type of each. */
  told(reserved: Iterable<readonly [worker: string, tasks: Iterable<string>]>, now: number): ToldEvents {
    this.countReserved(reserved, now);
    const workers = [...this.pairs.all()].map(([worker, cells]) => ({
      worker,
      pairs: [...cells].map(([task, cell]) => toldPair(task, cell, worker === OTHER_LABEL)),
    }));
    const publishers = [...this.publishers.all()].map(([worker, cells]) => ({
      worker,
      tasks: [...cells].map(([task, { count }]) => [task, count] as const),
    }));
    return { workers, publishers };
  }

  // What is held is looked at when it is asked for: revoked, lost and given back, it is gone from there in any case.
  private countReserved(reserved: Iterable<readonly [string, Iterable<string>]>, now: number): void {
    for (const [, cells] of this.pairs.all())
      for (const cell of cells.values()) if (cell.prefetched !== null || (cell.byType[0] ?? 0) > 0) cell.prefetched = 0;
    for (const [worker, tasks] of reserved)
      for (const task of tasks) {
        const cell = this.pairs.of(worker, task, now);
        cell.prefetched = (cell.prefetched ?? 0) + 1;
      }
  }

  private addCustom(cell: PairCell, type: string): void {
    const known = this.customTypes.has(type);
    if (!known && this.customTypes.size < MAX_CUSTOM_TYPES) this.customTypes.add(type);
    const name = this.customTypes.has(type) ? labelOf(type) : OTHER_TYPE;
    cell.custom ??= new Map();
    cell.custom.set(name, (cell.custom.get(name) ?? 0) + 1);
  }
}

function newPair(): PairCell {
  return {
    byType: new Array<number>(TYPES.length).fill(0),
    custom: null,
    runs: null,
    prefetchSeconds: null,
    prefetched: null,
  };
}

function toldPair(task: string, { byType, custom, runs, ...gauges }: PairCell, isOther: boolean): ToldPair {
  const known = TYPES.map((type, place) => [type, byType[place] ?? 0] as const).filter(([, count]) => count > 0);
  return {
    task,
    events: [...known, ...(custom ?? [])],
    runs: runs?.told() ?? null,
    // The newest of many workers' would be anybody's.
    prefetchSeconds: isOther ? null : gauges.prefetchSeconds,
    prefetched: gauges.prefetched,
  };
}
