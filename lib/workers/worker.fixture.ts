import type { FindingView } from '../api/views';
import type { WorkerView } from '../cluster/worker';
import { message } from '../i18n/message';

/** A worker of four slots that has told everything, with nothing to do. */
export function workerView(hostname: string, told: Partial<WorkerView> = {}): WorkerView {
  return {
    hostname,
    status: 'idle',
    statusReason: null,
    statusSince: null,
    concurrency: 4,
    active: 0,
    reserved: 0,
    scheduled: 0,
    prefetchCount: 16,
    prefetchMultiplier: 4,
    queues: ['mail'],
    pool: 'prefork',
    pid: 100,
    version: '5.6.3',
    system: 'Linux',
    loadavg: [1, 1, 1],
    processed: 10,
    finishedPerMinute: 0,
    uptimeSeconds: 3600,
    maxRssKib: 70_000,
    lastHeartbeatAt: 1000,
    heartbeatFreqSeconds: 2,
    firstSeenAt: 0,
    lastReplyAt: 1000,
    clockDriftSeconds: 0,
    taskEvents: true,
    visibilityTimeoutSeconds: 3600,
    sparkline: [],
    ...told,
  };
}

/** `holder` holds what `idle`, which has five free slots, could run. */
export function starvationOf(holder: string, idle: string, told: Partial<FindingView> = {}): FindingView {
  const facts = { slots: 8, reserved: 0, starved: false };
  return {
    id: `prefetch-starvation:worker:${holder}`,
    detector: 'prefetch-starvation',
    severity: 'warning',
    subject: { kind: 'worker', id: holder },
    related: [{ kind: 'queue', id: 'media' }],
    sentence: '',
    evidence: [],
    advice: { text: '', setting: null },
    messages: { sentence: message(''), evidence: [], advice: message('') },
    figure: {
      kind: 'slots',
      rows: [
        { ...facts, worker: holder, running: 8, reserved: 24 },
        { ...facts, worker: idle, running: 3, starved: true },
      ],
      facts: [],
    },
    since: 0,
    openedAt: 0,
    updatedAt: 0,
    closedAt: null,
    ...told,
  };
}

export function duplicateOf(uuid: string, queue: string): FindingView {
  return {
    ...starvationOf(uuid, ''),
    id: `duplicate-execution:task:${uuid}`,
    detector: 'duplicate-execution',
    severity: 'critical',
    subject: { kind: 'task', id: uuid },
    related: [{ kind: 'queue', id: queue }],
    figure: null,
  };
}
