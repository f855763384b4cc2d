import type { WorkerRun } from '@/lib/api/page-views';
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
import type { ItemOutcome, Job, JobItemsView, JobsView } from '@/lib/jobs/job';
import type { TaskQuery } from '@/lib/query/task-query';
import type { ListedField } from '@/lib/tasks/filter-completion';
import type {
  LaneQuery,
  LaneRuns,
  SeriesScope,
  StoreAnswers,
  StoredPast,
  StoreExportFormat,
  StoreExports,
  WholeTask,
} from '../store';
import { Budget, type Limits } from './budget';
import { DictionaryReader } from './dictionary-reader';
import { raw } from '../sql/fragment';
import { HeldReader } from './held-reader';
import { LanesReader } from './lanes-reader';
import { LogReader } from './log-reader';
import { OverviewReader } from './overview';
import { PastReader } from './past-reader';
import { SeriesReader } from './series-reader';
import { toStoreError } from './sqlite-error';
import { StatementCache } from './statement-cache';
import { decodeTaskId } from '../sql/task-id';
import { TaskDetailReader } from './task-detail';
import { TaskExports } from './task-export';
import { TaskPages } from './task-pages';
import { TaskReader } from './task-reader';
import { TaskRowReader } from './task-rows';
import { TypesReader } from './types-reader';
import { WatchReader } from './watch-reader';
import { WholeTaskPages } from './whole-task-pages';

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
  private readonly rows: TaskRowReader;
  private readonly pages: TaskPages;
  private readonly exports: TaskExports;
  private readonly whole: WholeTaskPages;
  private readonly details: TaskDetailReader;
  private readonly held: HeldReader;
  private readonly laneReader: LanesReader;
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
    const { dictionary, statements, budget } = this;
    this.rows = new TaskRowReader(db, dictionary);
    this.pages = new TaskPages({
      db,
      statements,
      dictionary,
      rows: this.rows,
      budget,
      countBudgetMs: options.countBudgetMs,
    });
    this.exports = new TaskExports(new TaskRowReader(db, dictionary, 'whole'));
    const tasks = new TaskReader(db);
    this.whole = new WholeTaskPages(db, tasks, this.pages);
    this.held = new HeldReader(db, dictionary, tasks);
    this.laneReader = new LanesReader(db, dictionary, tasks, budget);
    this.log = new LogReader(db, statements);
    this.watch = new WatchReader(db);
    this.pasts = new PastReader(db, statements, dictionary, tasks, this.watch, budget, () => this.pages.total());
    this.series = new SeriesReader(db, dictionary, this.watch, budget);
    this.typesReader = new TypesReader(db, dictionary, this.series);
    this.overviews = new OverviewReader(db, this.series);
    this.details = new TaskDetailReader({ db, dictionary, tasks, rows: this.rows, log: this.log, series: this.series });
  }

  /** How long the next answer may take. */
  limit(limits: Limits): void {
    this.budget.begin(limits);
  }

  tasks(query: TaskQuery): TaskPage {
    return this.consistent(() => this.pages.page(query, this.options.now()));
  }

  count(query: TaskQuery): Count {
    return this.consistent(() => this.pages.count(query, this.options.now()));
  }

  facets(query: TaskQuery): TaskFacets {
    return this.consistent(() => this.pages.facets(query, this.options.now()));
  }

  names(field: ListedField, part: string, limit: number): readonly FacetValue[] {
    return this.consistent(() => this.dictionary.containing(field === 'task' ? 'name' : field, part, limit));
  }

  task(uuid: string): Omit<TaskDetail, 'findings'> | null {
    return this.consistent(() => this.details.detail(uuid, this.options.now()));
  }

  wholeTasks(query: TaskQuery, offset: number): readonly WholeTask[] {
    return this.consistent(() => this.whole.page(query, offset, this.options.now()));
  }

  uuids(query: TaskQuery, limit: number): readonly string[] {
    return this.consistent(() => this.pages.uuids(query, limit, this.options.now()));
  }

  openExport(id: string, query: TaskQuery, format: StoreExportFormat): void {
    this.consistent(() => this.exports.open(id, format, this.pages.pagesOf(query, this.options.now())));
  }

  nextOfExport(id: string): Uint8Array | null {
    return this.consistent(() => this.exports.next(id));
  }

  closeExport(id: string): void {
    this.exports.close(id);
  }

  rowsOf(uuids: readonly string[]): readonly TaskRow[] {
    return this.consistent(() => this.details.rowsOf(uuids));
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

  lanes(hostname: string, from: number, limit: number): readonly WorkerRun[] {
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

  jobs(cursor: string | null, limit: number): JobsView {
    return this.consistent(() => this.log.jobs(cursor, limit));
  }

  job(id: string): Job | null {
    return this.consistent(() => this.log.job(id));
  }

  jobItems(job: string, outcome: ItemOutcome | 'waiting' | null, cursor: string | null, limit: number): JobItemsView {
    return this.consistent(() => this.log.jobItems(job, outcome, cursor, limit));
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
      return { tasks: this.pages.total(), bytes, oldestAt: oldest?.at ?? null };
    });
  }

  close(): void {
    this.db.close();
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
