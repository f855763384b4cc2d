import type { TimelineEntry } from '@/lib/api/views';
import type { Task } from '@/lib/cluster/task';
import { raw, sql, type Fragment } from '../sql/fragment';
import { withoutNul } from '../sql/task-id';
import { TASK_COLUMNS, toTask, type StoredTask } from '../sql/whole-task';
import { LIVE_DAY } from './schema';
import type { Session } from './session';
import { parseLines } from './stored-lines';
import { isAnyOf } from './values';

interface StoredWhole extends StoredTask {
  readonly uid: string;
  readonly root: string | null;
  readonly parent: string | null;
  readonly retry_of: string | null;
  readonly lines: string | null;
}

const WHOLE_TASK = raw(
  `SELECT ${TASK_COLUMNS}, t.args, t.kwargs, t.error AS exception, t.result, t.traceback, t.more, t.lines FROM task t`,
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
  const { rows } = await session.query<StoredWhole>(sql`${WHOLE_TASK} ${which}`);
  return rows.flatMap((stored) => {
    const { uid } = stored;
    const relative = (id: string | null): string | null => (id === '' ? uid : id);
    const { root, parent, retry_of: retryOf } = stored;
    const task = toTask(stored, { uuid: uid, rootId: relative(root), parentId: relative(parent), retryOf });
    return task === null ? [] : [{ task, lines: parseLines(stored.lines) }];
  });
}
