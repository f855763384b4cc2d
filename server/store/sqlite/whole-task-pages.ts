import type Database from 'better-sqlite3';
import type { TaskQuery } from '@/lib/query/task-query';
import { decodeTaskId, encodeTaskId, type StoredId } from '../sql/task-id';
import { CHILDREN } from '../sql/whole-task';
import { StoreError, type WholeTask } from '../store';
import type { TaskPages } from './task-pages';
import type { TaskReader } from './task-reader';

/** Pages of whole tasks, for those who count their way through a list. */
export class WholeTaskPages {
  private readonly childrenOf: Database.Statement<[StoredId, number], { uid: unknown }>;

  constructor(
    db: Database.Database,
    private readonly tasks: TaskReader,
    private readonly pages: Pick<TaskPages, 'pagesOf'>,
  ) {
    this.childrenOf = db.prepare(
      'SELECT uid FROM task WHERE parent > 0 AND parent = ? ORDER BY +coalesce(sent, received, updated), +id LIMIT ?',
    );
  }

  page(query: TaskQuery, offset: number, now: number): readonly WholeTask[] {
    const { ids, since } = this.pages.pagesOf(query, now)(offset + query.limit, null);
    if (since !== null) throw new StoreError('timeout', 'The search took too long; narrow it.');
    return this.tasks.tasks(ids.slice(offset)).map((task) => ({
      task,
      children: this.childrenOf.all(encodeTaskId(task.uuid), CHILDREN).map(({ uid }) => decodeTaskId(uid)),
    }));
  }
}
