import { putTask, type Cluster } from '@/lib/cluster/cluster';
import { noteRevoke, noteTold } from '@/lib/cluster/revocations';
import type { PutBackContext } from '../control/put-back';
import type { RevokeContext } from '../control/revoke';
import type { WithdrawContext } from '../control/withdraw-revoke';
import type { CollectorParts } from './collector-parts';
import type { Flusher } from './flusher';
import type { KeptRevokes } from './kept-revokes';
import type { QueueWatch } from './queue-watch';
import type { Replies } from './replies';

/** All that a control may use. */
export type CollectorControl = PutBackContext & RevokeContext & WithdrawContext;

interface ControlDeps
  extends
    Pick<CollectorParts, 'broker' | 'backend' | 'now'>,
    Pick<CollectorControl, 'task' | 'liveWorkers' | 'sight' | 'reread'> {
  readonly cluster: Cluster;
  readonly flusher: Pick<Flusher, 'action' | 'timeline'>;
  readonly replies: Pick<Replies, 'held' | 'take'>;
  readonly queues: Pick<QueueWatch, 'names'>;
  readonly revokes: Pick<KeptRevokes, 'keep' | 'withdraw'>;
}

/** What controls may do, and where what they did is told. */
export function createControl(deps: ControlDeps): CollectorControl {
  const { cluster, flusher, replies, queues, revokes, now } = deps;
  const { broker, backend, task, liveWorkers, sight, reread } = deps;
  return {
    broker,
    backend,
    task,
    liveWorkers,
    sight,
    reread,
    now,
    held: (uuid) => replies.held(uuid),
    published: (changed) => putTask(cluster, changed, now()),
    record(action) {
      flusher.action(action);
      if (action.name !== 'revoke' || action.outcome === 'refused') return;
      noteRevoke(cluster, action.subject.id, action.at);
      for (const { from, outcome } of action.answers) if (outcome === 'ok') noteTold(cluster, action.subject.id, from);
    },
    note: (uuid, text) => flusher.timeline(uuid, { at: now(), type: 'celeryscope', worker: null, text }),
    keepRevokes: (kept) => revokes.keep(kept),
    withdraw: (uuid) => revokes.withdraw(uuid),
    replied: (hostname, command, reply) => replies.take(hostname, command, reply),
    queueNames: () => queues.names(),
  };
}
