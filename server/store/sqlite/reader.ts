import type Database from 'better-sqlite3';
import { existsSync, statSync } from 'node:fs';
import type {
  ActionsView,
  Count,
  DepthBucket,
  FacetValue,
  LatencyBucket,
  Overview,
  SeriesView,
  TimeWindow,
  TaskDetail,
  TaskFacets,
  TaskPage,
  TaskRow,
  ThroughputBucket,
  TypeSummary,
} from '@/lib/api/views';
import type { Finding } from '@/lib/detectors/finding';
import { mergeTimeline } from '@/lib/cluster/told-timeline';
import type { TaskQuery } from '@/lib/query/task-query';
import type { ListedField } from '@/lib/tasks/filter-completion';
import type { ExportFormat } from '@/lib/tasks/export-rows';
import type { LaneQuery, LaneRuns, SeriesScope, StoreAnswers, StoredPast, StoreExports } from '../store';
import { Budget, type Limits } from './budget';
import { DictionaryReader } from './dictionary-reader';
import { FacetCounter } from './facets';
import { raw } from '../sql/fragment';
import { HeldReader } from './held-reader';
import { LanesReader } from './lanes-reader';
import { LogReader } from './log-reader';
import { OverviewReader } from './overview';
import { PastReader } from './past-reader';
import { RelativesReader } from './relatives-reader';
import { SeriesReader } from './series-reader';
import { toStoreError } from './sqlite-error';
import { StatementCache } from './statement-cache';
import { TaskCounter } from './task-count';
import { decodeTaskId, encodeTaskId } from '../sql/task-id';
import { TaskExports } from './task-export';
import { TaskLister } from './task-list';
import { TaskPlanner, type TaskPlan } from './task-plan';
import { TaskReader } from './task-reader';
import { TaskRowReader } from './task-rows';
import { TypesReader } from './types-reader';
import { WatchReader } from './watch-reader';

const DAY_SECONDS = 86_400;
const TYPICAL_RUNS = 5;
/** A count that is asked for by itself may take its time. */
const COUNT_MS = 2_000;

export interface ReaderOptions {
  readonly dataDir: string;
  /** Epoch seconds by our clock. */
  readonly now: () => number;
  /** How long a page may wait for its count; what is found by then is shown as "at least". */
  readonly countBudgetMs: number;
}

export class SqliteReader implements StoreAnswers, StoreExports {
  private readonly budget = new Budget();
  private readonly dictionary: DictionaryReader;
  private readonly statements: StatementCache;
  private readonly planner: TaskPlanner;
  private readonly lister: TaskLister;
  private readonly counter: TaskCounter;
  private readonly facetCounter: FacetCounter;
  private readonly rows: TaskRowReader;
  private readonly exports: TaskExports;
  private readonly wholeTasks: TaskReader;
  private readonly held: HeldReader;
  private readonly laneReader: LanesReader;
  private readonly relatives: RelativesReader;
  private readonly log: LogReader;
  private readonly series: SeriesReader;
  private readonly typesReader: TypesReader;
  private readonly pasts: PastReader;
  private readonly overviews: OverviewReader;
  private readonly watch: WatchReader;

  constructor(
    private readonly db: Database.Database,
    private readonly options: ReaderOptions,
  ) {
    db.function('task_id', { deterministic: true }, (stored: unknown) =>
      stored === null ? null : decodeTaskId(stored),
    );
    db.function('go_on', () => {
      this.budget.goOn();
      return 1;
    });
    this.dictionary = new DictionaryReader(db);
    this.statements = new StatementCache(db);
    this.planner = new TaskPlanner(this.statements, this.dictionary);
    this.lister = new TaskLister(this.statements, this.dictionary, () => this.planner.total(), this.budget);
    this.counter = new TaskCounter(db, this.statements, this.budget);
    this.facetCounter = new FacetCounter(this.statements, this.dictionary, this.planner);
    this.rows = new TaskRowReader(db, this.dictionary);
    this.exports = new TaskExports(new TaskRowReader(db, this.dictionary, 'whole'));
    this.wholeTasks = new TaskReader(db);
    this.held = new HeldReader(db, this.dictionary, this.wholeTasks);
    this.laneReader = new LanesReader(db, this.dictionary, this.wholeTasks, this.budget);
    this.relatives = new RelativesReader(db, this.dictionary);
    this.log = new LogReader(db, this.statements);
    this.watch = new WatchReader(db);
    this.pasts = new PastReader(db, this.statements, this.dictionary, this.wholeTasks, this.watch, this.budget, () =>
      this.planner.total(),
    );
    this.series = new SeriesReader(db, this.dictionary, this.watch, this.budget);
    this.typesReader = new TypesReader(db, this.dictionary, this.series);
    this.overviews = new OverviewReader(db, this.series);
  }

  /** How long the next answer may take. */
  limit(limits: Limits): void {
    this.budget.begin(limits);
  }

  tasks(query: TaskQuery): TaskPage {
    return this.consistent(() => {
      const plan = this.planOf(query);
      const { ids, nextCursor, ...found } = this.lister.page(plan, query);
      const count = found.count ?? this.countOf(plan, query, ids.length, nextCursor);
      const tasks = this.rows.rowsOf(ids);
      return found.since === null
        ? { tasks, nextCursor, count }
        : { tasks, nextCursor, count, searchedSince: found.since };
    });
  }

  count(query: TaskQuery): Count {
    return this.consistent(() => this.counter.count(this.planOf(query), COUNT_MS));
  }

  facets(query: TaskQuery): TaskFacets {
    return this.consistent(() => {
      const now = this.options.now();
      return this.facetCounter.facets(this.planner.filterOf(query, now), query, now);
    });
  }

  names(field: ListedField, part: string, limit: number): readonly FacetValue[] {
    return this.consistent(() => this.dictionary.containing(field === 'task' ? 'name' : field, part, limit));
  }

  task(uuid: string): Omit<TaskDetail, 'findings'> | null {
    return this.consistent(() => {
      const task = this.wholeTasks.task(uuid);
      if (task === null) return null;
      const uid = encodeTaskId(uuid);
      return {
        task,
        deliveries: task.deliveries,
        timeline: mergeTimeline(task, this.log.timeline(uid)),
        children: this.rows.rowsOf(this.relatives.children(uid)),
        parent: this.relative(task.parentId, uuid),
        root: this.relative(task.rootId, uuid),
        retriedAs: this.relatives.retriedAs(uid),
        recentRuns: task.name === null ? [] : this.relatives.recentRuns(task.name),
        typical: task.name === null ? null : this.typical(task.name),
      };
    });
  }

  uuids(query: TaskQuery, limit: number): readonly string[] {
    return this.consistent(() => {
      const newestFirst = { sort: { field: 'updated', descending: true }, limit, cursor: null } as const;
      const { ids } = this.lister.page(this.planOf(query), newestFirst);
      return this.rows.uuidsOf(ids);
    });
  }

  openExport(id: string, query: TaskQuery, format: ExportFormat): void {
    this.consistent(() => {
      const plan = this.planOf(query);
      this.exports.open(id, format, (limit, cursor) => {
        const { ids, nextCursor } = this.lister.page(plan, { ...query, limit, cursor });
        return { ids, next: nextCursor };
      });
    });
  }

  nextOfExport(id: string): Uint8Array | null {
    return this.consistent(() => this.exports.next(id));
  }

  closeExport(id: string): void {
    this.exports.close(id);
  }

  rowsOf(uuids: readonly string[]): readonly TaskRow[] {
    return this.consistent(() => this.rows.rowsOf(uuids.flatMap((uuid) => this.relatives.row(uuid) ?? [])));
  }

  heldBy(hostname: string, limit: number): ReturnType<StoreAnswers['heldBy']> {
    return this.consistent(() => {
      const { running, reserved, scheduled } = this.held.heldBy(hostname, this.options.now(), limit);
      return {
        running: this.rows.rowsOf(running),
        reserved: this.rows.rowsOf(reserved),
        scheduled: this.rows.rowsOf(scheduled),
      };
    });
  }

  lanes(hostname: string, from: number, limit: number): ReturnType<StoreAnswers['lanes']> {
    return this.consistent(() => this.held.lanes(hostname, from, limit));
  }

  laneRuns(query: LaneQuery): LaneRuns {
    return this.consistent(() => this.laneReader.runs(query));
  }

  waitingIn(queue: string, limit: number): readonly TaskRow[] {
    return this.consistent(() => this.rows.rowsOf(this.held.waitingIn(queue, limit)));
  }

  findings(filter: Parameters<StoreAnswers['findings']>[0]): readonly Finding[] {
    return this.consistent(() => this.log.findings(filter));
  }

  actions(cursor: string | null, limit: number): ActionsView {
    return this.consistent(() => this.log.actions(cursor, limit));
  }

  overview(window: TimeWindow, now: number): Overview {
    return this.consistent(() => this.overviews.overview(window, now));
  }

  throughput(scope: SeriesScope, window: TimeWindow, now: number): readonly ThroughputBucket[] {
    return this.consistent(() => this.series.throughput(scope, window, now));
  }

  latency(scope: SeriesScope, window: TimeWindow, now: number): readonly LatencyBucket[] {
    return this.consistent(() => this.series.latency(scope, window, now));
  }

  seriesOf(scope: SeriesScope, window: TimeWindow, now: number): SeriesView {
    return this.consistent(() => this.series.series(scope, window, now));
  }

  depth(queue: string, window: TimeWindow, now: number): readonly DepthBucket[] {
    return this.consistent(() => this.series.depth(queue, window, now));
  }

  types(scope: SeriesScope, window: TimeWindow, now: number, limit: number): readonly TypeSummary[] {
    return this.consistent(() => this.typesReader.types(scope, window, now, limit));
  }

  unwatched(from: number, now: number): ReturnType<StoreAnswers['unwatched']> {
    return this.consistent(() => this.watch.unwatched(from, now));
  }

  past(at: number, limit: number): StoredPast {
    return this.consistent(() => this.pasts.past(at, limit, this.options.now()));
  }

  countsByState(): Readonly<Record<string, number>> {
    return this.consistent(() => this.dictionary.counts('state'));
  }

  size(): ReturnType<StoreAnswers['size']> {
    return this.consistent(() => {
      const oldest = this.statements.query<{ at: number | null }>(raw('SELECT min(updated) AS at FROM task')).get();
      const bytes = ['', '-wal'].reduce((sum, suffix) => sum + fileBytes(this.db.name + suffix), 0);
      return { tasks: this.planner.total(), bytes, oldestAt: oldest?.at ?? null };
    });
  }

  close(): void {
    this.db.close();
  }

  private planOf(query: TaskQuery): TaskPlan {
    const now = this.options.now();
    return this.planner.plan(this.planner.filterOf(query, now), query, now);
  }

  // A first page that is not full has shown everything there is.
  private countOf(plan: TaskPlan, query: TaskQuery, shown: number, nextCursor: string | null): Count {
    if (query.cursor === null && nextCursor === null) return { value: shown, exact: true };
    const count = this.counter.count(plan, this.options.countBudgetMs);
    // A count that ran out of time still knows of the rows that are shown.
    return { ...count, value: Math.max(count.value, shown) };
  }

  private relative(id: string | null, own: string): TaskRow | null {
    if (id === null || id === own) return null;
    const row = this.relatives.row(id);
    return row === null ? null : (this.rows.rowsOf([row])[0] ?? null);
  }

  private typical(name: string): TaskDetail['typical'] {
    const now = this.options.now();
    const runs = this.series.runsOf(name, now - DAY_SECONDS, now);
    const [p50 = null, p95 = null] = runs.quantiles([0.5, 0.95]);
    return runs.count < TYPICAL_RUNS || p50 === null || p95 === null ? null : { runs: runs.count, p50, p95 };
  }

  // One answer sees one state of the store, however many statements it takes.
  private consistent<Answer>(work: () => Answer): Answer {
    try {
      return this.db.transaction(() => {
        this.dictionary.refresh();
        return work();
      })();
    } catch (error) {
      throw toStoreError(error, this.options.dataDir);
    }
  }
}

function fileBytes(file: string): number {
  return existsSync(file) ? statSync(file).size : 0;
}
