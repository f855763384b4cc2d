import type Database from 'better-sqlite3';
import type { TaskDetail, TaskRow } from '@/lib/api/views';
import { mergeTimeline } from '@/lib/cluster/told-timeline';
import { encodeTaskId } from '../sql/task-id';
import { TYPICAL_SECONDS, typicalOf } from '../sql/typical-run';
import type { DictionaryReader } from './dictionary-reader';
import type { LogReader } from './log-reader';
import { RelativesReader } from './relatives-reader';
import type { SeriesReader } from './series-reader';
import type { TaskReader } from './task-reader';
import type { TaskRowReader } from './task-rows';

export interface TaskDetailParts {
  readonly db: Database.Database;
  readonly dictionary: DictionaryReader;
  readonly tasks: TaskReader;
  readonly rows: TaskRowReader;
  readonly log: LogReader;
  readonly series: SeriesReader;
}

/** Reads one task with all that belongs to it. */
export class TaskDetailReader {
  private readonly relatives: RelativesReader;

  constructor(private readonly parts: TaskDetailParts) {
    this.relatives = new RelativesReader(parts.db, parts.dictionary);
  }

  detail(uuid: string, now: number): Omit<TaskDetail, 'findings'> | null {
    const { tasks, rows, log, series } = this.parts;
    const task = tasks.task(uuid);
    if (task === null) return null;
    const uid = encodeTaskId(uuid);
    const { name } = task;
    return {
      task,
      deliveries: task.deliveries,
      timeline: mergeTimeline(task, log.timeline(uid)),
      children: rows.rowsOf(this.relatives.children(uid)),
      parent: this.relative(task.parentId, uuid),
      root: this.relative(task.rootId, uuid),
      retriedAs: this.relatives.retriedAs(uid),
      recentRuns: name === null ? [] : this.relatives.recentRuns(name),
      typical: name === null ? null : typicalOf(series.runsOf(name, now - TYPICAL_SECONDS, now)),
    };
  }

  rowsOf(uuids: readonly string[]): readonly TaskRow[] {
    return this.parts.rows.rowsOf(uuids.flatMap((uuid) => this.relatives.row(uuid) ?? []));
  }

  private relative(id: string | null, own: string): TaskRow | null {
    return id === null || id === own ? null : (this.rowsOf([id])[0] ?? null);
  }
}
