import { waitSeconds, type Task } from '../cluster/task';
import type { Histogram } from './histogram';
import { openSeries, OTHER_SERIES, SeriesKind, type OpenSeries, type Outcome, type Scope } from './open-series';

/**
 * What finished in one minute: of everything, of one type, queue or worker, or of one type in one queue. The parts that it
 * does not tell apart are null; a name that is not known is the empty string. Waits and runs are kept apart for success
 * and failure. Every (type, queue, worker) by itself would be nearly as many rows as there are tasks.
 */
export interface SeriesMinute extends Scope {
  /** Epoch minute: floor(epoch seconds / 60). */
  readonly minute: number;
  readonly success: number;
  readonly failure: number;
  readonly retry: number;
  readonly other: number;
  readonly wait: Histogram;
  readonly runSuccess: Histogram;
  readonly runFailure: Histogram;
}

// A minute is stored whole, so an end that is told later than this can't go to its own minute any more.
const MINUTES_HELD = 10;

interface OpenMinute {
  readonly all: OpenSeries;
  readonly names: SeriesKind;
  readonly queues: SeriesKind;
  readonly workers: SeriesKind;
  readonly namesInQueues: SeriesKind;
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
    const name = task.name ?? '';
    const queue = task.queue ?? '';
    const counted = [
      minute.all,
      this.of(minute.names, '', name),
      this.of(minute.queues, '', queue),
      this.of(minute.workers, '', task.worker ?? ''),
      this.of(minute.namesInQueues, queue, name),
    ];
    for (const series of counted) {
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
      for (const series of seriesOf(open)) {
        if (!series.changed) continue;
        series.changed = false;
        changed.push(toSeriesMinute(minute, series));
      }
      if (Math.abs(minute - epochMinute(now)) > MINUTES_HELD + 1) this.minutes.delete(minute);
    }
    return changed;
  }

  private restore(stored: SeriesMinute): void {
    const series = this.ofScope(this.minuteOf(stored.minute), stored);
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
    const open = openMinute();
    this.minutes.set(minute, open);
    return open;
  }

  private ofScope(minute: OpenMinute, { name, queue, worker }: Scope): OpenSeries {
    if (worker !== null) return this.of(minute.workers, '', worker);
    if (queue === null) return name === null ? minute.all : this.of(minute.names, '', name);
    return name === null ? this.of(minute.queues, '', queue) : this.of(minute.namesInQueues, queue, name);
  }

  private of(kind: SeriesKind, group: string, name: string): OpenSeries {
    const series = kind.of(group, name);
    if (series !== null) return series;
    this.foldedTotal += 1;
    return kind.others();
  }
}

function openMinute(): OpenMinute {
  const nobody = { name: null, queue: null, worker: null };
  return {
    all: openSeries(nobody),
    names: new SeriesKind('', (_, name) => ({ ...nobody, name })),
    queues: new SeriesKind('', (_, queue) => ({ ...nobody, queue })),
    workers: new SeriesKind('', (_, worker) => ({ ...nobody, worker })),
    namesInQueues: new SeriesKind(OTHER_SERIES, (queue, name) => ({ ...nobody, name, queue })),
  };
}

function* seriesOf({ all, names, queues, workers, namesInQueues }: OpenMinute): Iterable<OpenSeries> {
  yield all;
  for (const kind of [names, queues, workers, namesInQueues]) yield* kind.all();
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
