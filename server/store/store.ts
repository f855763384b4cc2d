import type { WorkerRun } from '@/lib/api/page-views';
import type {
  ActionsView,
  Count,
  DepthBucket,
  FacetValue,
  LanesView,
  LatencyBucket,
  Overview,
  SeriesView,
  PastRow,
  TimeWindow,
  TaskDetail,
  TaskFacets,
  TaskPage,
  TaskRow,
  ThroughputBucket,
  TimelineEntry,
  TypeSummary,
} from '@/lib/api/views';
import type { Action } from '@/lib/cluster/action';
import type { EventGap } from '@/lib/cluster/cluster-status';
import type { Task } from '@/lib/cluster/task';
import type { Wish, WishChange } from '@/lib/cluster/wish';
import type { Finding } from '@/lib/detectors/finding';
import type { ItemOutcome, Job, JobItemsView, JobResult, JobsView } from '@/lib/jobs/job';
import type { TaskQuery } from '@/lib/query/task-query';
import type { ListedField } from '@/lib/tasks/filter-completion';
import type { ExportFormat } from '@/lib/tasks/export-rows';
import type { LongestRun } from '@/lib/metrics/run-times';
import type { SeriesMinute } from '@/lib/metrics/series';

/** Everything that changed since the last flush; written in one transaction. */
export interface StoreBatch {
  readonly tasks: readonly Task[];
  readonly timeline: readonly { readonly uuid: string; readonly entry: TimelineEntry }[];
  /** The minutes that changed, whole: they replace what was stored of them. */
  readonly series: readonly SeriesMinute[];
  readonly depth: readonly {
    readonly at: number;
    readonly queue: string;
    readonly ready: Readonly<Record<string, number>> | null;
    readonly unacked: number | null;
  }[];
  readonly findings: readonly Finding[];
  readonly actions: readonly Action[];
  readonly gaps: readonly EventGap[];
  readonly wishes: readonly WishChange[];
}

/** What the collector reads back, at once: an event that names a stored task can't wait for it among those that follow. */
export interface StoreLoads {
  loadTask(uuid: string): Task | null;
  /** Tasks not ended when the collector stopped, newest first, at most `limit`. */
  loadInFlight(limit: number): readonly Task[];
  loadOpenFindings(): readonly Finding[];
  /** What was asked for from here and still holds, oldest first. */
  loadWishes(): readonly Wish[];
  /** The newest gaps, oldest first. */
  loadGaps(limit: number): readonly EventGap[];
  /** Until when an earlier run watched, by its clock; null when there was none. */
  watchedUntil(): number | null;
  /** The newest stored minutes since `from`, to go on with after a restart. */
  loadSeries(from: number): readonly SeriesMinute[];
  /** The longest run of each type on each day since `from`. */
  loadLongestRuns(from: number): readonly LongestRun[];
}

/** A bulk job as it is now, with what it got new. */
export interface JobChange {
  readonly job: Job;
  /** Targets that follow those up to the number `after`. */
  readonly targets?: { readonly after: number; readonly uuids: readonly string[] };
  readonly results?: readonly JobResult[];
}

/** Bulk jobs as the collector works on them. All answers come later: no event waits for them. */
export interface StoredJobs {
  /** Stores all of it or nothing, in one transaction of its own: what is claimed must be stored before it is sent. */
  write(change: JobChange): Promise<void>;
  /** Jobs that were not over when they were written last, oldest first. */
  live(): Promise<readonly Job[]>;
  /** uuids of the targets after the number `after`. */
  targets(job: string, after: number, limit: number): Promise<readonly string[]>;
  /** The stored tasks of these uuids, in any order. */
  tasks(uuids: readonly string[]): Promise<readonly Task[]>;
}

/** The collector's side: the only writer. */
export interface StoreWriter extends StoreLoads {
  readonly jobs: StoredJobs;
  /** Stores all of it or nothing. Rejects with a StoreError. */
  write(batch: StoreBatch): Promise<void>;
  /** Removes one chunk of what exceeds the limits; true when there is more to remove. Never what is in flight. */
  prune(limits: PruneLimits): Promise<boolean>;
  /** Holds this thread up until one of the writes under way is done, at most `ms`: the brake of who gives too much. */
  waitForWrite(ms: number): void;
  close(): Promise<void>;
}

export interface PruneLimits {
  readonly retentionSeconds: number;
  readonly maxTasks: number;
  readonly now: number;
}

/** What can be asked of the store, and the answers. Each answer sees one state of the store. */
export interface StoreAnswers {
  tasks(query: TaskQuery): TaskPage;
  count(query: TaskQuery): Count;
  facets(query: TaskQuery): TaskFacets;
  /** Names that stored tasks have of which `part` is a part: those that begin with it first, then by how many have them. */
  names(field: ListedField, part: string, limit: number): readonly FacetValue[];
  /** Everything but `findings`' English texts and what only live state knows. */
  task(uuid: string): Omit<TaskDetail, 'findings'> | null;
  /** What matches, whole, from the one that is at `offset` in the order; `limit` may be any number. */
  wholeTasks(query: TaskQuery, offset: number): readonly WholeTask[];
  /** uuids that match, newest first, for a bulk action on all matching. */
  uuids(query: TaskQuery, limit: number): readonly string[];
  rowsOf(uuids: readonly string[]): readonly TaskRow[];
  heldBy(
    hostname: string,
    limit: number,
  ): {
    readonly running: readonly TaskRow[];
    readonly reserved: readonly TaskRow[];
    readonly scheduled: readonly TaskRow[];
  };
  lanes(hostname: string, from: number, limit: number): readonly WorkerRun[];
  /** What ran in a time, in columns. */
  laneRuns(query: LaneQuery): LaneRuns;
  waitingIn(queue: string, limit: number): readonly TaskRow[];
  findings(filter: {
    readonly state: 'open' | 'closed' | 'all';
    readonly subject?: { readonly kind: string; readonly id: string };
    readonly limit: number;
  }): readonly Finding[];
  actions(cursor: string | null, limit: number): ActionsView;
  /** Bulk jobs, the newest first. */
  jobs(cursor: string | null, limit: number): JobsView;
  job(id: string): Job | null;
  /** Tasks of a job by their numbers; `waiting` are those of which nothing came yet. */
  jobItems(job: string, outcome: ItemOutcome | 'waiting' | null, cursor: string | null, limit: number): JobItemsView;
  overview(window: TimeWindow, now: number): Overview;
  throughput(scope: SeriesScope, window: TimeWindow, now: number): readonly ThroughputBucket[];
  latency(scope: SeriesScope, window: TimeWindow, now: number): readonly LatencyBucket[];
  /** Both of these and more, for a chart of its own. */
  seriesOf(scope: SeriesScope, window: TimeWindow, now: number): SeriesView;
  depth(queue: string, window: TimeWindow, now: number): readonly DepthBucket[];
  types(scope: SeriesScope, window: TimeWindow, now: number, limit: number): readonly TypeSummary[];
  /** Times since `from` in which events could not be seen; without a reason no collector ran. */
  unwatched(
    from: number,
    now: number,
  ): readonly { readonly from: number; readonly to: number; readonly reason: EventGap['reason'] | null }[];
  /** What the tasks, the series and the samples tell of a second in the past; lists hold `limit` tasks, oldest first. */
  past(at: number, limit: number): StoredPast;
  /** Counts by state of all stored tasks. */
  countsByState(): Readonly<Record<string, number>>;
  size(): { readonly tasks: number; readonly bytes: number; readonly oldestAt: number | null };
}

export type { PastRow };

export interface WholeTask {
  readonly task: Task;
  /** uuids of the tasks that it sent. */
  readonly children: readonly string[];
}

export interface StoredPast {
  readonly oldestAt: number | null;
  /** False where more was under way than is read: totals are "at least", and lists may lack some. */
  readonly isWhole: boolean;
  readonly watched: boolean;
  readonly totals: Readonly<Record<'running' | 'reserved' | 'scheduled' | 'waiting', number>>;
  readonly running: readonly PastRow[];
  readonly reserved: readonly PastRow[];
  readonly scheduled: readonly PastRow[];
  readonly waiting: readonly PastRow[];
  /** All that waited by queue (null: not known), and since when the oldest did. */
  readonly waitingIn: readonly { readonly queue: string | null; readonly count: number; readonly since: number }[];
  readonly heldBy: readonly {
    readonly worker: string;
    readonly running: number;
    readonly reserved: number;
    readonly scheduled: number;
  }[];
  /** The newest sample of each queue then, none older than five minutes. */
  readonly depth: readonly {
    readonly queue: string;
    readonly at: number;
    readonly ready: Readonly<Record<string, number>> | null;
    readonly unacked: number | null;
  }[];
  /** Workers that finished something within a quarter of an hour before or after. */
  readonly finished: readonly { readonly worker: string; readonly before: boolean; readonly after: boolean }[];
}

/** `targets` is for a bulk action: lines of JSON, each a uuid and its state. */
export type StoreExportFormat = ExportFormat | 'targets';

/** The steps of an export, for the thread that makes it. */
export interface StoreExports {
  /** Settles which tasks it holds; `id` is the asker's own. */
  openExport(id: string, query: TaskQuery, format: StoreExportFormat): void;
  /** The next part of the text; null when there is no more. */
  nextOfExport(id: string): Uint8Array | null;
  closeExport(id: string): void;
}

export type Question = keyof StoreAnswers;

/** Who asks, as far as the store cares. */
export interface Asker {
  /** When it aborts, what was asked is given up. */
  readonly signal?: AbortSignal | undefined;
  /** Told with each answer how long the store worked on it, waiting not counted. */
  readonly spent?: ((ms: number) => void) | undefined;
}

/** The web's side: the same questions, answered where they can't hold up anything else. */
export type StoreReader = {
  readonly [Q in Question]: (...args: Parameters<StoreAnswers[Q]>) => Promise<ReturnType<StoreAnswers[Q]>>;
} & {
  /** The same reader for one who may leave, or who keeps account of what he costs. */
  askedBy(asker: Asker): StoreReader;
  /** All that match, as text, part by part as it is asked for. Rows that come meanwhile are not in it. */
  export(query: TaskQuery, format: StoreExportFormat): AsyncIterable<Uint8Array>;
};

export interface LaneQuery {
  /** null: all workers. */
  readonly hostname: string | null;
  readonly from: number;
  readonly to: number;
  readonly limit: number;
}

export type LaneRuns = Pick<LanesView, 'cutBefore' | 'names' | 'outcomes' | 'runs'> & {
  readonly workers: readonly string[];
};

/** Which part of the series: one of these, or a name in a queue; empty is the whole cluster. */
export interface SeriesScope {
  readonly name?: string;
  readonly queue?: string;
  readonly worker?: string;
}

export class StoreError extends Error {
  override readonly name = 'StoreError';
  constructor(
    readonly code:
      | 'damaged'
      | 'read_only'
      | 'full'
      | 'locked'
      /** Another has the right to write by now. */
      | 'fenced'
      | 'newer_schema'
      | 'bad_cursor'
      | 'bad_filter'
      | 'io'
      /** A row of the batch can't be stored; the store itself is well. */
      | 'bad_row'
      /** Nobody waits for the answer any more. */
      | 'gone'
      /** It took longer than an answer may. */
      | 'timeout'
      /** Too many questions wait. */
      | 'busy',
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
