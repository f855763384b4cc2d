import type { WorkerDetail, WorkerView } from '@/lib/cluster/worker';

/** A worker as far as it is known where it is controlled: a list does not know its statistics and settings. */
export type ControlledWorker = WorkerView &
  Partial<Pick<WorkerDetail, 'stats' | 'conf' | 'registered' | 'activeTasks'>>;
