import type { TaskQuery } from '@/lib/query/task-query';
import { sql } from '../sql/fragment';
import { CHILDREN } from '../sql/whole-task';
import { StoreError, type WholeTask } from '../store';
import type { Answering } from './answering';
import { filterOf, listTasks, planOf } from './task-list';
import { readTasks } from './task-reader';
import { isAnyOf } from './values';

/** Pages of whole tasks, for those who count their way through a list. */
export async function wholeTasks(
  answering: Answering,
  query: TaskQuery,
  offset: number,
): Promise<readonly WholeTask[]> {
  const plan = await planOf(answering, filterOf(query, answering.now), query);
  const { hits, since } = await listTasks(answering, plan, { ...query, limit: offset + query.limit });
  if (since !== null) throw new StoreError('timeout', 'The search took too long; narrow it.');
  const uids = hits.slice(offset).map(({ uid }) => uid);
  const tasks = new Map((await readTasks(answering.session, uids)).map((task) => [task.uuid, task]));
  const children = await childrenOf(answering, uids);
  return uids.flatMap((uid) => {
    const task = tasks.get(uid);
    return task === undefined ? [] : [{ task, children: (children.get(uid) ?? []).slice(0, CHILDREN) }];
  });
}

async function childrenOf({ session }: Answering, uids: readonly string[]): Promise<ReadonlyMap<string, string[]>> {
  const children = new Map<string, string[]>();
  if (uids.length === 0) return children;
  const { rows } = await session.query<{ readonly parent: string; readonly uid: string }>(
    sql`SELECT parent, uid FROM task WHERE parent <> '' AND ${isAnyOf('parent', 'text', uids)}
        ORDER BY coalesce(sent, received, updated), uid`,
  );
  for (const { parent, uid } of rows) children.set(parent, [...(children.get(parent) ?? []), uid]);
  return children;
}
