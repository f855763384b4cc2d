import type { TypeSummary } from '@/lib/api/views';
import { HistogramBuilder, quantile, quantiles } from '@/lib/metrics/histogram';

/** Types of one worker are not kept as series (lib/metrics/series.ts): so many of its newest tasks tell them. */
export const WORKER_TASKS = 5_000;

/** A task that ended on a worker. */
export interface EndedTask {
  readonly name: number;
  readonly failed: number;
  readonly wait: number | null;
  readonly runtime: number | null;
}

/** Sums up the types of tasks that ended; `nameOf` gives the name behind a number. */
export function typesOf(tasks: readonly EndedTask[], nameOf: (id: number) => string | null): readonly TypeSummary[] {
  return [...Map.groupBy(tasks, ({ name }) => name)].map(([name, group]) => summaryOf(nameOf(name) ?? '', group));
}

function summaryOf(name: string, tasks: readonly EndedTask[]): TypeSummary {
  const wait = new HistogramBuilder();
  const run = new HistogramBuilder();
  for (const task of tasks) {
    if (task.wait !== null && task.wait >= 0) wait.add(task.wait);
    if (task.runtime !== null && task.runtime >= 0) run.add(task.runtime);
  }
  const [runP50 = null, runP95 = null] = quantiles(run.build(), [0.5, 0.95]);
  const failures = tasks.filter(({ failed }) => failed === 1).length;
  return { name, runs: tasks.length, failures, runP50, runP95, waitP95: quantile(wait.build(), 0.95) };
}
