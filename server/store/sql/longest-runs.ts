import { upperEndOf } from '@/lib/metrics/histogram';
import type { LongestRun } from '@/lib/metrics/run-times';
import { GRAINS, SERIES_KINDS } from './kinds';
import { histogramFrom } from './series-row';
import { floorTo } from './series-fold';

export interface StoredRuns {
  readonly name: string;
  /** Epoch minute. */
  readonly start: number;
  readonly run_success: Uint8Array;
  readonly run_failure: Uint8Array;
}

/** Run times of all types since a time, by whole days; of what is not in them yet, by hours and minutes. */
export function runsSince(from: number): string {
  const rows = (grain: number, since: string): string =>
    `SELECT s.start, s.key, s.run_success, s.run_failure FROM series s
     WHERE s.grain = ${grain} AND s.start >= ${since} AND s.kind = ${SERIES_KINDS.name}`;
  const day = floorTo(Math.floor(from / 60), GRAINS.day);
  const parts = [
    rows(GRAINS.day, String(day)),
    rows(GRAINS.hour, `coalesce((SELECT minute FROM folded_hour), ${day})`),
    rows(GRAINS.minute, `coalesce((SELECT minute FROM folded), ${day})`),
  ];
  return `SELECT k.value AS name, r.start, r.run_success, r.run_failure
    FROM (${parts.join(' UNION ALL ')}) r JOIN dict k ON k.id = r.key`;
}

/** The longest run of each type and day. */
export function longestRuns(rows: Iterable<StoredRuns>): readonly LongestRun[] {
  const byDay = new Map<string, LongestRun>();
  for (const { name, start, run_success: success, run_failure: failure } of rows) {
    const seconds = Math.max(longestIn(success), longestIn(failure));
    const day = floorTo(start, GRAINS.day);
    const key = `${day} ${name}`;
    if (seconds > (byDay.get(key)?.seconds ?? 0)) byDay.set(key, { name, at: day * 60, seconds });
  }
  return [...byDay.values()];
}

function longestIn(bytes: Uint8Array): number {
  let longest = 0;
  for (const bucket of histogramFrom(bytes).buckets.keys()) longest = Math.max(longest, upperEndOf(bucket));
  return longest;
}
