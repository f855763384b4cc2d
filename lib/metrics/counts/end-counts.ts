import { waitSeconds, type Task } from '../../cluster/task';
import { BucketCounts, WAIT_BUCKETS, type ToldBuckets } from './bucket-counts';
import { CellTable } from './cell-table';

/** How a task ended, or that it is to be retried. */
export const END_OUTCOMES = ['success', 'failure', 'retry', 'revoked', 'rejected', 'lost', 'other'] as const;
export type EndOutcome = (typeof END_OUTCOMES)[number];

const OUTCOMES: Readonly<Record<string, EndOutcome>> = {
  SUCCESS: 'success',
  FAILURE: 'failure',
  RETRY: 'retry',
  REVOKED: 'revoked',
  REJECTED: 'rejected',
  LOST: 'lost',
};
const RUN_OUTCOMES = ['success', 'failure'] as const;

interface TaskCell {
  readonly ends: Record<EndOutcome, number>;
  readonly runs: Record<(typeof RUN_OUTCOMES)[number], BucketCounts | null>;
}

export interface ToldTaskEnds {
  readonly task: string;
  readonly ends: Readonly<Record<EndOutcome, number>>;
  readonly runs: Readonly<Record<(typeof RUN_OUTCOMES)[number], ToldBuckets | null>>;
}

export interface ToldEnds {
  readonly tasks: readonly ToldTaskEnds[];
  readonly waits: readonly { readonly queue: string; readonly waits: ToldBuckets }[];
}

/** No type of task has more series than this. */
export function seriesOfTask(buckets: readonly number[]): number {
  return END_OUTCOMES.length + RUN_OUTCOMES.length * (buckets.length + 3);
}
/** No queue has more series of waits than this. */
export const SERIES_OF_WAITS = WAIT_BUCKETS.length + 3;

const ONE = '';

/** What became of tasks by type, whoever ran them, and how long they had waited by queue; also what no event told. */
export class EndCounts {
  readonly tasks: CellTable<TaskCell>;
  readonly queues: CellTable<BucketCounts>;

  constructor(
    private readonly buckets: readonly number[],
    most: { readonly tasks: number; readonly queues: number },
  ) {
    this.tasks = new CellTable(most.tasks, newCell);
    this.queues = new CellTable(most.queues, () => new BucketCounts(WAIT_BUCKETS));
  }

  /** A type of which a task is there has its zeros: what appears as 1 has not risen for who looks at increases. */
  meet(name: string | null, now: number): void {
    this.tasks.of(name ?? '', ONE, now);
  }

  /** Takes a task that has just ended or is to be retried. */
  take(task: Task, now: number): void {
    const cell = this.tasks.of(task.name ?? '', ONE, now);
    const outcome = OUTCOMES[task.state] ?? 'other';
    cell.ends[outcome] += 1;
    if ((outcome === 'success' || outcome === 'failure') && task.runtimeSeconds !== null && task.runtimeSeconds >= 0) {
      const runs = (cell.runs[outcome] ??= new BucketCounts(this.buckets));
      runs.add(task.runtimeSeconds);
    }
    const wait = waitSeconds(task);
    if (wait !== null) this.queues.of(task.queue ?? '', ONE, now).add(wait);
  }

  told(): ToldEnds {
    const tasks = [...this.tasks.all()].flatMap(([task, cells]) =>
      [...cells.values()].map(({ ends, runs }) => ({
        task,
        ends,
        runs: { success: runs.success?.told() ?? null, failure: runs.failure?.told() ?? null },
      })),
    );
    const waits = [...this.queues.all()].flatMap(([queue, cells]) =>
      [...cells.values()].map((counts) => ({ queue, waits: counts.told() })),
    );
    return { tasks, waits };
  }
}

function newCell(): TaskCell {
  const ends = { success: 0, failure: 0, retry: 0, revoked: 0, rejected: 0, lost: 0, other: 0 };
  return { ends, runs: { success: null, failure: null } };
}
