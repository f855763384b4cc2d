import type { Cluster, LoadTask } from '@/lib/cluster/cluster';
import type { Task } from '@/lib/cluster/task';
import type { ResultBackend } from '../backends/backend';
import type { UnackedReading } from '../brokers/broker';
import type { WorkerViews } from './worker-views';

export interface ReconcilerDeps {
  readonly cluster: Cluster;
  readonly loadTask: LoadTask;
  readonly backend: () => ResultBackend | null;
  readonly unacked: () => UnackedReading | null;
  readonly workers: WorkerViews;
  readonly now: () => number;
  readonly note: (uuid: string, text: string, source: string) => void;
  readonly finished: (task: Task) => void;
  readonly failed: (error: unknown) => void;
}

export interface Reconciler {
  replied(hostname: string, command: 'active' | 'reserved' | 'scheduled'): void;
  unackedRead(reading: UnackedReading): void;
  tick(now: number): void;
}

export function createReconciler(_deps: ReconcilerDeps): Reconciler {
  return { replied: () => undefined, unackedRead: () => undefined, tick: () => undefined };
}
