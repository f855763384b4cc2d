import { memoryUsage } from 'node:process';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Cluster } from '@/lib/cluster/cluster';
import type { CollectorStats, IngestPressure } from '@/lib/cluster/cluster-status';
import type { SeriesAccumulator } from '@/lib/metrics/series';
import type { Ingest } from '../ingest/ingest';
import type { Flusher } from './flusher';
import type { GapLog } from './gaps';
import type { Pressure } from './pressure';
import { createLossLog } from './loss-log';
import type { QueueWatch } from './queue-watch';
import type { WorkerViews } from './worker-views';

export interface FigureSources {
  readonly cluster: Cluster;
  readonly ingest: Ingest;
  readonly flusher: Flusher;
  readonly gaps: GapLog;
  readonly queues: QueueWatch;
  readonly workers: WorkerViews;
  readonly pressure: Pressure;
  readonly series: Pick<SeriesAccumulator, 'folded'>;
  readonly startedAt: number;
  readonly notices: readonly string[];
}

/** The collector's own numbers: each that is shown in two places comes from here. */
export function createFigures(sources: FigureSources): (now: number) => CollectorStats {
  const loop = monitorEventLoopDelay({ resolution: 20 });
  loop.enable();
  const losses = createLossLog(sources.ingest.loss);
  let loopLagMs = 0;
  let loopReadAt = 0;
  const readLoop = (now: number): number => {
    if (now - loopReadAt < 5) return loopLagMs;
    loopReadAt = now;
    loopLagMs = Math.max(0, loop.percentile(99) / 1e6 - 20);
    loop.reset();
    return loopLagMs;
  };

  return (now) => {
    const { cluster, flusher, workers } = sources;
    const up = workers.all().filter((worker) => worker.status !== 'gone');
    const held = { running: 0, reserved: 0, scheduled: 0 };
    for (const worker of up) {
      held.running += worker.active ?? 0;
      held.reserved += worker.reserved ?? 0;
      held.scheduled += worker.scheduled ?? 0;
    }
    const slots = up.reduce((sum, worker) => sum + (worker.concurrency ?? 0), 0);
    return {
      at: now,
      startedAt: sources.startedAt,
      watchingSince: sources.gaps.watchingSince,
      ...sources.ingest.figures(now),
      inFlight: cluster.tasks.size - cluster.ended.size,
      ...held,
      ready: sources.queues.totalReady(),
      workersUp: up.filter((worker) => worker.status !== 'unknown').length,
      workersTotal: workers.all().length,
      slots,
      slotsBusy: up.reduce((sum, worker) => sum + Math.min(worker.active ?? 0, worker.concurrency ?? 0), 0),
      silentWorkers: up.filter((worker) => worker.taskEvents === false).map((worker) => worker.hostname),
      gaps: sources.gaps.list(),
      losses: losses(now),
      storeError: flusher.error,
      storeBacklog: flusher.backlog,
      storeNotices: sources.notices,
      bounded: { inFlight: cluster.dropped, series: sources.series.folded },
      pressure: toPressure(sources.pressure, flusher),
      eventLoopLagMs: readLoop(now),
      rssBytes: memoryUsage.rss(),
    };
  };
}

function toPressure(
  { dropped, lagSeconds, shedding }: Pressure,
  { given, badRows, lastBadRow }: Flusher,
): IngestPressure {
  return {
    streamLagSeconds: lagSeconds,
    shedding,
    dropped: {
      heartbeats: dropped.heartbeats,
      depthSamples: dropped.depthSamples + given.depthSamples,
      timelineEntries: dropped.timelineEntries + given.timelineEntries,
      others: given.others,
      tasks: given.tasks,
    },
    badRows,
    lastBadRow,
  };
}
