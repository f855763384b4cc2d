import { isEnded } from '@/lib/celery/task-state';
import type { Cluster, LoadTask } from '@/lib/cluster/cluster';
import {
  createReconcileMemory,
  doubtsOfGone,
  expireSent,
  reconcileReply,
  settleDoubt,
  type Doubt,
  type HeldCommand,
} from '@/lib/cluster/reconcile';
import type { Task } from '@/lib/cluster/task';
import type { ResultBackend, StoredResult } from '../backends/backend';
import type { UnackedReading } from '../brokers/broker';
import type { WorkerViews } from './worker-views';

const GONE_EVERY_SECONDS = 5;
/** Asked of the result backend at once; the rest waits for the next second. */
const BATCH = 200;
const MAX_DOUBTS = 20_000;

export interface ReconcilerDeps {
  readonly cluster: Cluster;
  readonly loadTask: LoadTask;
  readonly backend: () => ResultBackend | null;
  readonly unacked: () => UnackedReading | null;
  readonly workers: WorkerViews;
  readonly now: () => number;
  /** A line in a task's timeline. */
  readonly note: (uuid: string, text: string, source: string) => void;
  readonly finished: (task: Task) => void;
  readonly failed: (error: unknown) => void;
}

export interface Reconciler {
  /** A worker's new reply is in its record. */
  replied(hostname: string, command: HeldCommand): void;
  /** Once a second. */
  tick(now: number): void;
}

/** Settles what events left open: runs that no worker confirms, workers that left, messages that expired. */
export function createReconciler(deps: ReconcilerDeps): Reconciler {
  const { cluster } = deps;
  const memory = createReconcileMemory();
  const doubts = new Map<string, Doubt>();
  let isSettling = false;
  let goneAt = 0;

  const add = (found: readonly Doubt[]): void => {
    for (const doubt of found) if (doubts.size < MAX_DOUBTS) doubts.set(`${doubt.uuid} ${doubt.hostname}`, doubt);
  };

  const settle = async (): Promise<void> => {
    const batch = [...doubts].slice(0, BATCH);
    for (const [key] of batch) doubts.delete(key);
    const stored = await readStored(deps, batch);
    const isUnacked = unackedTest(deps.unacked());
    for (const [, doubt] of batch) {
      const task = settleDoubt(cluster, doubt, stored.get(doubt.uuid) ?? null, isUnacked, deps.now());
      if (task === null) continue;
      deps.note(task.uuid, settledText(task, doubt), stored.has(doubt.uuid) ? 'result backend' : 'inspect');
      if (isEnded(task.state)) deps.finished(task);
    }
  };

  return {
    replied: (hostname, command) => add(reconcileReply(memory, cluster, hostname, command, deps.loadTask)),
    tick(now) {
      if (now - goneAt >= GONE_EVERY_SECONDS) {
        goneAt = now;
        const gone = deps.workers.all().filter((worker) => worker.status === 'gone');
        const isUnacked = unackedTest(deps.unacked());
        add(
          doubtsOfGone(
            cluster,
            gone.map((worker) => worker.hostname),
            isUnacked,
            now,
          ),
        );
        expireSent(cluster, now);
      }
      if (doubts.size === 0 || isSettling) return;
      isSettling = true;
      settle()
        .catch(deps.failed)
        .finally(() => {
          isSettling = false;
        });
    },
  };
}

const NOTHING: ReadonlyMap<string, StoredResult> = new Map();

async function readStored(
  deps: ReconcilerDeps,
  batch: readonly (readonly [string, Doubt])[],
): Promise<ReadonlyMap<string, StoredResult>> {
  const backend = deps.backend();
  if (backend === null) return NOTHING;
  try {
    return await backend.read([...new Set(batch.map(([, doubt]) => doubt.uuid))]);
  } catch {
    // A backend that can't be read tells nothing; the doubt is then settled without it.
    return NOTHING;
  }
}

function unackedTest(reading: UnackedReading | null): (uuid: string) => boolean | null {
  if (reading === null) return () => null;
  const held = new Set(reading.entries.map((entry) => entry.uuid));
  return (uuid) => held.has(uuid) || (reading.truncated ? null : false);
}

function settledText(task: Task, { hostname, why }: Doubt): string {
  const said = {
    'not-held': `${hostname} does not hold it any more and no event told its end`,
    gone: `${hostname} is gone`,
    offline: `${hostname} left and no event told its end`,
  }[why];
  return `${said}: ${task.state}`;
}
