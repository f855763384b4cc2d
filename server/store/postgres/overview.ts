import type { Overview, TimeWindow } from '@/lib/api/views';
import { raw, sql, type Fragment } from '../sql/fragment';
import { stateId } from '../sql/kinds';
import { failingTypes, slowestTypes } from '../sql/leading-types';
import { bucketsOf } from '../sql/periods';
import { latencyOf, throughputOf } from '../sql/series-charts';
import type { Answering } from './answering';
import { runP95s, seriesRows, typeCounts, typeSummaries, waitP95 } from './series-reader';
import { unwatched } from './watch-reader';

const DAY_SECONDS = 86_400;

/** Answers the Now page. */
export async function overviewOf(answering: Answering, window: TimeWindow, now: number): Promise<Overview> {
  const buckets = bucketsOf(window, now);
  const rows = await seriesRows(answering, {}, buckets.first, buckets.end, buckets.step);
  const throughput = throughputOf(buckets, rows, await unwatched(answering, buckets.from, now), now);
  const sum = (field: 'success' | 'failure' | 'retry' | 'other'): number =>
    throughput.reduce((total, bucket) => total + bucket[field], 0);
  const [success, failure, retry, other] = [sum('success'), sum('failure'), sum('retry'), sum('other')];
  const total = success + failure + retry + other;
  const types = await typeCounts(answering, {}, buckets);
  const slowest = slowestTypes(types, await runP95s(answering, buckets));
  const since = now - DAY_SECONDS;
  return {
    period: typeof window === 'string' ? window : null,
    throughput,
    latency: latencyOf(buckets, rows),
    finished: { total, success, failure, retry, other, perSecond: total / buckets.seconds },
    waitP95: await waitP95(answering, buckets),
    ranTwice24h: await countOf(answering, sql`t.deliveries > 1 AND t.runs > 1 AND t.updated >= ${since}`),
    lost24h: await countOf(answering, sql`t.state = ${raw(String(stateId('LOST')))} AND t.updated >= ${since}`),
    slowest: await typeSummaries(answering, {}, slowest, buckets),
    failing: await typeSummaries(answering, {}, failingTypes(types), buckets),
  };
}

async function countOf({ session }: Answering, where: Fragment): Promise<number> {
  const { rows } = await session.query<{ found: number }>(sql`SELECT count(*) AS found FROM task t WHERE ${where}`);
  return rows[0]?.found ?? 0;
}
