import type Database from 'better-sqlite3';
import type { TimeWindow, TypeSummary } from '@/lib/api/views';
import { TASK_STATES } from '@/lib/celery/task-state';
import type { SeriesScope } from '../store';
import type { DictionaryReader } from './dictionary-reader';
import { SQLITE } from './dialect';
import { bucketsOf } from '../sql/periods';
import { mostRuns } from '../sql/series-charts';
import { typesOf, WORKER_TASKS, type EndedTask } from '../sql/worker-types';
import type { SeriesReader } from './series-reader';

/** Sums up task types, those that ran most first. */
export class TypesReader {
  private readonly endedOnWorker: Database.Statement<[number | null, number, number], EndedTask>;

  constructor(
    db: Database.Database,
    private readonly dictionary: DictionaryReader,
    private readonly series: SeriesReader,
  ) {
    this.endedOnWorker = db.prepare(
      `SELECT t.name, t.state = ${TASK_STATES.indexOf('FAILURE') + 1} AS failed, ${SQLITE.waitSeconds} AS wait, t.runtime
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
    return typesOf(tasks, (id) => this.dictionary.value(id));
  }
}
