import { decodeInspectReply, revokedIds } from '@/lib/celery/inspect-reply';
import type { Cluster } from '@/lib/cluster/cluster';
import { reduceWorkerReply } from '@/lib/cluster/reduce-worker';
import { noteRevoked } from '@/lib/cluster/revocations';
import type { HeldTask, WorkerDetail } from '@/lib/cluster/worker';
import type { WorkerRecord, WorkerReplies } from '@/lib/cluster/worker-record';
import type { Masker } from '@/lib/masking/masker';
import type { TaskPlace } from '@/lib/why/facts';
import type { Reconciler } from './reconciler';

type Detail = Pick<
  WorkerDetail,
  'stats' | 'conf' | 'activeTasks' | 'reservedTasks' | 'scheduledTasks' | 'registered' | 'readAt'
>;

export interface RepliesDeps {
  readonly cluster: Cluster;
  readonly masker: Masker;
  readonly now: () => number;
  readonly reconciler: Pick<Reconciler, 'replied'>;
  readonly learned: (conf: Readonly<Record<string, unknown>>, stats: Readonly<Record<string, unknown>> | null) => void;
  /** A worker told which tasks it takes for revoked. */
  readonly listed: (hostname: string, uuids: readonly string[]) => void;
}

export interface Replies {
  take(hostname: string, command: string, reply: unknown): void;
  /** What the worker told, as the API shows it. */
  detail(hostname: string): Detail;
  /** A task as the worker that holds it told it, with its real arguments, which nobody is to see. */
  held(uuid: string): HeldTask | null;
  /** Which worker named it in its newest reply, and among what. */
  holder(uuid: string): TaskPlace['held'];
}

/** Puts inspect replies into the workers' records; unreadable ones change nothing. */
export function createReplies({ cluster, masker, now, reconciler, learned, listed }: RepliesDeps): Replies {
  // What was masked is kept beside what is shown, and goes with it: a retry sends the real arguments.
  const originals = new WeakMap<HeldTask, HeldTask>();
  const masked = (held: HeldTask): HeldTask => {
    const shown = { ...held, args: masker.json(held.args), kwargs: masker.json(held.kwargs) };
    if (shown.args === held.args && shown.kwargs === held.kwargs) return held;
    originals.set(shown, held);
    return shown;
  };
  return {
    take(hostname, command, reply) {
      const decoded = decodeInspectReply(command, reply);
      if (!decoded.ok) return;
      const known = cluster.workers.get(hostname) ?? null;
      if (known === null && cluster.workers.size >= cluster.limits.workers) return;
      const worker = reduceWorkerReply(known, hostname, command, withMasked(decoded.replies, masked), now());
      cluster.workers.set(hostname, worker);
      cluster.dirtyWorkers.add(hostname);
      if (command === 'stats' || command === 'conf') learned(worker.replies.conf ?? {}, worker.replies.stats);
      if (command === 'revoked') {
        const uuids = revokedIds(reply) ?? [];
        noteRevoked(cluster, hostname, uuids, now());
        listed(hostname, uuids);
      }
      if (command === 'active' || command === 'reserved' || command === 'scheduled')
        reconciler.replied(hostname, command);
    },
    detail(hostname) {
      const replies = cluster.workers.get(hostname)?.replies;
      return {
        stats: replies?.stats ?? null,
        conf: replies?.conf ?? null,
        activeTasks: replies?.activeTasks ?? null,
        reservedTasks: replies?.reservedTasks ?? null,
        scheduledTasks: replies?.scheduledTasks ?? null,
        registered: replies?.registered ?? null,
        readAt: replies?.readAt ?? {},
      };
    },
    held(uuid) {
      const held = heldIn(cluster.workers.values(), uuid)?.task ?? null;
      return held === null ? null : (originals.get(held) ?? held);
    },
    holder(uuid) {
      const held = heldIn(cluster.workers.values(), uuid);
      if (held === null) return null;
      const { hostname, replies } = held.worker;
      const at = replies.readAt[held.as] ?? 0;
      return { worker: hostname, as: held.as, at, acknowledged: held.task.acknowledged };
    },
  };
}

const HELD = ['activeTasks', 'reservedTasks', 'scheduledTasks'] as const;

function withMasked(replies: Partial<WorkerReplies>, masked: (held: HeldTask) => HeldTask): Partial<WorkerReplies> {
  const lists = HELD.flatMap((name) => {
    const list = replies[name];
    return list == null ? [] : [[name, list.map(masked)] as const];
  });
  return { ...replies, ...Object.fromEntries(lists) };
}

interface Held {
  readonly worker: WorkerRecord;
  readonly as: 'active' | 'reserved' | 'scheduled';
  readonly task: HeldTask;
}

function heldIn(workers: Iterable<WorkerRecord>, uuid: string): Held | null {
  for (const worker of workers) {
    const { activeTasks: active, reservedTasks: reserved, scheduledTasks: scheduled } = worker.replies;
    for (const [as, list] of Object.entries({ active, reserved, scheduled }) as [Held['as'], typeof active][]) {
      const task = list?.find((one) => one.uuid === uuid);
      if (task !== undefined) return { worker, as, task };
    }
  }
  return null;
}
