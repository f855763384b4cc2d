import type { Message } from '../i18n/message';
import type { TaskState } from '../celery/task-state';
import type { Action } from '../cluster/action';
import type { Delivery, Task } from '../cluster/task';
import type { WorkerView } from '../cluster/worker';
import type { Finding } from '../detectors/finding';

/** A row of a list of tasks: no payload beyond an excerpt. Times are epoch seconds. */
export interface TaskRow {
  readonly uuid: string;
  readonly name: string | null;
  readonly state: TaskState;
  readonly queue: string | null;
  readonly worker: string | null;
  readonly sentAt: number | null;
  readonly receivedAt: number | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly updatedAt: number;
  readonly eta: number | null;
  readonly retries: number;
  readonly priority: number | null;
  readonly waitSeconds: number | null;
  readonly runtimeSeconds: number | null;
  /** At most 200 characters each. */
  readonly args: string | null;
  readonly kwargs: string | null;
  readonly exception: string | null;
  readonly result: string | null;
  readonly deliveries: number;
  /** Detector names of findings about this task, open or closed. */
  readonly findings: readonly string[];
  /** What keeps it from running now, where more is known than its state says. */
  readonly waits?: Message;
}

/** A task where it was at a second in the past (`PastView`). */
export interface PastRow {
  readonly uuid: string;
  readonly name: string | null;
  readonly queue: string | null;
  /** null while it waited in its queue. */
  readonly worker: string | null;
  /** When it had begun to run, was received, or began to wait. */
  readonly since: number;
  /** What has become of it. */
  readonly state: TaskState;
  readonly endedAt: number | null;
}

export interface Count {
  readonly value: number;
  readonly exact: boolean;
}

export interface TaskPage {
  readonly tasks: readonly TaskRow[];
  readonly nextCursor: string | null;
  readonly count: Count;
  /** Set when time was up: only tasks that changed since were looked at; the cursor goes on from there. */
  readonly searchedSince?: number;
}

/** How many tasks of the same query (without its own field's terms) each value would give; at most 50 values a field. */
export interface TaskFacets {
  readonly states: readonly FacetValue[];
  readonly queues: readonly FacetValue[];
  readonly workers: readonly FacetValue[];
  readonly types: readonly FacetValue[];
  readonly exceptions: readonly FacetValue[];
  /** False: counted among the newest 50,000 matches only. */
  readonly exact?: boolean;
}

export interface FacetValue {
  /** null: not known (shown as "none yet"). */
  readonly value: string | null;
  readonly count: number;
}

export interface TimelineEntry {
  readonly at: number;
  /** Event type (`task-received`), or `broker`, `inspect`, `celeryscope` for what was learned otherwise. */
  readonly type: string;
  readonly worker: string | null;
  readonly text: string;
}

export interface TaskDetail {
  readonly task: Task;
  readonly deliveries: readonly Delivery[];
  readonly timeline: readonly TimelineEntry[];
  readonly children: readonly TaskRow[];
  readonly parent: TaskRow | null;
  readonly root: TaskRow | null;
  readonly findings: readonly FindingView[];
  /** Tasks sent by retrying this one. */
  readonly retriedAs: readonly string[];
  /** Last runs of the same type, oldest first. */
  readonly recentRuns: readonly {
    readonly uuid: string;
    readonly runtimeSeconds: number;
    readonly state: TaskState;
    /** Most executions of one attempt: a retry is an attempt of its own. */
    readonly executions: number;
  }[];
  /** p50 and p95 run time of the type, from the last 24 h; null under 5 runs. */
  readonly typical: { readonly runs: number; readonly p50: number; readonly p95: number } | null;
}

/** A finding with its English texts beside its message keys, as REST answers it. */
export interface FindingView extends Omit<Finding, 'sentence' | 'evidence' | 'advice'> {
  readonly sentence: string;
  readonly evidence: readonly { readonly claim: string; readonly source: string; readonly at: number }[];
  readonly advice: { readonly text: string; readonly setting: string | null };
  /** The same as message keys, for readers of other languages. */
  readonly messages: {
    readonly sentence: Finding['sentence'];
    readonly evidence: readonly Finding['evidence'][number]['claim'][];
    readonly advice: Finding['advice']['text'];
  };
}

export interface ThroughputBucket {
  /** Start, epoch seconds. */
  readonly at: number;
  readonly success: number;
  readonly failure: number;
  readonly retry: number;
  /** Revoked, rejected, cancelled, lost. */
  readonly other: number;
  readonly partial: boolean;
  /** No collector or no broker during (part of) it. */
  readonly noData: boolean;
}

export interface LatencyBucket {
  readonly at: number;
  readonly count: number;
  readonly waitP50: number | null;
  readonly waitP95: number | null;
  readonly waitP99: number | null;
  readonly runP50: number | null;
  readonly runP95: number | null;
  readonly runP99: number | null;
}

export interface DepthBucket {
  readonly at: number;
  /** Ready by priority (key `0`, `3`, …; `all` where lanes are not known); null: no sample. */
  readonly ready: Readonly<Record<string, number>> | null;
  readonly unacked: number | null;
}

/** What a histogram of seconds tells; null where it holds nothing. */
export interface Quantiles {
  readonly count: number;
  readonly mean: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

export interface SeriesSums {
  readonly success: number;
  readonly failure: number;
  readonly retry: number;
  readonly other: number;
  /** What ended, by the seconds of the bucket that have passed. */
  readonly perSecond: number;
  readonly wait: Quantiles;
  readonly runSuccess: Quantiles;
  readonly runFailure: Quantiles;
  /** How many waits and runs (of either outcome) lie up to each of `SeriesView.ends`; longer ones are in none. */
  readonly waitSteps: readonly number[];
  readonly runSteps: readonly number[];
}

export interface SeriesBucket extends SeriesSums {
  readonly at: number;
  readonly partial: boolean;
  readonly noData: boolean;
}

/** `GET /api/v1/series`: counts, rates and percentiles of a type, queue or worker, or of everything. */
export interface SeriesView {
  readonly from: number;
  readonly to: number;
  readonly stepSeconds: number;
  /** Ends of the steps of the histograms, in seconds. */
  readonly ends: readonly number[];
  readonly total: SeriesSums;
  readonly buckets: readonly SeriesBucket[];
}

export interface TypeSummary {
  readonly name: string;
  readonly runs: number;
  readonly failures: number;
  readonly runP50: number | null;
  readonly runP95: number | null;
  readonly waitP95: number | null;
}

export type Period = '15m' | '1h' | '6h' | '24h' | '7d';

/** A period that ends now, or two fixed ends in epoch seconds. */
export type TimeWindow = Period | { readonly from: number; readonly to: number };

/** `GET /api/v1/overview?period=`: what the Now page shows beside workers, queues and findings. */
export interface Overview {
  /** null: the window has fixed ends. */
  readonly period: Period | null;
  readonly throughput: readonly ThroughputBucket[];
  readonly latency: readonly LatencyBucket[];
  readonly finished: {
    readonly total: number;
    readonly success: number;
    readonly failure: number;
    readonly retry: number;
    readonly other: number;
    readonly perSecond: number;
  };
  readonly waitP95: number | null;
  readonly ranTwice24h: number;
  readonly lost24h: number;
  readonly slowest: readonly TypeSummary[];
  readonly failing: readonly TypeSummary[];
}

/**
 * What each worker ran in a time, as columns: the n-th of each column is the n-th run. At most 40,000 of them, the newest.
 * Which process of the pool it was is not among it: Celery's events name the main process only.
 */
export interface LanesView {
  readonly from: number;
  readonly to: number;
  /** Runs that ended before this are left out, as there are too many; null: all are there. */
  readonly cutBefore: number | null;
  readonly workers: readonly {
    readonly hostname: string;
    /** Pool size; null where it is not known, or the worker is gone. */
    readonly slots: number | null;
    readonly status: WorkerView['status'] | null;
  }[];
  readonly names: readonly string[];
  readonly outcomes: readonly TaskState[];
  readonly runs: {
    readonly uuid: readonly string[];
    /** Index in `names`; -1: not known. */
    readonly name: readonly number[];
    /** Index in `workers`. */
    readonly worker: readonly number[];
    /** Milliseconds after `from`; negative: it began before. */
    readonly startMs: readonly number[];
    /** null: it runs. */
    readonly runMs: readonly (number | null)[];
    /** Index in `outcomes`; -1: it runs. */
    readonly outcome: readonly number[];
  };
}

export interface ActionsView {
  readonly actions: readonly Action[];
  readonly nextCursor: string | null;
}
