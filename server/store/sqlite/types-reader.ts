import type Database from 'better-sqlite3';
import type { TimeWindow, TypeSummary } from '@/lib/api/views';
import { TASK_STATES } from '@/lib/celery/task-state';
import { HistogramBuilder, quantile, quantiles } from '@/lib/metrics/histogram';
import type { SeriesScope } from '../store';
import type { DictionaryReader } from './dictionary-reader';
import { WAIT_SECONDS } from './filter-to-sql';
import { bucketsOf } from './periods';
import type { NamedCount, SeriesReader } from './series-reader';

// Types of one worker are not kept as series (lib/metrics/series.ts): its newest tasks tell them.
const WORKER_TASKS = 5_000;

interface Ended {
  readonly name: number;
  readonly failed: number;
  readonly wait: number | null;
  readonly runtime: number | null;
}

/** Sums up task types, those that ran most first. */
export class TypesReader {
  private readonly endedOnWorker: Database.Statement<[number | null, number, number], Ended>;

  constructor(
    db: Database.Database,
    private readonly dictionary: DictionaryReader,
    private readonly series: SeriesReader,
  ) {
    this.endedOnWorker = db.prepare(
      `SELECT t.name, t.state = ${TASK_STATES.indexOf('FAILURE') + 1} AS failed, ${WAIT_SECONDS} AS wait, t.runtime
       FROM task t INDEXED BY task_worker
       WHERE t.worker = ? AND t.updated >= ? AND t.live = 0 AND t.name IS NOT NULL ORDER BY t.updated DESC LIMIT ?`,
    );
  }

  types(scope: SeriesScope, window: TimeWindow, now: number, limit: number): readonly TypeSummary[] {
    const buckets = bucketsOf(window, now);
    const { worker } = scope;
    if (worker !== undefined) return mostRuns(this.typesOfWorker(worker, buckets.from), limit);
    const types = mostRuns(this.series.typeCounts(scope, buckets), limit);
    return types.map((type) => this.series.summary(scope, type, buckets));
  }

  private typesOfWorker(worker: string, from: number): readonly TypeSummary[] {
    const tasks = this.endedOnWorker.all(this.dictionary.id('worker', worker), from, WORKER_TASKS);
    return [...Map.groupBy(tasks, ({ name }) => name)].map(([name, group]) =>
      summaryOf(this.dictionary.value(name) ?? '', group),
    );
  }
}

function mostRuns<Type extends NamedCount>(types: readonly Type[], limit: number): readonly Type[] {
  return types.toSorted((a, b) => b.runs - a.runs || (a.name < b.name ? -1 : 1)).slice(0, limit);
}

function summaryOf(name: string, tasks: readonly Ended[]): TypeSummary {
  const wait = new HistogramBuilder();
  const run = new HistogramBuilder();
  for (const task of tasks) {
    if (task.wait !== null && task.wait >= 0) wait.add(task.wait);
    if (task.runtime !== null && task.runtime >= 0) run.add(task.runtime);
  }
  const [runP50 = null, runP95 = null] = quantiles(run.build(), [0.5, 0.95]);
  const failures = tasks.filter(({ failed }) => failed === 1).length;
  return { name, runs: tasks.length, failures, runP50, runP95, waitP95: quantile(wait.build(), 0.95) };
}
