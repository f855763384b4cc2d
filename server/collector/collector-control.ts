import { setTimeout as wait } from 'node:timers/promises';
import { putTask, type Cluster } from '@/lib/cluster/cluster';
import { noteSwitched } from '@/lib/cluster/events-switch';
import { noteRevoke, noteTold } from '@/lib/cluster/revocations';
import type { PauseContext } from '../control/pause-queue';
import type { PutBackContext } from '../control/put-back';
import type { PurgeContext } from '../control/queue-messages';
import type { RevokeContext } from '../control/revoke';
import type { SendContext } from '../control/send-task';
import type { ResultContext } from '../control/task-result';
import type { WorkerControlContext } from '../control/worker-control';
import type { WithdrawContext } from '../control/withdraw-revoke';
import type { JobContext } from '../jobs/job-context';
import type { CollectorParts } from './collector-parts';
import type { Flusher } from './flusher';
import type { Inspector } from './inspector';
import { createLeftQueues } from './left-queues';
import type { QueueWatch } from './queue-watch';
import type { Replies } from './replies';
import type { WorkerViews } from './worker-views';
import type { Wishes } from './wishes';

/** A worker answers before it does what it was told; one that is busy does it later, and a process of its pool goes late. */
const ASKED_AFTER_MS = [500, 3000, 7000];
/** The others are asked with everybody, every half minute. */
const MOST_ASKED = 100;

/** All that a control may use. */
export type CollectorControl = PutBackContext &
  RevokeContext &
  WithdrawContext &
  PauseContext &
  PurgeContext &
  SendContext &
  ResultContext &
  JobContext &
  WorkerControlContext;

interface ControlDeps
  extends
    Pick<CollectorParts, 'broker' | 'backend' | 'masker' | 'backendAbsence' | 'replyTo' | 'now'>,
    Pick<CollectorControl, 'task' | 'liveWorkers' | 'sight' | 'reread' | 'canAsk'> {
  readonly cluster: Cluster;
  readonly flusher: Pick<Flusher, 'action' | 'timeline' | 'pendingTask'>;
  readonly replies: Pick<Replies, 'held' | 'take' | 'detail'>;
  readonly queues: Pick<QueueWatch, 'names'>;
  readonly wishes: Pick<Wishes, 'revokes' | 'pauses' | 'quiets' | 'toldQueues'>;
  readonly workers: Pick<WorkerViews, 'all' | 'get'>;
  readonly inspector: Pick<Inspector, 'ask'>;
}

/** What controls may do, and where what they did is told. */
export function createControl(deps: ControlDeps): CollectorControl {
  const { cluster, flusher, replies, queues, wishes, workers, inspector, now } = deps;
  const { broker, backend, masker, backendAbsence, replyTo, task, liveWorkers, sight, reread, canAsk } = deps;
  const revoked: CollectorControl['revoked'] = (uuid, at, answers) => {
    noteRevoke(cluster, uuid, at);
    for (const { from, outcome } of answers) if (outcome === 'ok') noteTold(cluster, uuid, from);
  };
  const askAgain: CollectorControl['askAgain'] = (hostnames, commands) => {
    if (commands.length === 0) return;
    for (const hostname of hostnames.slice(0, MOST_ASKED))
      for (const ms of ASKED_AFTER_MS) setTimeout(() => void inspector.ask(hostname, commands), ms).unref();
  };
  return {
    broker,
    backend,
    masker,
    backendAbsence,
    replyTo,
    routingWorkers: () =>
      liveWorkers().flatMap((hostname) => {
        const replies = cluster.workers.get(hostname)?.replies;
        return replies === undefined ? [] : [{ hostname, replies }];
      }),
    task,
    liveWorkers,
    sight,
    reread,
    now,
    held: (uuid) => replies.held(uuid),
    published: (changed) => putTask(cluster, changed, now()),
    record(action) {
      flusher.action(action);
      if (action.name === 'revoke' && action.outcome !== 'refused')
        revoked(action.subject.id, action.at, action.answers);
      if (action.name === 'enable-events' || action.name === 'disable-events')
        for (const { from, outcome, text } of action.answers)
          if (outcome === 'ok') noteSwitched(cluster, from, text, now());
    },
    revoked,
    canAsk,
    inMemory: (uuid) => cluster.tasks.get(uuid) ?? flusher.pendingTask(uuid),
    note: (uuid, text) => flusher.timeline(uuid, { at: now(), type: 'celeryscope', worker: null, text }),
    keepRevokes: (kept) => wishes.revokes.keep(kept),
    withdraw: (uuid) => wishes.revokes.withdraw(uuid),
    replied: (hostname, command, reply) => replies.take(hostname, command, reply),
    queueNames: () => queues.names(),
    waitingIn: (queue, limit) => [...(cluster.waiting.get(queue) ?? [])].slice(0, limit),
    workers: () => workers.all(),
    toldQueues: wishes.toldQueues,
    pauses: wishes.pauses,
    askAgain,
    askQueues: (hostnames) => askAgain(hostnames, ['active_queues']),
    worker(hostname) {
      const view = workers.get(hostname);
      return view === null ? null : { ...view, ...replies.detail(hostname) };
    },
    quiets: wishes.quiets,
    left: createLeftQueues(),
    isPaused: (queue) => wishes.pauses.isPaused(queue),
    pause: (ms) => wait(ms),
  };
}
