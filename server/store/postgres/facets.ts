import type { FacetValue, TaskFacets } from '@/lib/api/views';
import { withoutField } from '@/lib/query/edit-filter';
import type { Filter } from '@/lib/query/filter';
import type { TaskQuery } from '@/lib/query/task-query';
import { facetOf, facetOfAll, FACETS, SCANNED_ROWS, type Facet } from '../sql/facet-values';
import { raw, sql } from '../sql/fragment';
import type { DictKind } from '../sql/kinds';
import type { Answering } from './answering';
import { filterOf, planOf } from './task-list';

type Group = Readonly<Record<DictKind, number | null>> & { readonly found: number };

/** Counts the values of each facet among the newest 50,000 matches; `exact` is false when there are more. */
export async function facetsOf(answering: Answering, query: TaskQuery): Promise<TaskFacets> {
  const filter = filterOf(query, answering.now);
  if (query.q.trim() === '' && query.from === null && query.to === null) return ofAll(answering);
  // Facets without terms of their own have the same rows: these are read once.
  const scans = new Map<string, readonly Group[]>();
  const facets: Partial<Record<Facet, readonly FacetValue[]>> = {};
  for (const [name, { field, column }] of Object.entries(FACETS)) {
    const rest = withoutField(filter, field);
    const key = rest === filter ? '' : field;
    const groups = scans.get(key) ?? (await groupsOf(answering, rest, query));
    scans.set(key, groups);
    facets[name as Facet] = counted(answering, groups, column);
  }
  const exact = [...scans.values()].every((groups) => groups.reduce((sum, { found }) => sum + found, 0) < SCANNED_ROWS);
  return { ...(facets as Record<Facet, readonly FacetValue[]>), exact };
}

// The names' own counts tell it without a scan.
async function ofAll({ session, names }: Answering): Promise<TaskFacets> {
  const total = await names.total(session);
  const values = async (column: DictKind): Promise<readonly FacetValue[]> => {
    const used = await names.used(session, column);
    const named = used.reduce((sum, { tasks }) => sum + tasks, 0);
    const known = used.filter(({ value }) => value !== '').map(({ value, tasks }) => [value, tasks] as const);
    return facetOfAll(column, known, { named, total });
  };
  return {
    states: await values('state'),
    queues: await values('queue'),
    workers: await values('worker'),
    types: await values('name'),
    exceptions: await values('exception'),
    exact: true,
  };
}

async function groupsOf(answering: Answering, filter: Filter, query: TaskQuery): Promise<readonly Group[]> {
  const { where } = await planOf(answering, filter, query);
  const columns = raw('state, queue, worker, name, exception');
  const { rows } = await answering.session.query<Group>(
    sql`SELECT ${columns}, count(*) AS found FROM
          (SELECT t.state, t.queue, t.worker, t.name, t.exception FROM task t WHERE ${where} ORDER BY t.updated DESC LIMIT ${SCANNED_ROWS}) newest
        GROUP BY ${columns}`,
  );
  return rows;
}

function counted({ names }: Answering, groups: readonly Group[], column: DictKind): readonly FacetValue[] {
  const counts = new Map<number | null, number>();
  for (const group of groups) counts.set(group[column], (counts.get(group[column]) ?? 0) + group.found);
  return facetOf(column, counts, (id) => names.value(id));
}
