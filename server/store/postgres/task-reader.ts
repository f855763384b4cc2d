import type { TimelineEntry } from '@/lib/api/views';
import type { Task } from '@/lib/cluster/task';
import { raw, sql, type Fragment } from '../sql/fragment';
import { decodeRest } from '../sql/task-record';
import { withoutNul } from '../sql/task-id';
import { LIVE_DAY } from './schema';
import type { Session } from './session';
import { parseLines } from './stored-lines';
import { isAnyOf } from './values';

interface StoredTask {
  readonly uid: string;
  readonly state_name: string;
  readonly task_name: string | null;
  readonly queue_name: string | null;
  readonly worker_name: string | null;
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
  readonly root: string | null;
  readonly parent: string | null;
  readonly retry_of: string | null;
  readonly args: string | null;
  readonly kwargs: string | null;
  readonly error: string | null;
  readonly result: string | null;
  readonly traceback: string | null;
  readonly more: string;
  readonly lines: string | null;
}

const value = (column: string): string => `(SELECT value FROM dict WHERE dict.id = t.${column})`;
const WHOLE_TASK = raw(
  `SELECT t.uid, ${value('state')} AS state_name, ${value('name')} AS task_name, ${value('queue')} AS queue_name,
     ${value('worker')} AS worker_name, ${value('exception')} AS exception_type, t.retries, t.priority, t.updated, t.sent,
     t.received, t.started, t.ended, t.eta, t.runtime, t.root, t.parent, t.retry_of, t.args, t.kwargs, t.error, t.result,
     t.traceback, t.more, t.lines
   FROM task t`,
);

export interface WholeTask {
  readonly task: Task;
  /** Lines of its timeline that it does not tell itself. */
  readonly lines: readonly TimelineEntry[];
}

/** Reads a whole task, as it was written. */
export async function readTask(session: Session, uuid: string): Promise<WholeTask | null> {
  return (await wholeTasks(session, sql`WHERE t.uid = ${withoutNul(uuid)}`))[0] ?? null;
}

export async function readTasks(session: Session, uuids: readonly string[]): Promise<readonly Task[]> {
  if (uuids.length === 0) return [];
  return (await wholeTasks(session, sql`WHERE ${isAnyOf('t.uid', 'text', uuids)}`)).map(({ task }) => task);
}

/** Newest first. */
export async function readInFlight(session: Session, limit: number): Promise<readonly Task[]> {
  const newest = sql`WHERE t.day = ${raw(String(LIVE_DAY))} ORDER BY t.updated DESC, t.uid DESC LIMIT ${limit}`;
  return (await wholeTasks(session, newest)).map(({ task }) => task);
}

async function wholeTasks(session: Session, which: Fragment): Promise<readonly WholeTask[]> {
  const { rows } = await session.query<StoredTask>(sql`${WHOLE_TASK} ${which}`);
  return rows.flatMap((stored) => {
    const task = toTask(stored);
    return task === null ? [] : [{ task, lines: parseLines(stored.lines) }];
  });
}

function toTask(stored: StoredTask): Task | null {
  const relative = (id: string | null): string | null => (id === '' ? stored.uid : id);
  const task = {
    uuid: stored.uid,
    state: stored.state_name,
    name: stored.task_name,
    args: stored.args,
    kwargs: stored.kwargs,
    queue: stored.queue_name,
    priority: stored.priority,
    eta: stored.eta,
    retries: stored.retries,
    rootId: relative(stored.root),
    parentId: relative(stored.parent),
    worker: stored.worker_name,
    sentAt: stored.sent,
    receivedAt: stored.received,
    startedAt: stored.started,
    endedAt: stored.ended,
    updatedAt: stored.updated,
    runtimeSeconds: stored.runtime,
    result: stored.result,
    exception: stored.error,
    exceptionType: stored.exception_type === '' ? null : stored.exception_type,
    traceback: stored.traceback,
    retryOf: stored.retry_of,
  };
  const rest = decodeRest(stored.more, task);
  return rest === null ? null : { ...task, ...rest };
}
