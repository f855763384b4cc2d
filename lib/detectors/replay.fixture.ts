import type { CeleryEvent } from '../celery/event';
import { applyEvent, createCluster, heldCounts, putWorker, sweepCluster, type Cluster } from '../cluster/cluster';
import { reduceWorkerReply } from '../cluster/reduce-worker';
import { clusterLag, toWorkerView } from '../cluster/worker-view';
import type { WorkerView } from '../cluster/worker';
import type { WorkerReplies } from '../cluster/worker-record';
import type { Sight } from './detector';
import type { Finding } from './finding';
import { observeAll } from './index';
import { createFindingLifecycle } from './lifecycle';

export interface Replayed {
  /** Every finding in its newest form, in the order they opened. */
  readonly findings: readonly Finding[];
  readonly cluster: Cluster;
}

export interface ReplayOptions {
  readonly brokerKind?: Sight['brokerKind'];
  /** What the workers answered to inspect, from their first event on. */
  readonly replies?: Readonly<Record<string, Partial<WorkerReplies>>>;
  /** Seconds to look on after the last event, without heartbeats. */
  readonly idleSeconds?: number;
  readonly ready?: Sight['ready'];
}

type Told = readonly { readonly event: CeleryEvent; readonly receivedAt: number }[];

/** Applies the events at their times and lets the detectors look once a second. */
export function replay(told: Told, options: ReplayOptions = {}): Replayed {
  const cluster = createCluster();
  const from = told[0]?.receivedAt ?? 0;
  const to = (told.at(-1)?.receivedAt ?? 0) + (options.idleSeconds ?? 60);
  const lifecycle = createFindingLifecycle([], from);
  const findings = new Map<string, Finding>();
  let next = 0;
  for (let now = from; now <= to; now += 1) {
    for (; next < told.length; next += 1) {
      const one = told[next];
      if (one === undefined || one.receivedAt > now) break;
      applyEvent(cluster, one.event, one.receivedAt, () => null);
      answer(cluster, one.event.hostname, options, one.receivedAt);
    }
    cluster.dirtyTasks.clear();
    sweepCluster(cluster, now);
    for (const finding of lifecycle.look(observeAll(inputAt(cluster, options, now)), now))
      findings.set(finding.id, finding);
  }
  return { findings: [...findings.values()], cluster };
}

function answer(cluster: Cluster, hostname: string, { replies }: ReplayOptions, at: number): void {
  const worker = cluster.workers.get(hostname);
  const told = replies?.[hostname];
  if (worker === undefined || told === undefined || worker.lastReplySeenAt !== null) return;
  putWorker(cluster, reduceWorkerReply(worker, hostname, 'stats', told, at));
}

function inputAt(cluster: Cluster, options: ReplayOptions, now: number): Sight {
  const lagSeconds = clusterLag(cluster.workers.values());
  const workers: WorkerView[] = [...cluster.workers.values()].map((worker) =>
    toWorkerView(worker, heldCounts(cluster, worker.hostname, now), now, { lagSeconds, queueStuck: false }),
  );
  const ready = options.ready ?? (() => null);
  const brokerKind = options.brokerKind ?? 'redis';
  const nothingLost = {
    losses: [],
    gaps: [],
    lostBy: () => null,
    streamLagSeconds: null,
    slotUse: () => null,
    usual: () => null,
    periodic: [],
    server: null,
    results: null,
    locks: null,
  };
  return { cluster, workers, queues: [], unacked: null, ready, brokerKind, ...nothingLost, watchedSince: 0, now };
}
