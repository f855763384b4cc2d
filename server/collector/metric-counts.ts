import { GONE_WORKER_SECONDS } from '@/lib/api/limits';
import type { CustomTaskEvent, TaskEvent } from '@/lib/celery/event';
import type { Cluster } from '@/lib/cluster/cluster';
import type { Task } from '@/lib/cluster/task';
import { EndCounts, type ToldEnds } from '@/lib/metrics/counts/end-counts';
import { EventCounts, type ToldEvents } from '@/lib/metrics/counts/event-counts';
import { exporterHost, ExporterCounts, type ToldExporter } from '@/lib/metrics/counts/exporter-counts';
import { seriesBounds, type SeriesBounds } from '@/lib/metrics/counts/series-bounds';
import type { WorkerViews } from './worker-views';

/** Who publishes says no farewell: a process that is silent for so long is taken for gone. */
const SILENT_PUBLISHER_SECONDS = 86_400;
/** The same where there are more of them than have series of their own. */
const CROWDED_PUBLISHER_SECONDS = 3_600;

export interface MetricSettings {
  /** Upper bounds of the histograms of run times, rising and finite. */
  readonly buckets: readonly number[];
  readonly maxSeries: number;
  /** Counts under celery-exporter's names as well. */
  readonly compat: boolean;
  /** How long a worker that is gone keeps its series; null: as long as it is listed. */
  readonly purgeSeconds: number | null;
}

/** Everything that is counted by name, as it is now. */
export interface ToldCounts {
  readonly settings: MetricSettings;
  readonly bounds: SeriesBounds;
  readonly events: ToldEvents;
  readonly ends: ToldEnds;
  readonly exporter: ToldExporter | null;
  /** Kinds of names of which some were summed. */
  readonly full: Readonly<Record<'worker_task' | 'publisher' | 'task' | 'queue' | 'exporter', boolean>>;
}

export interface MetricCounts {
  take(event: TaskEvent | CustomTaskEvent, after: Task, now: number): void;
  ended(task: Task, now: number): void;
  told(seen: Seen): ToldCounts;
}

/** What is there when it is asked. */
interface Seen {
  readonly cluster: Pick<Cluster, 'held' | 'tasks'>;
  readonly workers: Pick<WorkerViews, 'get'>;
  readonly now: number;
}

/** What is counted for Prometheus since this process runs: the pages have the store for that. */
export function createMetricCounts(settings: MetricSettings): MetricCounts {
  const bounds = seriesBounds(settings.maxSeries, settings.buckets);
  const events = new EventCounts(settings.buckets, bounds);
  const ends = new EndCounts(settings.buckets, bounds);
  const exporter = settings.compat ? new ExporterCounts(settings.buckets, bounds.exporterCells) : null;

  return {
    take(event, after, now) {
      events.take(event, after, now);
      if (event.type === 'task-received') ends.meet(after.name, now);
      if (exporter !== null && event.kind === 'task') exporter.take(event, after, now);
    },
    ended: (task, now) => ends.take(task, now),
    told(seen) {
      forgetGone(events, exporter, settings, seen);
      return {
        settings,
        bounds,
        events: events.told(reservedBy(seen), seen.now),
        ends: ends.told(),
        exporter: exporter?.told() ?? null,
        full: {
          worker_task: events.pairs.isFull,
          publisher: events.publishers.isFull,
          task: ends.tasks.isFull,
          queue: ends.queues.isFull,
          exporter: exporter?.isFull ?? false,
        },
      };
    },
  };
}

function forgetGone(
  events: EventCounts,
  exporter: ExporterCounts | null,
  { purgeSeconds }: MetricSettings,
  { workers, now }: Seen,
): void {
  const keptSeconds = purgeSeconds ?? GONE_WORKER_SECONDS;
  const present = new Set<string>();
  events.pairs.forget((hostname, at) => {
    const view = workers.get(hostname);
    const isThere = view !== null && view.status !== 'gone';
    const goneAt = view?.statusSince ?? at;
    const isForgotten = !isThere && now - goneAt > keptSeconds;
    if (!isForgotten) present.add(exporterHost(hostname));
    return isForgotten;
  });
  const silentSeconds = events.publishers.isFull ? CROWDED_PUBLISHER_SECONDS : SILENT_PUBLISHER_SECONDS;
  events.publishers.forget((_, at) => now - at > silentSeconds);
  // Who publishes and who works on one machine share a host there, so no short time is taken for a farewell.
  const silentHostSeconds = Math.max(keptSeconds, GONE_WORKER_SECONDS);
  exporter?.forget((host, at) => !present.has(host) && now - at > silentHostSeconds);
}

function* reservedBy({ cluster, workers }: Seen): Iterable<readonly [string, Iterable<string>]> {
  for (const [hostname, { reserved }] of cluster.held) {
    // What a worker that is gone held is the broker's again, whenever that is told.
    if (workers.get(hostname)?.status === 'gone') continue;
    yield [hostname, namesOf(reserved.keys(), cluster.tasks)];
  }
}

function* namesOf(uuids: Iterable<string>, tasks: Cluster['tasks']): Iterable<string> {
  for (const uuid of uuids) yield tasks.get(uuid)?.name ?? '';
}
