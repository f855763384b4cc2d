import type { Task } from '@/lib/cluster/task';
import { SeriesAccumulator } from '@/lib/metrics/series';
import { batchOf, taskOf } from '../store.fixture';
import type { StoreUnderTest } from '../store.contract';

export const MINUTE = 60;

/** A task that ended then: it waited for two seconds and ran for two. */
export function endedAt(at: number, different: Partial<Task> = {}): Task {
  return taskOf('', {
    sentAt: at - 4,
    receivedAt: at - 3,
    startedAt: at - 2,
    endedAt: at,
    updatedAt: at,
    runtimeSeconds: 2,
    ...different,
  });
}

/** Counts tasks as finished, as a collector does that has just started. */
export async function finish({ store, clock }: StoreUnderTest, ...tasks: readonly Task[]): Promise<void> {
  const series = new SeriesAccumulator(store.writer.loadSeries(clock.now - 15 * MINUTE));
  for (const task of tasks) series.addFinished(task, clock.now);
  await store.writer.write(batchOf({ series: series.drain(clock.now) }));
}
