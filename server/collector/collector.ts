import { createCluster, putTask, sweepCluster } from '@/lib/cluster/cluster';
import type { BrokerStatus } from '@/lib/cluster/cluster-status';
import { noteRevoke } from '@/lib/cluster/revocations';
import type { Task } from '@/lib/cluster/task';
import { newWorkerRecord } from '@/lib/cluster/worker-record';
import { createRunTimes } from '@/lib/metrics/run-times';
import { SeriesAccumulator } from '@/lib/metrics/series';
import type { ResultBackend } from '../backends/backend';
import type { Broker, BrokerSink } from '../brokers/broker';
import { BrokerError } from '../brokers/broker';
import type { ControlContext } from '../control/control-context';
import { createIngest } from '../ingest/ingest';
import { StoreError, type StoreWriter } from '../store/store';
import { createErrorLog } from './error-log';
import { createFigures } from './figures';
import { createFindingLog } from './finding-log';
import type { Flusher } from './flusher';
import { createFrames } from './frames';
import { createGapLog } from './gaps';
import { createInspector } from './inspector';
import type { FromCollector } from './messages';
import { createPressure } from './pressure';
import { createQueueReadings } from './queue-readings';
import { createQueueWatch } from './queue-watch';
import { createReconciler } from './reconciler';
import { createReplies } from './replies';
import { createTaskPlaces } from './task-places';
import { paced, repeat } from './repeat';
import { createWatchedTime } from './watched-time';
import { createWorkerViews } from './worker-views';
import { createWriting, restoreInFlight } from './writing';

const FRAME_MS = 250;
const SECOND_MS = 1000;
const STALLED_MS = 5000;
const QUEUES_MS = 2000;
const UNACKED_MS = 3000;
const KEPT_GAPS = 200;
const RESTORE_SERIES_SECONDS = 15 * 60;

export interface CollectorParts {
  readonly broker: Broker;
  readonly store: StoreWriter;
  readonly flusher: Flusher;
  /** Asked again each time: workers may tell where their results are. */
  readonly backend: () => ResultBackend | null;
  /** Workers told their settings: transport options, result backend. */
  readonly learned: (conf: Readonly<Record<string, unknown>>, stats: Readonly<Record<string, unknown>> | null) => void;
  readonly limits: { readonly retentionSeconds: number; readonly maxTasks: number };
  readonly post: (message: FromCollector) => void;
  /** Epoch seconds. */
  readonly now: () => number;
  /** Until when an earlier run watched; null when this one goes on without a pause. */
  readonly watchedUntil: () => number | null;
  /** The store's file is damaged: no later write will succeed. */
  readonly damaged: (error: StoreError) => void;
  /** What the operator should know of the store. */
  readonly notices: readonly string[];
  /** Epoch seconds for deciding what is too old to keep. */
  readonly cautiousNow: () => number;
}

export interface Collector {
  /** Takes what the broker tells. */
  readonly sink: BrokerSink;
  readonly control: ControlContext;
  readonly replies: ReturnType<typeof createReplies>;
  readonly ask: ReturnType<typeof createInspector>['ask'];
  readonly placeOf: ReturnType<typeof createTaskPlaces>;
  readonly workers: ReturnType<typeof createWorkerViews>;
  /** Asks, judges and writes until `signal` aborts. */
  run(signal: AbortSignal): Promise<void>;
  /** Takes no more, and resolves when what it holds is written. */
  finish(): Promise<void>;
}

/** Joins broker, ingest, inspect, detectors and store. It holds no rule of Celery: those are in `lib/`. */
export function createCollector(parts: CollectorParts): Collector {
  const { broker, store, flusher, now } = parts;
  const startedAt = now();
  const cluster = createCluster();
  const queues = createQueueWatch();
  const gaps = createGapLog({
    startedAt,
    watchedUntil: parts.watchedUntil(),
    stored: store.loadGaps(KEPT_GAPS),
    changed: (gap) => flusher.gap(gap),
  });
  const pressure = createPressure();
  const steady = (): number => performance.now() / 1000;
  const series = new SeriesAccumulator(store.loadSeries(startedAt - RESTORE_SERIES_SECONDS));
  let brokerStatus: BrokerStatus = {
    kind: broker.kind,
    url: broker.url,
    state: 'connecting',
    since: startedAt,
    error: null,
    errorCode: null,
    retryAt: null,
    limits: {},
  };

  const loadTask = (uuid: string): Task | null => flusher.pendingTask(uuid) ?? store.loadTask(uuid);
  const tell = createErrorLog(parts.post, now);
  const log = (error: unknown): void => {
    if (error instanceof StoreError && error.code === 'damaged') parts.damaged(error);
    tell(error);
  };
  const quietly = (error: unknown): void => {
    // What the broker refuses or loses is told by its own status and limits.
    if (!(error instanceof BrokerError)) log(error);
  };

  const runTimes = createRunTimes();
  const time = createWatchedTime();
  const workers = createWorkerViews(cluster, time, (queue, at) => queues.headUnmovedSeconds(queue, at));
  const findings = createFindingLog({
    cluster,
    workers,
    queues,
    brokerKind: broker.kind,
    restored: store.loadOpenFindings(),
    startedAt,
    heard: (at) => {
      const { losses, gaps: seenGaps, pressure: held } = figures(at);
      const lostBy = (hostname: string) => ingest.loss.lostOf(hostname);
      const watchedSince = brokerStatus.state === 'connected' ? Math.max(startedAt, brokerStatus.since) : at;
      return { losses, gaps: seenGaps, lostBy, streamLagSeconds: held.streamLagSeconds, watchedSince };
    },
    learned: { usual: (name) => runTimes.of(name) },
    changed: (finding) => flusher.finding(finding),
  });
  const reconciler = createReconciler({
    brokerKind: broker.kind,
    cluster,
    loadTask,
    backend: parts.backend,
    unacked: () => queues.unacked(),
    ready: (queue) => queues.readyIn(queue),
    workers,
    now,
    note: (uuid, text, source) => flusher.timeline(uuid, { at: now(), type: source, worker: null, text }),
    finished: (task) => series.addFinished(task, now()),
    failed: log,
  });
  const replies = createReplies({ cluster, now, reconciler, learned: parts.learned });
  const inspector = createInspector({
    broker,
    connected: () => brokerStatus.state === 'connected' && broker.kind !== 'replay',
    live: () =>
      workers
        .all()
        .filter((worker) => worker.status !== 'gone')
        .map((worker) => worker.hostname),
    scheduledCount: (hostname) => cluster.held.get(hostname)?.scheduled.size ?? 0,
    revokedCount: (hostname) => cluster.workers.get(hostname)?.replies.revokedCount ?? 0,
    replied: (hostname, command, reply) => {
      const isNew = !cluster.workers.has(hostname);
      replies.take(hostname, command, reply);
      // A worker without events shows only here.
      if (isNew) inspector.arrived(hostname);
    },
    failed: log,
    nowMs: () => performance.now(),
  });
  const ingest = createIngest({
    cluster,
    loadTask,
    timeline: (uuid, entry) => {
      if (pressure.takesTimeline()) flusher.timeline(uuid, entry);
    },
    finished: (task, at) => {
      series.addFinished(task, at);
      runTimes.add(task);
    },
    workerArrived: (hostname) => inspector.arrived(hostname),
    sent: (queue, at) => queues.sent(queue, at),
    received: (queue, at) => queues.received(queue, at),
    failed: log,
  });
  const figures = createFigures({
    cluster,
    ingest,
    flusher,
    gaps,
    pressure,
    queues,
    workers,
    series,
    startedAt,
    notices: parts.notices,
  });
  const frame = createFrames({
    cluster,
    workers,
    queues,
    broker: () => brokerStatus,
    stats: figures,
    findings: () => findings.open(),
    revisions: () => ({ store: flusher.storeRevision, log: flusher.logRevision }),
  });

  const takeStatus = (status: BrokerStatus): void => {
    const back = status.state === 'connected' && brokerStatus.state !== 'connected';
    // A fast replay may be over before the next second: what its end shows is judged at once.
    if (status.state === 'ended' && brokerStatus.state === 'connected') {
      parts.post(frame(now()));
      everySecond();
    }
    brokerStatus = status;
    time.status(status, now());
    gaps.status(status, now());
    // What happened meanwhile was not seen: everyone is asked again.
    if (!back) return;
    for (const { hostname } of workers.all()) inspector.arrived(hostname);
    reconciler.resumed(now());
  };

  const writing = createWriting({
    cluster,
    series,
    flusher,
    store,
    limits: parts.limits,
    cautiousNow: parts.cautiousNow,
    failed: log,
  });

  const readings = createQueueReadings({
    broker,
    isConnected: () => brokerStatus.state === 'connected' && broker.kind !== 'replay',
    consumed: () => workers.all().flatMap((worker) => worker.queues ?? []),
    queues,
    sentAt: (uuid) => (cluster.tasks.get(uuid) ?? loadTask(uuid))?.sentAt ?? null,
    depth: (sample) => {
      if (pressure.takesDepth()) flusher.depth(sample);
    },
    now,
  });
  // A broker that answers slowly is asked the less often.
  const queueReading = paced(QUEUES_MS, readings.readQueues, () => performance.now());
  const unackedReading = paced(UNACKED_MS, readings.readUnacked, () => performance.now());

  const placeOf = createTaskPlaces({
    broker,
    isConnected: () => brokerStatus.state === 'connected',
    cluster,
    task: (uuid) => cluster.tasks.get(uuid) ?? loadTask(uuid),
    workers: () => workers.all(),
    replies,
    gaps: () => gaps.list(),
    startedAt,
    now,
  });

  let lookedMs = performance.now();
  const everySecond = (): void => {
    const at = now();
    const sinceMs = performance.now() - lookedMs;
    lookedMs += sinceMs;
    // We were stopped, or too busy to hear anybody: that is no silence of theirs.
    if (sinceMs > STALLED_MS) time.missed(sinceMs / 1000, at);
    sweepCluster(cluster, at);
    // What can't be seen now can't be judged now.
    if (time.isWatching) {
      findings.look(at);
      reconciler.tick(at);
    }
    writing.prune();
  };

  const control: ControlContext = {
    broker,
    backend: parts.backend,
    task: (uuid) => cluster.tasks.get(uuid) ?? loadTask(uuid),
    held: (uuid) => replies.held(uuid),
    liveWorkers: () =>
      workers
        .all()
        .filter((worker) => worker.status !== 'gone')
        .map((worker) => worker.hostname),
    now,
    published: (task) => putTask(cluster, task, now()),
    record: (action) => {
      flusher.action(action);
      if (action.name === 'revoke' && action.outcome !== 'refused') noteRevoke(cluster, action.subject.id, action.at);
    },
    note: (uuid, text) => flusher.timeline(uuid, { at: now(), type: 'celeryscope', worker: null, text }),
  };

  restoreInFlight(cluster, store, flusher, startedAt);
  // A worker that held something when we stopped and is never heard again is gone, and what it held with it.
  for (const hostname of cluster.held.keys()) cluster.workers.set(hostname, newWorkerRecord(hostname, startedAt));

  return {
    sink: {
      message(raw) {
        if (pressure.takesMessage(raw, steady())) ingest.accept(raw);
      },
      status: takeStatus,
      stream(reading) {
        gaps.stream(reading);
        pressure.stream(reading, steady());
      },
      missed: (missed) => gaps.missed(missed),
    },
    control,
    replies,
    placeOf,
    ask: (hostname, commands) => inspector.ask(hostname, commands),
    workers,
    finish: () => writing.finish(now()),
    async run(signal) {
      await Promise.all([
        inspector.run(signal),
        repeat(
          signal,
          () => FRAME_MS,
          () => {
            writing.drain(now());
            parts.post(frame(now()));
          },
          log,
        ),
        repeat(signal, () => SECOND_MS, everySecond, log),
        repeat(signal, queueReading.pauseMs, queueReading.work, quietly),
        repeat(signal, unackedReading.pauseMs, unackedReading.work, quietly),
      ]);
    },
  };
}
