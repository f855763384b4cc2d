import type { TaskDetail, TaskRow, TimeWindow } from '@/lib/api/views';
import { mergeTimeline } from '@/lib/cluster/told-timeline';
import type { TaskQuery } from '@/lib/query/task-query';
import { raw } from '../sql/fragment';
import { bucketsOf } from '../sql/periods';
import { depthOf, latencyOf, mostRuns, seriesViewOf, throughputOf } from '../sql/series-charts';
import { TYPICAL_SECONDS, typicalOf } from '../sql/typical-run';
import type { Question, SeriesScope, StoreAnswers, StoreExportFormat, StoreExports } from '../store';
import type { Answering } from './answering';
import { facetsOf } from './facets';
import { heldBy, lanesOn, waitingIn } from './held-reader';
import { laneRuns } from './lanes-reader';
import { readActions, readFindings, readJob, readJobItems, readJobs } from './log-reader';
import { overviewOf } from './overview';
import { oldestAt, pastAt } from './past-reader';
import { childrenOf, recentRunsOf, retriesOf } from './relatives-reader';
import { runsOfType, seriesRows, typeCounts, typesOnWorker, typeSummaries } from './series-reader';
import { countTasks, filterOf, listTasks, planOf } from './task-list';
import { TaskExports } from './task-export';
import { readTask } from './task-reader';
import { rowsOf } from './task-rows';
import { unwatched } from './watch-reader';
import { wholeTasks } from './whole-task-pages';
import { depthSamples } from './depth-reader';

/** A count that is asked for by itself may take its time. */
const COUNT_MS = 5_000;
const IDS_A_PAGE = 50_000;

type Asked = StoreAnswers & StoreExports;
/** The store's questions, each answered from one state of it. */
export type PostgresAnswers = {
  readonly [Q in Exclude<Question | keyof StoreExports, 'closeExport'>]: (
    answering: Answering,
    ...args: Parameters<Asked[Q]>
  ) => Promise<ReturnType<Asked[Q]>>;
} & {
  /** Needs no answer of the database. */
  readonly closeExport: (id: string) => void;
};

/** `countMs`: how long a page may wait for its count. */
export function postgresAnswers(countMs: number): PostgresAnswers {
  const exports = new TaskExports();
  return {
    async tasks(answering, query) {
      const plan = await planOf(answering, filterOf(query, answering.now), query);
      const { hits, nextCursor, since, count: found } = await listTasks(answering, plan, query);
      const tasks = await rowsOf(
        answering,
        hits.map(({ uid }) => uid),
        { days: hits.map(({ day }) => day) },
      );
      // A first page that is not full has shown everything there is.
      if (query.cursor === null && nextCursor === null)
        return { tasks, nextCursor, count: { value: tasks.length, exact: true } };
      if (since !== null)
        return { tasks, nextCursor, count: { value: tasks.length, exact: false }, searchedSince: since };
      const count = found === null ? await countTasks(answering, plan, countMs) : { value: found, exact: true };
      // A count that ran out of time still knows of the rows that are shown.
      return { tasks, nextCursor, count: count ?? { value: tasks.length, exact: false } };
    },
    async count(answering, query) {
      const plan = await planOf(answering, filterOf(query, answering.now), query);
      return (await countTasks(answering, plan, COUNT_MS)) ?? { value: 0, exact: false };
    },
    wholeTasks,
    facets: facetsOf,
    names: ({ session, names }, field, part, limit) =>
      names.containing(session, field === 'task' ? 'name' : field, part, limit),
    task: detailOf,
    async uuids(answering, query, limit) {
      const plan = await planOf(answering, filterOf(query, answering.now), query);
      const newestFirst = { sort: { field: 'updated', descending: true }, limit, cursor: null } as const;
      return (await listTasks(answering, plan, newestFirst)).hits.map(({ uid }) => uid);
    },
    rowsOf: (answering, uuids) => rowsOf(answering, uuids),
    async heldBy(answering, hostname, limit) {
      const { running, reserved, scheduled } = await heldBy(answering, hostname, limit);
      return {
        running: await rowsOf(answering, running),
        reserved: await rowsOf(answering, reserved),
        scheduled: await rowsOf(answering, scheduled),
      };
    },
    lanes: lanesOn,
    laneRuns,
    waitingIn: async (answering, queue, limit) => rowsOf(answering, await waitingIn(answering, queue, limit)),
    findings: readFindings,
    actions: readActions,
    jobs: readJobs,
    job: readJob,
    jobItems: readJobItems,
    overview: overviewOf,
    async throughput(answering, scope, window, now) {
      const { buckets, rows, unseen } = await charted(answering, scope, window, now);
      return throughputOf(buckets, rows, unseen, now);
    },
    async latency(answering, scope, window, now) {
      const buckets = bucketsOf(window, now);
      return latencyOf(buckets, await seriesRows(answering, scope, buckets.first, buckets.end, buckets.step));
    },
    async seriesOf(answering, scope, window, now) {
      const { buckets, rows, unseen } = await charted(answering, scope, window, now);
      return seriesViewOf(buckets, rows, unseen, now);
    },
    async depth(answering, queue, window, now) {
      const buckets = bucketsOf(window, now);
      return depthOf(buckets, await depthSamples(answering, queue, buckets.first, buckets.end));
    },
    async types(answering, scope, window, now, limit) {
      const buckets = bucketsOf(window, now);
      const { worker } = scope;
      if (worker !== undefined) return mostRuns(await typesOnWorker(answering, worker, buckets.from), limit);
      const types = mostRuns(await typeCounts(answering, scope, buckets), limit);
      return typeSummaries(answering, scope, types, buckets);
    },
    unwatched,
    past: pastAt,
    countsByState: async ({ session, names }) =>
      Object.fromEntries((await names.used(session, 'state')).map(({ value, tasks }) => [value, tasks])),
    size: sizeOf,
    openExport: (answering, id, query, format) => openExport(exports, answering, id, query, format),
    nextOfExport: (answering, id) => exports.next(answering, id),
    closeExport: (id) => exports.close(id),
  };
}

async function charted(answering: Answering, scope: SeriesScope, window: TimeWindow, now: number) {
  const buckets = bucketsOf(window, now);
  const rows = await seriesRows(answering, scope, buckets.first, buckets.end, buckets.step);
  return { buckets, rows, unseen: await unwatched(answering, buckets.from, now) };
}

async function openExport(
  exports: TaskExports,
  answering: Answering,
  id: string,
  query: TaskQuery,
  format: StoreExportFormat,
): Promise<void> {
  const plan = await planOf(answering, filterOf(query, answering.now), query);
  await exports.open(id, format, async (cursor) => {
    const { hits, nextCursor } = await listTasks(answering, plan, { ...query, limit: IDS_A_PAGE, cursor });
    return { uids: hits.map(({ uid }) => uid), nextCursor };
  });
}

async function detailOf(answering: Answering, uuid: string): Promise<Omit<TaskDetail, 'findings'> | null> {
  const found = await readTask(answering.session, uuid);
  if (found === null) return null;
  const { task, lines } = found;
  const { name } = task;
  const { now } = answering;
  const relative = async (id: string | null): Promise<TaskRow | null> =>
    id === null || id === task.uuid ? null : ((await rowsOf(answering, [id]))[0] ?? null);
  return {
    task,
    deliveries: task.deliveries,
    timeline: mergeTimeline(task, lines),
    children: await rowsOf(answering, await childrenOf(answering, task.uuid)),
    parent: await relative(task.parentId),
    root: await relative(task.rootId),
    retriedAs: await retriesOf(answering, task.uuid),
    recentRuns: name === null ? [] : await recentRunsOf(answering, name),
    typical: name === null ? null : typicalOf(await runsOfType(answering, name, now - TYPICAL_SECONDS, now)),
  };
}

async function sizeOf(answering: Answering): Promise<ReturnType<StoreAnswers['size']>> {
  const { rows } = await answering.session.query<{ bytes: number }>(
    raw(
      `SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::float8 AS bytes FROM pg_class c
       WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'`,
    ),
  );
  return {
    tasks: await answering.names.total(answering.session),
    bytes: rows[0]?.bytes ?? 0,
    oldestAt: await oldestAt(answering),
  };
}
