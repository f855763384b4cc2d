import type { CeleryEvent, CustomTaskEvent, TaskEvent, WorkerEvent } from '@/lib/celery/event';
import { decodeEvents } from '@/lib/celery/decode-event';
import { isEnded } from '@/lib/celery/task-state';
import { applyEvent, type Applied, type Cluster, type LoadTask } from '@/lib/cluster/cluster';
import type { CollectorStats } from '@/lib/cluster/cluster-status';
import type { Hearing } from '@/lib/cluster/reduce-worker';
import type { Task } from '@/lib/cluster/task';
import { timelineEntry } from '@/lib/cluster/timeline-entry';
import { noLongerTold, tells } from '@/lib/cluster/told-timeline';
import type { TimelineEntry } from '@/lib/api/views';
import type { Masker } from '@/lib/masking/masker';
import { createMedianWindow } from '@/lib/metrics/lag';
import { createLossMeter, type LossMeter } from '@/lib/metrics/loss';
import { createRate } from '@/lib/metrics/rate';
import type { RawMessage } from '../brokers/broker';
import { eventExcerpt } from '../brokers/event-excerpt';
import { openEventMessage } from '../brokers/kombu-envelope';

const RATE_SECONDS = 10;
const LAG_SAMPLES = 50;
/** `task-sent` is switched on in the senders: judged by the newest received tasks. */
const SENT_SAMPLE = 200;
const SENT_JUDGED_FROM = 5;
const MAX_EXCERPT_CHARS = 200;

export interface IngestDeps {
  readonly cluster: Cluster;
  readonly masker: Masker;
  readonly loadTask: LoadTask;
  /** A line of the task's timeline that the task itself does not tell. */
  readonly timeline: (uuid: string, entry: TimelineEntry) => void;
  /** Called for each event of a task, with the task after it. */
  readonly counted: (event: TaskEvent | CustomTaskEvent, after: Task, receivedAt: number) => void;
  /** A task reached an end, or RETRY, for the first time in this attempt. */
  readonly finished: (task: Task, receivedAt: number) => void;
  /** A task was sent or received. */
  readonly appeared: (task: Task, receivedAt: number) => void;
  /** A worker's first event, or a sign that its process started anew. */
  readonly workerArrived: (hostname: string) => void;
  readonly sent: (queue: string, receivedAt: number) => void;
  readonly received: (queue: string, receivedAt: number) => void;
  /** Absent: what comes was said just now. */
  readonly hearing?: () => Hearing;
  /** An event could not be taken: the store can't be read, or a fault of ours. */
  readonly failed: (error: unknown) => void;
}

export interface Ingest {
  accept(raw: RawMessage): void;
  readonly loss: LossMeter;
  figures(
    now: number,
  ): Pick<
    CollectorStats,
    | 'eventsReceived'
    | 'eventsPerSecond'
    | 'eventsMalformed'
    | 'lastMalformed'
    | 'eventsLost'
    | 'lagSeconds'
    | 'sentEvents'
  >;
}

/** From raw messages to the cluster's state; everything malformed is counted and skipped. */
export function createIngest(deps: IngestDeps): Ingest {
  const { cluster } = deps;
  const rate = createRate(RATE_SECONDS);
  const lag = createMedianWindow(LAG_SAMPLES);
  const loss = createLossMeter();
  let received = 0;
  let malformed = 0;
  let lastMalformed: CollectorStats['lastMalformed'] = null;
  let receivedTasks = 0;
  let receivedAfterSent = 0;

  const refuse = (at: number, reason: string, excerpt: string): void => {
    malformed += 1;
    lastMalformed = { at, reason, excerpt: deps.masker.text(excerpt.slice(0, MAX_EXCERPT_CHARS)) };
  };

  const takeWorker = (event: WorkerEvent, at: number): void => {
    const before = cluster.workers.get(event.hostname);
    applyEvent(cluster, event, at, deps.loadTask, deps.hearing);
    lag.add(at - event.timestamp);
    const after = cluster.workers.get(event.hostname);
    if (after === undefined || event.type === 'worker-offline') return;
    const restarted =
      before !== undefined &&
      (event.type === 'worker-online' || before.pid !== after.pid || before.offlineSeenAt !== null);
    if (before === undefined || restarted) deps.workerArrived(event.hostname);
  };

  const takeTask = (event: TaskEvent | CustomTaskEvent, at: number): void => {
    const isNewWorker = event.type !== 'task-sent' && !cluster.workers.has(event.hostname);
    const applied = applyEvent(cluster, event, at, deps.loadTask);
    if (isNewWorker) deps.workerArrived(event.hostname);
    const { after } = applied;
    if (after === null) return;
    deps.counted(event, after, at);
    if (!tells(after, event)) deps.timeline(event.uuid, timelineEntry(event));
    for (const entry of noLongerTold(applied.before, after)) deps.timeline(event.uuid, entry);
    if (isFirstEnd(applied)) deps.finished(after, at);
    if (event.type === 'task-sent' || event.type === 'task-received') deps.appeared(after, at);
    if (event.type === 'task-sent' && after.queue !== null) deps.sent(after.queue, at);
    if (event.type === 'task-received') {
      if (after.queue !== null) deps.received(after.queue, at);
      judgeSent(after);
    }
  };

  // An average that forgets: a sender that is switched on or off shows within some hundred tasks.
  const judgeSent = (task: Task): void => {
    if (receivedTasks >= SENT_SAMPLE) {
      receivedTasks /= 2;
      receivedAfterSent /= 2;
    }
    receivedTasks += 1;
    if (task.sentAt !== null) receivedAfterSent += 1;
  };

  const take = (event: CeleryEvent, at: number): void => {
    received += 1;
    loss.add(event);
    if (event.kind === 'worker') takeWorker(event, at);
    else takeTask(event, at);
  };

  return {
    loss,
    accept(raw) {
      const opened = openEventMessage(raw);
      if (!opened.ok) {
        refuse(raw.at, opened.reason, eventExcerpt(raw, MAX_EXCERPT_CHARS));
        return;
      }
      const { events, malformed: bad } = decodeEvents(opened.body, deps.masker);
      for (const { reason, excerpt } of bad) refuse(raw.at, reason, excerpt);
      rate.add(raw.at, events.length);
      for (const event of events) {
        try {
          take(event, raw.at);
        } catch (error) {
          // Thrown into the broker's client it would end the connection, or the collector, at every such event.
          deps.failed(error);
        }
      }
    },
    figures(now) {
      return {
        eventsReceived: received,
        eventsPerSecond: rate.perSecond(now),
        eventsMalformed: malformed,
        lastMalformed,
        eventsLost: loss.lost(),
        lagSeconds: notNegative(lag.median()),
        sentEvents: receivedTasks < SENT_JUDGED_FROM ? null : receivedAfterSent / receivedTasks > 0.5,
      };
    },
  };
}

/** True when this event brought the task to an end or to RETRY that was not known before. */
function isFirstEnd({ before, after }: Applied): boolean {
  if (after === null) return false;
  if (!isEnded(after.state) && after.state !== 'RETRY') return false;
  return before?.state !== after.state || before.retries !== after.retries;
}

// A worker's clock that is ahead of ours makes its events come before they were sent.
function notNegative(seconds: number | null): number | null {
  return seconds === null ? null : Math.max(0, seconds);
}
