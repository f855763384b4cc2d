import { createCluster } from '@/lib/cluster/cluster';
import type { Task } from '@/lib/cluster/task';
import type { DetectorInput } from '@/lib/detectors/detector';
import { lookUp } from '@/lib/detectors/look-up';
import { LONGEST_KEPT_DAYS } from '@/lib/metrics/run-times';
import { SeriesAccumulator } from '@/lib/metrics/series';
import { listInFlight } from '@/lib/queues/in-flight-list';
import { maskedBackend } from '../backends/masked-backend';
import { createIngest } from '../ingest/ingest';
import { createBrokerSink } from './broker-sink';
import type { Collector, CollectorParts } from './collector-parts';
import { createControl, type CollectorControl } from './collector-control';
import { createConnectionState } from './connection-state';
import { createFailures } from './error-log';
import { createEverySecond } from './every-second';
import { createFigures } from './figures';
import { createFindingLog } from './finding-log';
import { createFrames } from './frames';
import { createGapLog } from './gaps';
import { createInspector } from './inspector';
import { createLearning } from './learning';
import { createLimitsWatch } from './limits-watch';
import { createPressure } from './pressure';
import { createQueueReadings } from './queue-readings';
import { createQueueWatch } from './queue-watch';
import { createReconciler } from './reconciler';
import { every } from './repeat';
import { createReplies } from './replies';
import { createStallWatch, STALL_LOOK_MS } from './stall-watch';
import { createStatusSteps } from './status-steps';
import { createTaskPlaces } from './task-places';
import { createToldWorkers } from './told-workers';
import { createWatchedTime } from './watched-time';
import { createWishes } from './wishes';
import { createWorkerViews } from './worker-views';
import { createWriting, restoreInFlight } from './writing';

const FRAME_MS = 250;
const SECOND_MS = 1000;
const KEPT_GAPS = 200;
const RESTORE_SERIES_SECONDS = 15 * 60;

/** Joins broker, ingest, inspect, detectors and store. It holds no rule of Celery: those are in `lib/`. */
export function createCollector(parts: CollectorParts): Collector {
  const { broker, store, flusher, masker, now } = parts;
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
  const stored = store.loadSeries(startedAt - RESTORE_SERIES_SECONDS);
  const series = new SeriesAccumulator(stored);
  // Only a retry needs what was really stored.
  const backend = maskedBackend(parts.backend, masker);
  const connection = createConnectionState(broker, startedAt, parts.post);

  const loadTask = (uuid: string): Task | null => flusher.pendingTask(uuid) ?? store.loadTask(uuid);
  const anyTask = (uuid: string): Task | null => cluster.tasks.get(uuid) ?? loadTask(uuid);
  const ended = (task: Task, at: number): void => {
    series.addFinished(task, at);
    parts.counts.ended(task, at);
  };
  const { log, quietly } = createFailures(parts);

  const time = createWatchedTime();
  // Of a paused queue nobody is to take the head.
  const stuckFor = (queue: string, at: number) =>
    wishes.pauses.isPaused(queue) ? null : queues.headUnmovedSeconds(queue, at);
  const workers = createWorkerViews(cluster, time, stuckFor, (...worker) => wishes.quiets.sight(...worker));
  const liveWorkers = (): readonly string[] => workers.live();
  const learning = createLearning({
    cluster,
    broker,
    backend: parts.backend,
    isConnected: connection.canAsk,
    ready: () => queues.totalReady(),
    task: anyTask,
    stored,
    longest: store.loadLongestRuns(startedAt - LONGEST_KEPT_DAYS * 86_400),
    liveWorkers,
    now,
  });
  const findings = createFindingLog({
    cluster,
    workers,
    queues,
    pauses: () => wishes.pauses,
    brokerKind: broker.kind,
    restored: store.loadOpenFindings(),
    startedAt,
    heard: (at) => {
      const { losses, gaps: seenGaps, pressure: held } = figures(at);
      const lostBy = (hostname: string) => ingest.loss.lostOf(hostname);
      const watchedSince = connection.watchedSince(at);
      return { losses, gaps: seenGaps, lostBy, streamLagSeconds: held.streamLagSeconds, watchedSince };
    },
    learned: (at) => learning.told(at),
    changed: (finding) => flusher.finding(finding),
  });
  const reconciler = createReconciler({
    brokerKind: broker.kind,
    cluster,
    loadTask,
    backend,
    unacked: () => queues.unacked(),
    ready: (queue) => queues.readyIn(queue),
    workers,
    now,
    note: (uuid, text, source) => flusher.timeline(uuid, { at: now(), type: source, worker: null, text }),
    finished: (task) => ended(task, now()),
    failed: log,
  });
  restoreInFlight(cluster, store, flusher, startedAt);
  const wishes = createWishes({
    ...parts,
    cluster,
    workers,
    queues,
    task: anyTask,
    control: () => control,
    canAsk: connection.canAsk,
    failed: log,
  });
  const replies = createReplies({
    cluster,
    masker,
    now,
    reconciler,
    learned: parts.learned,
    listed: (hostname, uuids) => wishes.revokes.listed(hostname, uuids, now()),
  });
  const inspector = createInspector({
    broker,
    connected: connection.canAsk,
    live: liveWorkers,
    scheduledCount: (hostname) => cluster.held.get(hostname)?.scheduled.size ?? 0,
    revokedCount: (hostname) => cluster.workers.get(hostname)?.replies.revokedCount ?? 0,
    replied: (hostname, command, reply) => {
      const isNew = !cluster.workers.has(hostname);
      replies.take(hostname, command, reply);
      if (cluster.workers.has(hostname)) told.take(hostname, command, reply);
      // A worker without events shows only here.
      if (isNew) inspector.arrived(hostname);
    },
    askAgain: createLimitsWatch(cluster, now),
    failed: log,
    timeoutMs: parts.inspectTimeoutMs,
    nowMs: () => performance.now(),
  });
  const told = createToldWorkers({ cluster, inspector, live: liveWorkers, now });
  const stalls = createStallWatch(() => performance.now());
  const ingest = createIngest({
    hearing: () => ({ heldBackSeconds: stalls.recentSeconds(), since: connection.heardSince(now()) }),
    cluster,
    masker,
    loadTask,
    timeline: (uuid, entry) => {
      if (pressure.takesTimeline()) flusher.timeline(uuid, entry);
    },
    counted: (event, after, at) => parts.counts.take(event, after, at),
    finished: (task, at) => {
      ended(task, at);
      learning.ended(task);
    },
    appeared: (task, at) => learning.appeared(task, at),
    workerArrived: (hostname) => [wishes.revokes, inspector].forEach((part) => part.arrived(hostname)),
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
    broker: () => connection.status,
    stats: figures,
    pauses: () => wishes.pauses,
    findings: () => findings.open(),
    revisions: () => ({ store: flusher.storeRevision, log: flusher.logRevision + parts.jobsRevision() }),
  });

  const takeStatus = createStatusSteps({
    connection,
    time,
    gaps,
    workers,
    inspector,
    reconciler,
    ended(at) {
      parts.post(frame(at));
      everySecond();
    },
    now,
  });

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
    isConnected: connection.canAsk,
    consumed: () => workers.all().flatMap((worker) => worker.queues ?? []),
    queues,
    sentAt: (uuid) => anyTask(uuid)?.sentAt ?? null,
    depth: (sample) => {
      if (pressure.takesDepth()) flusher.depth(sample);
    },
    now,
  });

  const revocation = (uuid: string) => wishes.revokes.sight(uuid, workers.all());
  const placeOf = createTaskPlaces({
    broker,
    backend,
    masker,
    chords: () => learning.chords(),
    isConnected: connection.isConnected,
    cluster,
    task: anyTask,
    workers: () => workers.all(),
    replies,
    revocation,
    gaps: () => gaps.list(),
    startedAt,
    now,
  });

  const everySecond = createEverySecond({ cluster, time, findings, reconciler, writing, wishes, now });

  const sendFrame = (): void => {
    writing.drain(now());
    parts.post(frame(now()));
  };

  const sight = (): DetectorInput => lookUp(findings.sight(now()));
  const control: CollectorControl = createControl({
    ...parts,
    cluster,
    replies,
    queues,
    wishes,
    workers,
    inspector,
    task: anyTask,
    canAsk: connection.canAsk,
    liveWorkers,
    sight,
    reread: () => readings.readUnacked().catch(quietly),
  });

  return {
    sink: createBrokerSink({ ingest, gaps, pressure, status: takeStatus }),
    control,
    inFlight: (question) => listInFlight(sight(), queues.unacked(), question),
    replies,
    placeOf,
    revocation,
    ask: (hostname, commands) => inspector.ask(hostname, commands),
    told,
    brokerQueues: async (names) => (await broker.toldQueues?.(names)) ?? [],
    workers,
    counts: () => parts.counts.told({ cluster, workers, now: now() }),
    finish: () => writing.finish(now()),
    async run(signal) {
      await Promise.all([
        inspector.run(signal),
        every(signal, FRAME_MS, sendFrame, log),
        every(signal, SECOND_MS, everySecond, log),
        every(signal, STALL_LOOK_MS, () => stalls.look(), log),
        readings.run(signal, quietly),
        learning.run(signal, quietly),
      ]);
    },
  };
}
