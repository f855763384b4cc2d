import { encodeHistogram } from '@/lib/metrics/encode-histogram';
import type { SeriesMinute } from '@/lib/metrics/series';
import type { StoreBatch } from '../store';
import { raw, sql, type Fragment } from '../sql/fragment';
import { GRAINS, type DictKind } from '../sql/kinds';
import { seriesKeyOf, type SeriesKey } from '../sql/series-minute';
import type { StoredSums } from '../sql/series-row';
import type { NamesWriter } from './names-writer';
import type { Session } from './session';
import { unnest } from './values';

type Depth = StoreBatch['depth'][number];
const SERIES_COLUMNS = 'grain, start, kind, key, sub, success, failure, retry, other, wait, run_success, run_failure';

/** A row of `series`. */
export interface SumsAt extends StoredSums {
  readonly grain: number;
  readonly start: number;
  readonly key: SeriesKey;
}

/** Names that these need numbers for. */
export function* namesOfSeries(
  series: readonly SeriesMinute[],
  depth: readonly Depth[],
): Iterable<readonly [kind: DictKind, value: string | null]> {
  for (const { name, queue, worker } of series) {
    yield ['name', name];
    yield ['queue', queue];
    yield ['worker', worker];
  }
  for (const { queue } of depth) yield ['queue', queue];
}

export async function writeSeries(
  session: Session,
  names: NamesWriter,
  series: readonly SeriesMinute[],
): Promise<void> {
  const rows = series.flatMap((minute): SumsAt[] => {
    const key = seriesKeyOf(minute, (kind, value) => names.id(kind, value));
    if (key === null) return [];
    const { success, failure, retry, other } = minute;
    return [
      {
        grain: GRAINS.minute,
        start: minute.minute,
        key,
        success,
        failure,
        retry,
        other,
        wait: encodeHistogram(minute.wait),
        run_success: encodeHistogram(minute.runSuccess),
        run_failure: encodeHistogram(minute.runFailure),
      },
    ];
  });
  if (rows.length > 0) await session.query(replaceSums(rows));
}

/** Writes rows of `series`, whole: they replace those that were there. */
export function replaceSums(rows: readonly SumsAt[]): Fragment {
  const newest = [...new Map(rows.map((row) => [[row.grain, row.start, ...row.key].join(' '), row])).values()];
  const values = unnest([
    ['int4', newest.map(({ grain }) => grain)],
    ['int4', newest.map(({ start }) => start)],
    ['int4', newest.map(({ key }) => key[0])],
    ['int4', newest.map(({ key }) => key[1])],
    ['int4', newest.map(({ key }) => key[2])],
    ['int8', newest.map(({ success }) => success)],
    ['int8', newest.map(({ failure }) => failure)],
    ['int8', newest.map(({ retry }) => retry)],
    ['int8', newest.map(({ other }) => other)],
    ['bytea', newest.map(({ wait }) => wait)],
    ['bytea', newest.map((row) => row.run_success)],
    ['bytea', newest.map((row) => row.run_failure)],
  ]);
  const updates = raw(
    ['success', 'failure', 'retry', 'other', 'wait', 'run_success', 'run_failure']
      .map((column) => `${column} = excluded.${column}`)
      .join(', '),
  );
  return sql`INSERT INTO series (${raw(SERIES_COLUMNS)}) SELECT * FROM ${values} ON CONFLICT (grain, start, kind, key, sub) DO UPDATE SET ${updates}`;
}

/** The newest sample of each minute stands for it; a sample that arrives late does not replace a newer one. */
export async function writeDepth(session: Session, names: NamesWriter, depth: readonly Depth[]): Promise<void> {
  const newest = new Map<string, Depth>();
  for (const sample of depth) {
    const key = `${names.id('queue', sample.queue)} ${Math.floor(sample.at / 60)}`;
    if (sample.at >= (newest.get(key)?.at ?? -Infinity)) newest.set(key, sample);
  }
  const samples = [...newest.values()];
  if (samples.length === 0) return;
  await session.query(
    sql`INSERT INTO depth (queue, minute, at, ready, unacked) SELECT * FROM ${unnest([
      ['int4', samples.map(({ queue }) => names.id('queue', queue))],
      ['int4', samples.map(({ at }) => Math.floor(at / 60))],
      ['float8', samples.map(({ at }) => at)],
      ['text', samples.map(({ ready }) => (ready === null ? null : JSON.stringify(ready)))],
      ['int8', samples.map(({ unacked }) => unacked)],
    ])} ON CONFLICT (queue, minute) DO UPDATE SET at = excluded.at, ready = excluded.ready, unacked = excluded.unacked
        WHERE excluded.at >= depth.at`,
  );
}
