import type { Cluster } from '@/lib/cluster/cluster';
import type { Finding } from '@/lib/detectors/finding';
import type { QueueWatch } from './queue-watch';
import type { WorkerViews } from './worker-views';

export interface FindingLogDeps {
  readonly cluster: Cluster;
  readonly workers: WorkerViews;
  readonly queues: QueueWatch;
  readonly brokerKind: 'redis' | 'amqp' | 'replay';
  readonly open: readonly Finding[];
  readonly changed: (finding: Finding) => void;
}

export interface FindingLog {
  look(now: number): void;
  open(): readonly Finding[];
}

export function createFindingLog(_deps: FindingLogDeps): FindingLog {
  return { look: () => undefined, open: () => [] };
}
