import type { CustomTaskEvent, TaskEvent } from '@/lib/celery/event';
import { applyEvent, createCluster, type Cluster } from '@/lib/cluster/cluster';
import type { WorkerView } from '@/lib/cluster/worker';
import { DEFAULT_BUCKETS } from '@/lib/metrics/counts/bucket-counts';
import { createMetricCounts, type MetricSettings } from '../collector/metric-counts';
import { NOW, snapshot, worker } from '../http/cluster.fixture';
import { FakeCollector, fakeSource } from '../http/server.fixture';
import { createMetrics, type MetricsAsked } from './metrics';
import { parseExposition, type Exposition } from './parse-exposition.fixture';

const SETTINGS: MetricSettings = { buckets: DEFAULT_BUCKETS, maxSeries: 200_000, compat: false, purgeSeconds: null };

/** The collector's counts with a cluster that only its events made, and the web side on it. */
export class Counted {
  readonly cluster: Cluster = createCluster();
  readonly collector = new FakeCollector();
  readonly workers = new Map<string, WorkerView>();
  readonly #counts;

  constructor(settings: Partial<MetricSettings> = {}) {
    this.#counts = createMetricCounts({ ...SETTINGS, ...settings });
    this.collector.cluster = { ...snapshot(), workers: this.workers };
    this.collector.answers = {
      counts: () => this.#counts.told({ cluster: this.cluster, workers: { get: (name) => this.get(name) }, now: NOW }),
    };
  }

  /** Shows a worker as the collector would. */
  show(hostname: string, fields: Partial<WorkerView> = {}): void {
    this.workers.set(hostname, { ...worker(hostname), ...fields });
  }

  take(event: TaskEvent | CustomTaskEvent, at = NOW): void {
    const { before, after } = applyEvent(this.cluster, event, at, () => null);
    if (after === null) return;
    this.#counts.take(event, after, at);
    if (before?.state !== after.state && after.endedAt !== null) this.#counts.ended(after, at);
  }

  async text(asked: MetricsAsked = {}): Promise<string> {
    const none = { connections: 0, topics: 0, framesSent: 0, framesDropped: 0, computed: 0 };
    return String((await createMetrics(fakeSource(this.collector), () => none)(asked)).body);
  }

  async read(): Promise<Exposition> {
    return parseExposition(await this.text());
  }

  private get(hostname: string): WorkerView | null {
    return this.workers.get(hostname) ?? null;
  }
}
