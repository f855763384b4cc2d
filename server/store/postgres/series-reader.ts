import type { TypeSummary } from '@/lib/api/views';
import { HistogramSum } from '@/lib/metrics/histogram-sum';
import { raw, sql, type Fragment } from '../sql/fragment';
import { GRAINS, SERIES_KINDS, stateId } from '../sql/kinds';
import type { Buckets } from '../sql/periods';
import { p95Of, runsOf, typeSummaryOf, type NamedCount } from '../sql/series-charts';
import { scopeKeyOf } from '../sql/series-minute';
import { SUMS, type SeriesRow } from '../sql/series-row';
import { coverSpans, startsOf, type Folded, type Span } from '../sql/series-span';
import { typesOf, WORKER_TASKS, type EndedTask } from '../sql/worker-types';
import type { SeriesScope } from '../store';
import type { Answering } from './answering';
import { POSTGRES } from './dialect';
import { isAnyOf } from './values';

type TypeScope = Pick<SeriesScope, 'name' | 'queue'>;

/** Rows of one scope that start in [first, end), none crossing a multiple of `step` minutes after `first`. */
export async function seriesRows(
  answering: Answering,
  scope: SeriesScope,
  first: number,
  end: number,
  step: number,
): Promise<readonly SeriesRow[]> {
  const { session, names } = answering;
  // No row has the number -1: a name that never was has no series.
  const [kind, key, sub] = scopeKeyOf(scope, (of, value) => names.id(of, value) ?? -1);
  const rows: SeriesRow[] = [];
  for (const span of await spansOf(answering, first, end, step)) {
    const found = await session.query<SeriesRow>(
      sql`SELECT s.start, ${raw(SUMS)} FROM series s WHERE ${inSpan(span)} AND s.kind = ${kind} AND s.key = ${key} AND s.sub = ${sub}`,
    );
    rows.push(...found.rows);
  }
  return rows;
}

/** How often each type that has a name ended in the period. */
export async function typeCounts(
  answering: Answering,
  scope: TypeScope,
  { first, end }: Buckets,
): Promise<readonly NamedCount[]> {
  const { name } = scope;
  if (name !== undefined) {
    const rows = await seriesRows(answering, scope, first, end, GRAINS.day);
    if (rows.length === 0 || name === '') return [];
    const sum = (count: (row: SeriesRow) => number): number => rows.reduce((total, row) => total + count(row), 0);
    const runs = sum((row) => row.success + row.failure + row.retry + row.other);
    return [{ name, runs, failures: sum((row) => row.failure) }];
  }
  const counts = new Map<number, { runs: number; failures: number }>();
  const { key, where } = typeRows(answering, scope);
  for (const span of await spansOf(answering, first, end, GRAINS.day)) {
    const { rows } = await answering.session.query<{ type: number; runs: number; failures: number }>(
      sql`SELECT ${key} AS type, sum(s.success + s.failure + s.retry + s.other)::float8 AS runs, sum(s.failure)::float8 AS failures
          FROM series s WHERE ${inSpan(span)} AND ${where} GROUP BY 1`,
    );
    for (const { type, runs, failures } of rows) {
      const known = counts.get(type);
      counts.set(type, { runs: runs + (known?.runs ?? 0), failures: failures + (known?.failures ?? 0) });
    }
  }
  return [...counts].flatMap(([type, count]) => {
    const typeName = answering.names.value(type) ?? '';
    return typeName === '' ? [] : [{ name: typeName, ...count }];
  });
}

/** Types with their percentiles. */
export async function typeSummaries(
  answering: Answering,
  scope: TypeScope,
  types: readonly NamedCount[],
  { first, end }: Buckets,
): Promise<readonly TypeSummary[]> {
  const { key, where } = typeRows(answering, scope);
  const ids = types.map(({ name }) => answering.names.id('name', name) ?? -1);
  const byType = new Map<number, SeriesRow[]>();
  for (const span of await spansOf(answering, first, end, GRAINS.day)) {
    const { rows } = await answering.session.query<SeriesRow & { type: number }>(
      sql`SELECT ${key} AS type, s.start, ${raw(SUMS)} FROM series s WHERE ${inSpan(span)} AND ${where} AND ${isAnyOf(key.text, 'int4', ids)}`,
    );
    for (const row of rows) {
      const known = byType.get(row.type);
      if (known === undefined) byType.set(row.type, [row]);
      else known.push(row);
    }
  }
  return types.map((type, index) => typeSummaryOf(type, byType.get(ids[index] ?? -1) ?? []));
}

/** The p95 run time of each type of the period. */
export async function runP95s(
  answering: Answering,
  { first, end }: Buckets,
): Promise<ReadonlyMap<string, number | null>> {
  const runs = new Map<number, Uint8Array[]>();
  for (const span of await spansOf(answering, first, end, GRAINS.day)) {
    const { rows } = await answering.session.query<{ type: number; success: Uint8Array; failure: Uint8Array }>(
      sql`SELECT s.key AS type, s.run_success AS success, s.run_failure AS failure FROM series s
          WHERE ${inSpan(span)} AND s.kind = ${raw(String(SERIES_KINDS.name))}`,
    );
    for (const { type, success, failure } of rows) {
      const known = runs.get(type) ?? [];
      if (known.length === 0) runs.set(type, known);
      known.push(success, failure);
    }
  }
  return new Map([...runs].map(([type, histograms]) => [answering.names.value(type) ?? '', p95Of(histograms)]));
}

/** Wait of everything that finished in the period. */
export async function waitP95(answering: Answering, { first, end }: Buckets): Promise<number | null> {
  const all = new HistogramSum();
  for (const { wait } of await seriesRows(answering, {}, first, end, GRAINS.day)) all.add(wait);
  return all.quantiles([0.95])[0] ?? null;
}

/** Run times of a type, successful or not. */
export async function runsOfType(answering: Answering, name: string, from: number, to: number): Promise<HistogramSum> {
  const [first, end] = [Math.floor(from / 60), Math.floor(to / 60) + 1];
  return runsOf(await seriesRows(answering, { name }, first, end, GRAINS.day));
}

/** Types that ended on a worker, as its newest tasks tell. */
export async function typesOnWorker(
  { session, names }: Answering,
  worker: string,
  from: number,
): Promise<readonly TypeSummary[]> {
  const id = names.id('worker', worker);
  if (id === null) return [];
  const { rows } = await session.query<EndedTask>(
    sql`SELECT t.name, (t.state = ${raw(String(stateId('FAILURE')))})::int4 AS failed, ${raw(POSTGRES.waitSeconds)} AS wait, t.runtime
        FROM task t WHERE t.worker = ${id} AND t.updated >= ${from} AND ${POSTGRES.isNotLive} AND t.name IS NOT NULL
        ORDER BY t.updated DESC LIMIT ${WORKER_TASKS}`,
  );
  return typesOf(rows, (name) => names.value(name));
}

function typeRows({ names }: Answering, { queue }: TypeScope): { readonly key: Fragment; readonly where: Fragment } {
  if (queue === undefined) return { key: raw('s.key'), where: raw(`s.kind = ${SERIES_KINDS.name}`) };
  const id = names.id('queue', queue) ?? -1;
  return { key: raw('s.sub'), where: raw(`s.kind = ${SERIES_KINDS.nameInQueue} AND s.key = ${id}`) };
}

// The starts one by one: each is a seek, for a key that leads with the time so that writing appends.
function inSpan(span: Span): Fragment {
  return sql`s.grain = ${raw(String(span.grain))} AND ${isAnyOf('s.start', 'int4', startsOf(span))}`;
}

async function spansOf({ session }: Answering, first: number, end: number, step: number): Promise<readonly Span[]> {
  const upTo = (table: string, grain: number): string =>
    `coalesce((SELECT CASE WHEN kind = 99 THEN minute + ${grain} ELSE minute END FROM ${table}), 0)`;
  const { rows } = await session.query<Folded>(
    raw(`SELECT ${upTo('folded', GRAINS.minute)} AS hours, ${upTo('folded_hour', GRAINS.hour)} AS days`),
  );
  return coverSpans(first, end, rows[0] ?? { hours: 0, days: 0 }, step);
}
