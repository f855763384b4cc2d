import { waitSeconds, type Task } from '../cluster/task';
import { HistogramBuilder, type Histogram } from './histogram';

/** What finished in one minute for one (type, queue, worker). Waits and runs are kept apart for success and failure. */
export interface SeriesMinute {
  /** Epoch minute: floor(epoch seconds / 60). */
  readonly minute: number;
  readonly name: string;
  readonly queue: string;
  readonly worker: string;
  readonly success: number;
  readonly failure: number;
  readonly retry: number;
  readonly other: number;
  readonly wait: Histogram;
  readonly runSuccess: Histogram;
  readonly runFailure: Histogram;
}

/** Stands for everything beyond the bound of one minute. */
export const OTHER_SERIES = '(other)';

const OTHER_KEY = JSON.stringify([OTHER_SERIES, OTHER_SERIES, OTHER_SERIES]);
const SERIES_A_MINUTE = 5_000;
// A minute is stored whole, so an end that is told later than this can't go to its own minute any more.
const MINUTES_HELD = 10;

type Outcome = 'success' | 'failure' | 'retry' | 'other';

interface OpenSeries {
  readonly name: string;
  readonly queue: string;
  readonly worker: string;
  readonly counts: Record<Outcome, number>;
  readonly wait: HistogramBuilder;
  readonly runSuccess: HistogramBuilder;
  readonly runFailure: HistogramBuilder;
  changed: boolean;
}

/** Sums up finished tasks by minute, type, queue and worker. Names that are not known are the empty string. */
export class SeriesAccumulator {
  private readonly minutes = new Map<number, Map<string, OpenSeries>>();
  private foldedTotal = 0;

  /** `stored`: the newest minutes in the store, to go on with them after a restart. */
  constructor(stored: readonly SeriesMinute[] = []) {
    for (const minute of stored) this.restore(minute);
  }

  /** Tasks counted under `(other)` because their minute had too many series. */
  get folded(): number {
    return this.foldedTotal;
  }

  /**
   * Counts a task that has just ended or is to be retried. It belongs to the minute of its end by its worker's clock; when
   * that is far from ours (`now`), to the present one.
   */
  addFinished(task: Task, now: number): void {
    const series = this.seriesOf(minuteOf(task, now), task.name ?? '', task.queue ?? '', task.worker ?? '');
    const outcome = outcomeOf(task);
    series.counts[outcome] += 1;
    series.changed = true;
    // A negative wait is clock skew, not a wait.
    const wait = waitSeconds(task);
    if (wait !== null && wait >= 0) series.wait.add(wait);
    if (task.runtimeSeconds === null || task.runtimeSeconds < 0) return;
    if (outcome === 'success') series.runSuccess.add(task.runtimeSeconds);
    if (outcome === 'failure') series.runFailure.add(task.runtimeSeconds);
  }

  /** What changed since the last call, whole minutes of each series; forgets minutes that can't change any more. */
  drain(now: number): readonly SeriesMinute[] {
    const changed: SeriesMinute[] = [];
    for (const [minute, all] of this.minutes) {
      for (const series of all.values()) {
        if (!series.changed) continue;
        series.changed = false;
        changed.push(toSeriesMinute(minute, series));
      }
      if (Math.abs(minute - epochMinute(now)) > MINUTES_HELD + 1) this.minutes.delete(minute);
    }
    return changed;
  }

  private restore(stored: SeriesMinute): void {
    const series = this.seriesOf(stored.minute, stored.name, stored.queue, stored.worker);
    series.counts.success += stored.success;
    series.counts.failure += stored.failure;
    series.counts.retry += stored.retry;
    series.counts.other += stored.other;
    series.wait.merge(stored.wait);
    series.runSuccess.merge(stored.runSuccess);
    series.runFailure.merge(stored.runFailure);
  }

  private seriesOf(minute: number, name: string, queue: string, worker: string): OpenSeries {
    let all = this.minutes.get(minute);
    if (all === undefined) this.minutes.set(minute, (all = new Map<string, OpenSeries>()));
    const key = JSON.stringify([name, queue, worker]);
    const known = all.get(key);
    if (known !== undefined) return known;
    if (all.size >= SERIES_A_MINUTE && key !== OTHER_KEY) {
      this.foldedTotal += 1;
      return this.seriesOf(minute, OTHER_SERIES, OTHER_SERIES, OTHER_SERIES);
    }
    const series = openSeries(name, queue, worker);
    all.set(key, series);
    return series;
  }
}

function openSeries(name: string, queue: string, worker: string): OpenSeries {
  return {
    name,
    queue,
    worker,
    counts: { success: 0, failure: 0, retry: 0, other: 0 },
    wait: new HistogramBuilder(),
    runSuccess: new HistogramBuilder(),
    runFailure: new HistogramBuilder(),
    changed: false,
  };
}

function toSeriesMinute(minute: number, series: OpenSeries): SeriesMinute {
  return {
    minute,
    name: series.name,
    queue: series.queue,
    worker: series.worker,
    ...series.counts,
    wait: series.wait.build(),
    runSuccess: series.runSuccess.build(),
    runFailure: series.runFailure.build(),
  };
}

function minuteOf(task: Task, now: number): number {
  const present = epochMinute(now);
  const told = epochMinute(task.endedAt ?? task.updatedAt);
  return told <= present + 1 && told >= present - MINUTES_HELD ? told : present;
}

function epochMinute(seconds: number): number {
  return Math.floor(seconds / 60);
}

function outcomeOf(task: Task): Outcome {
  if (task.state === 'SUCCESS') return 'success';
  if (task.state === 'FAILURE') return 'failure';
  return task.state === 'RETRY' ? 'retry' : 'other';
}
