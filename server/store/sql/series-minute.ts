import type { SeriesMinute } from '@/lib/metrics/series';
import type { SeriesScope } from '../store';
import { SERIES_KINDS } from './kinds';
import { histogramFrom, type StoredSums } from './series-row';

export type SeriesKey = readonly [kind: number, key: number, sub: number];
type IdOf = (kind: 'name' | 'queue' | 'worker', value: string) => number;

/** A minute as it is stored, with its names. */
export interface StoredMinute extends StoredSums {
  readonly minute: number;
  readonly kind: number;
  readonly key: string | null;
  readonly sub: string | null;
}

/** Where a minute is stored; null for a combination that no chart asks for. */
export function seriesKeyOf({ name, queue, worker }: SeriesMinute, idOf: IdOf): SeriesKey | null {
  if (worker !== null) return name === null && queue === null ? [SERIES_KINDS.worker, idOf('worker', worker), 0] : null;
  if (queue !== null) {
    const key = idOf('queue', queue);
    return name === null ? [SERIES_KINDS.queue, key, 0] : [SERIES_KINDS.nameInQueue, key, idOf('name', name)];
  }
  return name === null ? [SERIES_KINDS.all, 0, 0] : [SERIES_KINDS.name, idOf('name', name), 0];
}

/** Where the rows of a scope are stored. */
export function scopeKeyOf({ name, queue, worker }: SeriesScope, idOf: IdOf): SeriesKey {
  if (worker !== undefined) return [SERIES_KINDS.worker, idOf('worker', worker), 0];
  if (queue !== undefined && name !== undefined)
    return [SERIES_KINDS.nameInQueue, idOf('queue', queue), idOf('name', name)];
  if (queue !== undefined) return [SERIES_KINDS.queue, idOf('queue', queue), 0];
  return name === undefined ? [SERIES_KINDS.all, 0, 0] : [SERIES_KINDS.name, idOf('name', name), 0];
}

export function toSeriesMinute(stored: StoredMinute): SeriesMinute {
  const { minute, kind, key, sub, success, failure, retry, other } = stored;
  return {
    minute,
    name: kind === SERIES_KINDS.name ? key : kind === SERIES_KINDS.nameInQueue ? sub : null,
    queue: kind === SERIES_KINDS.queue || kind === SERIES_KINDS.nameInQueue ? key : null,
    worker: kind === SERIES_KINDS.worker ? key : null,
    success,
    failure,
    retry,
    other,
    wait: histogramFrom(stored.wait),
    runSuccess: histogramFrom(stored.run_success),
    runFailure: histogramFrom(stored.run_failure),
  };
}
