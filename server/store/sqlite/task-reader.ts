import type Database from 'better-sqlite3';
import type { Task } from '@/lib/cluster/task';
import { decodeRelative, decodeTaskId, encodeTaskId } from '../sql/task-id';
import { decodeRest } from '../sql/task-record';

interface StoredTask {
  readonly uid: unknown;
  readonly state: string;
  readonly name: string | null;
  readonly queue: string | null;
  readonly worker: string | null;
  readonly exception_type: string | null;
  readonly retries: number;
  readonly priority: number | null;
  readonly updated: number;
  readonly sent: number | null;
  readonly received: number | null;
  readonly started: number | null;
  readonly ended: number | null;
  readonly eta: number | null;
  readonly runtime: number | null;
  readonly root: unknown;
  readonly parent: unknown;
  readonly retry_of: unknown;
  readonly args: string | null;
  readonly kwargs: string | null;
  readonly exception: string | null;
  readonly result: string | null;
  readonly traceback: string | null;
  readonly more: string;
}

const value = (column: string): string => `(SELECT value FROM dict WHERE dict.id = t.${column})`;
const WHOLE_TASK = `
  SELECT t.uid, ${value('state')} AS state, ${value('name')} AS name, ${value('queue')} AS queue, ${value('worker')} AS worker,
    ${value('exception')} AS exception_type, t.retries, t.priority, t.updated, t.sent, t.received, t.started, t.ended, t.eta,
    t.runtime, t.root, t.parent, t.retry_of, p.args, p.kwargs, p.exception, p.result, p.traceback, p.more
  FROM task t JOIN payload p ON p.id = t.id`;

/** Reads whole tasks, as they were written. */
export class TaskReader {
  private readonly byId: Database.Statement<unknown[], StoredTask>;
  private readonly inFlight: Database.Statement<unknown[], StoredTask>;

  constructor(db: Database.Database) {
    this.byId = db.prepare(`${WHOLE_TASK} WHERE t.uid = ?`);
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
    return stored === undefined ? null : toTask(stored);
  }

  tasksInFlight(limit: number): readonly Task[] {
    return this.inFlight.all(limit).flatMap((stored) => toTask(stored) ?? []);
  }
}

function toTask(stored: StoredTask): Task | null {
  const uuid = decodeTaskId(stored.uid);
  const task = {
    uuid,
    state: stored.state,
    name: stored.name,
    args: stored.args,
    kwargs: stored.kwargs,
    queue: stored.queue,
    priority: stored.priority,
    eta: stored.eta,
    retries: stored.retries,
    rootId: decodeRelative(stored.root, uuid),
    parentId: decodeRelative(stored.parent, uuid),
    worker: stored.worker,
    sentAt: stored.sent,
    receivedAt: stored.received,
    startedAt: stored.started,
    endedAt: stored.ended,
    updatedAt: stored.updated,
    runtimeSeconds: stored.runtime,
    result: stored.result,
    exception: stored.exception,
    exceptionType: stored.exception_type === '' ? null : stored.exception_type,
    traceback: stored.traceback,
    retryOf: stored.retry_of === null ? null : decodeTaskId(stored.retry_of),
  };
  const rest = decodeRest(stored.more, task);
  return rest === null ? null : { ...task, ...rest };
}
