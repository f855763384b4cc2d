import type Database from 'better-sqlite3';
import type { Task } from '@/lib/cluster/task';
import { decodeRelative, decodeTaskId, encodeTaskId } from '../sql/task-id';
import { TASK_COLUMNS, toTask, type StoredTask } from '../sql/whole-task';

interface StoredWhole extends StoredTask {
  readonly uid: unknown;
  readonly root: unknown;
  readonly parent: unknown;
  readonly retry_of: unknown;
}

const WHOLE_TASK = `SELECT ${TASK_COLUMNS}, p.args, p.kwargs, p.exception, p.result, p.traceback, p.more
  FROM task t JOIN payload p ON p.id = t.id`;

/** Reads whole tasks, as they were written. */
export class TaskReader {
  private readonly byId: Database.Statement<unknown[], StoredWhole>;
  private readonly byRow: Database.Statement<[string], StoredWhole>;
  private readonly inFlight: Database.Statement<unknown[], StoredWhole>;

  constructor(db: Database.Database) {
    this.byId = db.prepare(`${WHOLE_TASK} WHERE t.uid = ?`);
    this.byRow = db.prepare(
      `${WHOLE_TASK.replace('FROM task t', 'FROM json_each(?) ids CROSS JOIN task t ON t.id = ids.value')} ORDER BY ids.key`,
    );
    this.inFlight = db.prepare(
      `${WHOLE_TASK.replace('task t JOIN', 'task t INDEXED BY task_live_worker JOIN')} WHERE t.live = 1 ORDER BY t.updated DESC, t.id DESC LIMIT ?`,
    );
  }

  task(uuid: string): Task | null {
    return this.stored(encodeTaskId(uuid));
  }

  /** By the id as it is stored. */
  stored(uid: unknown): Task | null {
    const stored = this.byId.get(uid);
    return stored === undefined ? null : decoded(stored);
  }

  /** By the numbers of their rows, in that order; what was removed meanwhile is left out. */
  tasks(rows: readonly number[]): readonly Task[] {
    return this.byRow.all(JSON.stringify(rows)).flatMap((stored) => decoded(stored) ?? []);
  }

  tasksInFlight(limit: number): readonly Task[] {
    return this.inFlight.all(limit).flatMap((stored) => decoded(stored) ?? []);
  }
}

function decoded(stored: StoredWhole): Task | null {
  const uuid = decodeTaskId(stored.uid);
  return toTask(stored, {
    uuid,
    rootId: decodeRelative(stored.root, uuid),
    parentId: decodeRelative(stored.parent, uuid),
    retryOf: stored.retry_of === null ? null : decodeTaskId(stored.retry_of),
  });
}
