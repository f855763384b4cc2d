import type { BrokerStatus, CollectorStats } from '@/lib/cluster/cluster-status';
import type { QueueView } from '@/lib/cluster/queue';
import type { Task } from '@/lib/cluster/task';
import type { WorkerDetail } from '@/lib/cluster/worker';
import type { Finding } from '@/lib/detectors/finding';
import { message } from '@/lib/i18n/message';
import type { ClusterSnapshot } from '../cluster-mirror';

export const NOW = 1_800_000_000;
/** Hostile names are any names: these hold what URLs, paths and HTML make special. */
export const WORKER = 'w1/../x?#%2F@höst <b>';
export const QUEUE = 'mail/../é?#&%2e';

export function worker(hostname: string): WorkerDetail {
  return {
    hostname,
    status: 'idle',
    statusReason: null,
    statusSince: null,
    concurrency: 4,
    active: 1,
    reserved: 2,
    scheduled: 0,
    prefetchCount: 16,
    prefetchMultiplier: 4,
    queues: [QUEUE],
    pool: 'prefork',
    pid: 7,
    version: '5.6.3',
    system: 'Linux',
    loadavg: [0.1, 0.2, 0.3],
    processed: 10,
    finishedPerMinute: 3,
    uptimeSeconds: 60,
    maxRssKib: 1000,
    lastHeartbeatAt: NOW - 1,
    heartbeatFreqSeconds: 2,
    firstSeenAt: NOW - 60,
    lastReplyAt: NOW - 1,
    clockDriftSeconds: 0,
    taskEvents: true,
    visibilityTimeoutSeconds: 3600,
    sparkline: [1, 2],
    stats: { total: {} },
    conf: { timezone: 'UTC' },
    activeTasks: [],
    reservedTasks: null,
    scheduledTasks: [],
    registered: ['mail.send'],
    readAt: { stats: NOW - 5 },
  };
}

export function queue(name: string): QueueView {
  return {
    name,
    ready: 3,
    readyByPriority: [{ priority: 0, ready: 3 }],
    unacked: 1,
    reserved: 2,
    scheduled: 0,
    active: 1,
    consumers: 1,
    consumerNames: [WORKER],
    slots: 4,
    freeSlots: 3,
    oldestAgeSeconds: null,
    inPerSecond: 1,
    outPerSecond: 1,
    drainSeconds: null,
    readAt: NOW - 1,
    sparkline: [null, 3],
    pause: null,
    unknown: { oldestAgeSeconds: 'no_timestamps' },
  };
}

export function task(uuid: string): Task {
  const unknown = {
    groupId: null,
    client: null,
    parentId: null,
    rootId: null,
    eta: null,
    expires: null,
    priority: null,
  };
  const outcome = {
    endedAt: null,
    runtimeSeconds: null,
    result: null,
    exception: null,
    exceptionType: null,
    traceback: null,
  };
  return {
    ...unknown,
    ...outcome,
    uuid,
    state: 'RECEIVED',
    name: 'mail.send',
    args: "('a',)",
    kwargs: '{}',
    queue: QUEUE,
    queueSource: 'task-sent',
    exchange: '',
    routingKey: QUEUE,
    retries: 0,
    worker: WORKER,
    sentAt: NOW - 9,
    receivedAt: NOW - 8,
    startedAt: null,
    updatedAt: NOW - 8,
    firstSeenAt: NOW - 9,
    stateReason: null,
    retryOf: null,
    deliveries: [],
  };
}

export function finding(id: string, subject: Finding['subject']): Finding {
  return {
    id,
    detector: 'duplicate-execution',
    severity: 'critical',
    subject,
    related: [],
    sentence: message('findings.none'),
    evidence: [{ claim: message('findings.none'), source: 'task events', at: NOW }],
    advice: { text: message('findings.none'), setting: null },
    figure: null,
    since: NOW - 10,
    openedAt: NOW - 5,
    updatedAt: NOW,
    closedAt: null,
  };
}

const broker: BrokerStatus = {
  kind: 'redis',
  url: 'redis://127.0.0.1:6379/0',
  state: 'connected',
  since: NOW - 100,
  error: null,
  errorCode: null,
  retryAt: null,
  limits: {},
};

const stats: CollectorStats = {
  at: NOW,
  startedAt: NOW - 100,
  watchingSince: NOW - 99,
  eventsReceived: 100,
  eventsPerSecond: 2,
  eventsMalformed: 1,
  lastMalformed: null,
  eventsLost: null,
  lagSeconds: 0.1,
  inFlight: 3,
  running: 1,
  reserved: 2,
  scheduled: 0,
  ready: 3,
  workersUp: 1,
  workersTotal: 1,
  slots: 4,
  slotsBusy: 1,
  silentWorkers: [],
  sentEvents: true,
  gaps: [],
  losses: [],
  storeError: null,
  storeBacklog: 0,
  storeNotices: [],
  bounded: { inFlight: 0, series: 0 },
  pressure: {
    streamLagSeconds: 0,
    shedding: 'nothing',
    dropped: { heartbeats: 0, depthSamples: 0, timelineEntries: 0, others: 0, tasks: 0 },
    badRows: 0,
    lastBadRow: null,
  },
  eventLoopLagMs: 1,
  rssBytes: 1000,
};

export function snapshot(revision = 1): ClusterSnapshot {
  return {
    at: NOW,
    broker,
    stats,
    workers: new Map([[WORKER, worker(WORKER)]]),
    queues: new Map([[QUEUE, queue(QUEUE)]]),
    revoked: new Map(),
    findings: [finding('f1', { kind: 'task', id: 'known' })],
    revisions: { frame: revision, store: revision, log: revision },
  };
}
