import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { CollectorStats } from '@/lib/cluster/cluster-status';
import type { FeedStats } from '../feed/feed';
import type { ViewSource } from '../views/view';
import { labels, type Family } from './family';

const WORKER_STATUSES = ['working', 'idle', 'saturated', 'not-consuming', 'unknown', 'gone'] as const;
const SEVERITIES = ['critical', 'warning', 'notice'] as const;

/** Our own health, and the cluster in sums. No label holds a name from outside, so the number of series is fixed. */
export function createHealth(source: ViewSource, feedStats: () => FeedStats): () => Promise<readonly Family[]> {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const { collector } = source;

  const counter = (name: string, help: string, read: () => number | null) =>
    new Counter({
      name: `celeryscope_${name}`,
      help,
      registers,
      collect() {
        // The count is kept elsewhere; here it is only shown.
        this.reset();
        this.inc(read() ?? 0);
      },
    });
  const gauge = (name: string, help: string, read: () => number | null | Promise<number | null>) =>
    new Gauge({
      name: `celeryscope_${name}`,
      help,
      registers,
      async collect() {
        this.set((await read()) ?? NaN);
      },
    });
  type Figure = keyof { [K in keyof CollectorStats as CollectorStats[K] extends number | null ? K : never]: K };
  const own = (name: Figure) => () => collector.cluster?.stats[name] ?? null;
  // Before the broker was there nobody has counted anything: that is no 0.
  const seen = (name: Figure) => () => {
    const isKnown = collector.absence === null && collector.cluster?.stats.watchingSince != null;
    return isKnown ? own(name)() : null;
  };

  counter('events_received_total', 'Events received from the broker.', own('eventsReceived'));
  counter('events_malformed_total', 'Messages of the event exchange that could not be read.', own('eventsMalformed'));
  gauge('events_lost', 'Estimate of the events that were lost; NaN when it can’t be told.', own('eventsLost'));
  gauge('events_per_second', 'Events received per second.', seen('eventsPerSecond'));
  gauge('event_lag_seconds', 'Time between an event and its arrival, median.', own('lagSeconds'));
  gauge('tasks_in_flight', 'Tasks sent and not ended.', seen('inFlight'));
  gauge('tasks_running', 'Tasks that run.', seen('running'));
  gauge('tasks_reserved', 'Tasks that workers hold and do not run yet.', seen('reserved'));
  gauge('tasks_scheduled', 'Tasks that workers hold until their eta.', seen('scheduled'));
  gauge('slots', 'Pool slots of all live workers.', seen('slots'));
  gauge('slots_busy', 'Pool slots in which a task runs.', seen('slotsBusy'));
  gauge('messages_ready', 'Messages ready in all queues.', seen('ready'));
  gauge('store_backlog', 'Changes that wait to be written.', own('storeBacklog'));
  gauge('collector_event_loop_lag_milliseconds', 'Delay of the collector’s event loop.', own('eventLoopLagMs'));
  gauge('store_tasks', 'Tasks in the store.', async () => (await storeSize(source))?.tasks ?? null);
  gauge('store_bytes', 'Size of the store.', async () => (await storeSize(source))?.bytes ?? null);
  gauge('store_healthy', '1 while the store can be written.', () => healthy(collector.cluster?.stats.storeError));
  gauge('collector_up', '1 while the collector is heard.', () =>
    Number(collector.cluster !== null && collector.absence === null),
  );
  gauge('broker_connected', '1 while the broker is connected.', () =>
    Number(collector.cluster?.broker.state === 'connected'),
  );
  counter('frames_total', 'Frames received from the collector.', () => collector.cluster?.revisions.frame ?? 0);
  counter('feed_frames_sent_total', 'Frames sent to pages.', () => feedStats().framesSent);
  counter('feed_frames_dropped_total', 'Frames not sent since the page was too slow.', () => feedStats().framesDropped);
  counter('feed_views_computed_total', 'Answers computed for the live feed.', () => feedStats().computed);
  gauge('feed_connections', 'Connected pages.', () => feedStats().connections);
  gauge('feed_topics', 'Different views that are watched.', () => feedStats().topics);
  labelled(
    registers,
    'workers',
    'Workers by status.',
    'status',
    WORKER_STATUSES,
    (status) => [...(collector.cluster?.workers.values() ?? [])].filter((worker) => worker.status === status).length,
  );
  labelled(
    registers,
    'findings_open',
    'Open findings by severity.',
    'severity',
    SEVERITIES,
    (severity) => (collector.cluster?.findings ?? []).filter((finding) => finding.severity === severity).length,
  );
  new Gauge({ name: 'celeryscope_build_info', help: 'The version.', labelNames: ['version'], registers }).set(
    { version: source.version },
    1,
  );
  return async () => {
    const told = await registry.getMetricsAsJSON();
    return told.map(toFamily);
  };
}

type ToldMetric = Awaited<ReturnType<Registry['getMetricsAsJSON']>>[number];

// In JSON the samples of a histogram bear their whole names, and the others none; the types tell neither.
function toFamily({ name, help, type, values }: ToldMetric): Family {
  const samples = (values as readonly ToldSample[]).map(
    ({ metricName = name, labels: own = {}, value }) =>
      [metricName.slice(name.length), labels(asTexts(own)), value] as const,
  );
  return { name, help, type: String(type) as Family['type'], samples };
}

interface ToldSample {
  readonly metricName?: string;
  readonly labels?: Readonly<Record<string, string | number>>;
  readonly value: number;
}

function asTexts(own: Readonly<Record<string, string | number>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(own).map(([label, value]) => [label, String(value)]));
}

function labelled<T extends string>(
  registers: Registry[],
  name: string,
  help: string,
  label: string,
  values: readonly T[],
  read: (value: T) => number,
): void {
  new Gauge({
    name: `celeryscope_${name}`,
    help,
    labelNames: [label],
    registers,
    collect() {
      for (const value of values) this.set({ [label]: value }, read(value));
    },
  });
}

function healthy(storeError: string | null | undefined): number | null {
  return storeError === undefined ? null : Number(storeError === null);
}

/** The metrics must be readable while the store is not. */
async function storeSize(source: ViewSource): Promise<Awaited<ReturnType<ViewSource['storeSize']>> | null> {
  try {
    return await source.storeSize();
  } catch {
    return null;
  }
}
