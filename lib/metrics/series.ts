import { waitSeconds, type Task } from '../cluster/task';
import { HistogramBuilder, type Histogram } from './histogram';

/**
 * What finished in one minute: of everything, of one type, queue or worker, or of one type in one queue. The parts that it
 * does not tell apart are null; a name that is not known is the empty string. Waits and runs are kept apart for success
 * and failure. Every (type, queue, worker) by itself would be nearly as many rows as there are tasks.
 */
export interface SeriesMinute {
  /** Epoch minute: floor(epoch seconds / 60). */
  readonly minute: number;
  readonly name: string | null;
  readonly queue: string | null;
  readonly worker: string | null;
  readonly success: number;
  readonly failure: number;
  readonly retry: number;
  readonly other: number;
  readonly wait: Histogram;
  readonly runSuccess: Histogram;
  readonly runFailure: Histogram;
}

/** Stands for all names beyond the bound of one minute. */
export const OTHER_SERIES = '(other)';

// Of each kind: types, queues, workers, types in queues.
const SERIES_A_MINUTE = 5_000;
// A minute is stored whole, so an end that is told later than this can't go to its own minute any more.
const MINUTES_HELD = 10;

type Outcome = 'success' | 'failure' | 'retry' | 'other';

type Scope = Pick<SeriesMinute, 'name' | 'queue' | 'worker'>;

interface OpenSeries {
  readonly scope: Scope;
  readonly counts: Record<Outcome, number>;
  readonly wait: HistogramBuilder;
  readonly runSuccess: HistogramBuilder;
  readonly runFailure: HistogramBuilder;
  changed: boolean;
}

interface OpenMinute {
  readonly all: Map<string, OpenSeries>;
  /** By task's name, queue and worker: the series that it counts in. */
  readonly ofTask: Map<string, readonly OpenSeries[]>;
  /** How many series of each kind there are. */
  readonly sizes: Map<string, number>;
}

/** Sums up finished tasks by minute: all of them, and by type, queue and worker. */
export class SeriesAccumulator {
  private readonly minutes = new Map<number, OpenMinute>();
  private foldedTotal = 0;

  /** `stored`: the newest minutes in the store, to go on with them after a restart. */
  constructor(stored: readonly SeriesMinute[] = []) {
    for (const minute of stored) this.restore(minute);
  }

  /** Times a task was counted under `(other)` because its minute had too many names. */
  get folded(): number {
    return this.foldedTotal;
  }

  /**
   * Counts a task that has just ended or is to be retried. It belongs to the minute of its end by its worker's clock; when
   * that is far from ours (`now`), to the present one.
   */
  addFinished(task: Task, now: number): void {
    const minute = this.minuteOf(minuteOf(task, now));
    const outcome = outcomeOf(task);
    const wait = waitSeconds(task);
    const run = task.runtimeSeconds;
    for (const series of this.allOf(minute, task)) {
      series.counts[outcome] += 1;
      series.changed = true;
      if (wait !== null) series.wait.add(wait);
      // A worker can say anything; a negative run time says nothing.
      if (run === null || run < 0) continue;
      if (outcome === 'success') series.runSuccess.add(run);
      if (outcome === 'failure') series.runFailure.add(run);
    }
  }

  /** What changed since the last call, whole minutes of each series; forgets minutes that can't change any more. */
  drain(now: number): readonly SeriesMinute[] {
    const changed: SeriesMinute[] = [];
    for (const [minute, open] of this.minutes) {
      for (const series of open.all.values()) {
        if (!series.changed) continue;
        series.changed = false;
        changed.push(toSeriesMinute(minute, series));
      }
      if (Math.abs(minute - epochMinute(now)) > MINUTES_HELD + 1) this.minutes.delete(minute);
    }
    return changed;
  }

  private restore(stored: SeriesMinute): void {
    const { name, queue, worker } = stored;
    const series = this.seriesOf(this.minuteOf(stored.minute), { name, queue, worker });
    series.counts.success += stored.success;
    series.counts.failure += stored.failure;
    series.counts.retry += stored.retry;
    series.counts.other += stored.other;
    series.wait.merge(stored.wait);
    series.runSuccess.merge(stored.runSuccess);
    series.runFailure.merge(stored.runFailure);
  }

  private minuteOf(minute: number): OpenMinute {
    const known = this.minutes.get(minute);
    if (known !== undefined) return known;
    const open: OpenMinute = { all: new Map(), ofTask: new Map(), sizes: new Map() };
    this.minutes.set(minute, open);
    return open;
  }

  private allOf(minute: OpenMinute, task: Task): readonly OpenSeries[] {
    const { name, queue, worker } = task;
    // With the lengths no two triples have the same key, whatever the names hold.
    const key = `${name?.length ?? 0} ${queue?.length ?? 0} ${name ?? ''}${queue ?? ''}${worker ?? ''}`;
    const known = minute.ofTask.get(key);
    if (known !== undefined) return known;
    const { foldedTotal } = this;
    const all = scopesOf(task).map((scope) => this.seriesOf(minute, scope));
    // What was counted under `(other)` is counted as such each time.
    if (foldedTotal === this.foldedTotal && minute.ofTask.size < SERIES_A_MINUTE) minute.ofTask.set(key, all);
    return all;
  }

  private seriesOf(minute: OpenMinute, scope: Scope): OpenSeries {
    const key = keyOf(scope);
    const known = minute.all.get(key);
    if (known !== undefined) return known;
    const other = otherOf(scope);
    const kind = keyOf(other);
    const size = minute.sizes.get(kind) ?? 0;
    if (size >= SERIES_A_MINUTE && key !== kind) {
      this.foldedTotal += 1;
      return this.seriesOf(minute, other);
    }
    minute.sizes.set(kind, size + 1);
    const series = openSeries(scope);
    minute.all.set(key, series);
    return series;
  }
}

function scopesOf(task: Task): readonly Scope[] {
  const name = task.name ?? '';
  const queue = task.queue ?? '';
  return [
    { name: null, queue: null, worker: null },
    { name, queue: null, worker: null },
    { name: null, queue, worker: null },
    { name: null, queue: null, worker: task.worker ?? '' },
    { name, queue, worker: null },
  ];
}

function keyOf({ name, queue, worker }: Scope): string {
  return JSON.stringify([name, queue, worker]);
}

function otherOf({ name, queue, worker }: Scope): Scope {
  return {
    name: name === null ? null : OTHER_SERIES,
    queue: queue === null ? null : OTHER_SERIES,
    worker: worker === null ? null : OTHER_SERIES,
  };
}

function openSeries(scope: Scope): OpenSeries {
  return {
    scope,
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
    ...series.scope,
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
