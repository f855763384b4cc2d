import type { Cluster } from '@/lib/cluster/cluster';
import type { Sight } from '@/lib/detectors/detector';
import { observeAll } from '@/lib/detectors/index';
import { createFindingLifecycle } from '@/lib/detectors/lifecycle';
import type { Finding } from '@/lib/detectors/finding';
import { createSlotUse } from '@/lib/metrics/slot-use';
import type { QueuePauses } from './queue-pauses';
import type { QueueWatch } from './queue-watch';
import type { WorkerViews } from './worker-views';

export interface FindingLogDeps {
  readonly cluster: Cluster;
  readonly workers: WorkerViews;
  readonly queues: QueueWatch;
  readonly pauses: () => Pick<QueuePauses, 'isPaused'>;
  readonly brokerKind: 'redis' | 'amqp' | 'replay';
  /** Open when the collector stopped. */
  readonly restored: readonly Finding[];
  readonly startedAt: number;
  /** Since when we hear the cluster, how late, and what did not reach us. */
  readonly heard: (now: number) => Pick<Sight, 'losses' | 'gaps' | 'lostBy' | 'streamLagSeconds' | 'watchedSince'>;
  /** What was learned over time. */
  readonly learned: (now: number) => Pick<Sight, 'usual' | 'periodic' | 'server' | 'results' | 'locks'>;
  readonly changed: (finding: Finding) => void;
}

export interface FindingLog {
  /** Asks all detectors; what opened, changed or closed is told. */
  look(now: number): void;
  open(): readonly Finding[];
  /** Everything that is seen at this moment. */
  sight(now: number): Sight;
}

export function createFindingLog(deps: FindingLogDeps): FindingLog {
  const lifecycle = createFindingLifecycle(deps.restored, deps.startedAt);
  const slots = createSlotUse();
  const sight = (now: number): Sight => ({
    cluster: deps.cluster,
    workers: deps.workers.all(),
    queues: deps.queues.sights(now, deps.pauses().isPaused),
    unacked: deps.queues.unacked(),
    ready: (queue) => deps.queues.readyIn(queue),
    brokerKind: deps.brokerKind,
    ...deps.heard(now),
    ...deps.learned(now),
    slotUse: (hostname) => slots.meanOf(hostname),
    now,
  });
  return {
    sight,
    look(now) {
      slots.look(deps.workers.all(), now);
      const observations = observeAll(sight(now));
      for (const finding of lifecycle.look(observations, now)) deps.changed(finding);
    },
    open: () => lifecycle.open(),
  };
}
