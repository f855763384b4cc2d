import { isEnded } from '@/lib/celery/task-state';
import type { Cluster, LoadTask } from '@/lib/cluster/cluster';
import type { BrokerStatus } from '@/lib/cluster/cluster-status';
import {
  createReconcileMemory,
  doubtsOfGone,
  expireSent,
  forgetGone,
  reconcileReply,
  settleDoubt,
  type Doubt,
  type HeldCommand,
} from '@/lib/cluster/reconcile';
import type { Task } from '@/lib/cluster/task';
import { isUnheld, overtakenTasks, settleUnheard, unheardTasks, type BrokerContents } from '@/lib/cluster/unheard';
import type { StoredResult } from '../backends/backend';
import type { ReadableBackend } from '../backends/masked-backend';
import type { UnackedReading } from '../brokers/broker';
import type { WorkerViews } from './worker-views';

const GONE_EVERY_SECONDS = 5;
/** Asked of the result backend at once; the rest waits for the next second. */
const BATCH = 200;
const MAX_DOUBTS = 20_000;
const UNHEARD_EVERY_SECONDS = 5;
/** One that waits in a slow lane is overtaken again and again. */
const OVERTAKEN_AGAIN_SECONDS = 60;
/** By then workers have told where their results are, and what they hold. */
const RESUMED_SECONDS = 15;
const BACKEND_PAUSE_SECONDS = 10;
/** Tasks that may have run while nobody watched; their queue may be long, so they are asked about in turns. */
const MAX_UNHEARD = 100_000;

export interface ReconcilerDeps {
  readonly brokerKind: BrokerStatus['kind'];
  readonly cluster: Cluster;
  readonly loadTask: LoadTask;
  readonly backend: () => ReadableBackend | null;
  readonly unacked: () => UnackedReading | null;
  /** Ready messages as last read, and when. */
  readonly ready: (queue: string) => { readonly count: number; readonly at: number } | null;
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
  /** Nobody watched until now: what waited before may have run meanwhile. */
  resumed(now: number): void;
  /** Once a second. */
  tick(now: number): void;
}

/**
 * Settles what events left open: runs that no worker confirms, workers that left, messages that expired or that somebody
 * took unseen.
 */
export function createReconciler(deps: ReconcilerDeps): Reconciler {
  const { cluster } = deps;
  const memory = createReconcileMemory();
  const doubts = new Map<string, Doubt>();
  let isSettling = false;
  let goneAt = 0;
  let unheardAt = 0;
  let watchedSince = deps.now();
  let notBefore = 0;
  let isResumed = false;
  const unheard = new Set<string>();
  /** Overtaken tasks, and when their results were asked for. */
  let overtaken: ReadonlyMap<string, number> = new Map();

  const contents = (): BrokerContents => {
    const reading = deps.unacked();
    const held = new Set(reading?.entries.map((entry) => entry.uuid));
    return {
      ready: deps.ready,
      isUnacked: (uuid) => (reading === null ? null : held.has(uuid) || reading.truncated),
      watchedSince,
      isConsumerSilent: (queue) =>
        deps.workers.all().some(({ status, queues }) => status === 'unknown' && queues?.includes(queue) === true),
    };
  };

  const suspectUnheld = (): void => {
    for (const task of cluster.tasks.values()) {
      if (unheard.size >= MAX_UNHEARD) break;
      if (isUnheld(task)) unheard.add(task.uuid);
    }
  };

  const suspectOvertaken = (now: number): void => {
    if (deps.backend() === null) return;
    const before = overtaken;
    overtaken = new Map(
      overtakenTasks(cluster, now).map((uuid) => {
        const askedAt = before.get(uuid) ?? -Infinity;
        if (now - askedAt < OVERTAKEN_AGAIN_SECONDS) return [uuid, askedAt];
        unheard.add(uuid);
        return [uuid, now];
      }),
    );
  };

  const settleNextUnheard = async (): Promise<void> => {
    const batch = [...unheard].slice(0, BATCH);
    for (const uuid of batch) unheard.delete(uuid);
    const stored = await readStored(deps, batch);
    if (stored === null) {
      notBefore = deps.now() + BACKEND_PAUSE_SECONDS;
      for (const uuid of batch) unheard.add(uuid);
      return;
    }
    const broker = contents();
    for (const uuid of batch) {
      const task = settleUnheard(cluster, uuid, stored.get(uuid) ?? null, broker, deps.now());
      if (task === null) continue;
      const source = stored.has(uuid) ? 'result backend' : 'broker';
      deps.note(uuid, `No event told that a worker took it: ${task.state}`, source);
      if (isEnded(task.state)) deps.finished(task);
    }
  };

  const inTurn = (work: () => Promise<void>): void => {
    isSettling = true;
    work()
      .catch(deps.failed)
      .finally(() => {
        isSettling = false;
      });
  };

  const add = (found: readonly Doubt[]): void => {
    for (const doubt of found) if (doubts.size < MAX_DOUBTS) doubts.set(`${doubt.uuid} ${doubt.hostname}`, doubt);
  };

  const settle = async (): Promise<void> => {
    const batch = [...doubts].slice(0, BATCH);
    for (const [key] of batch) doubts.delete(key);
    const uuids = batch.map(([, doubt]) => doubt.uuid);
    // A backend that can't be read tells nothing; the doubt is then settled without it.
    const stored = (await readStored(deps, [...new Set(uuids)])) ?? NOTHING;
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
    resumed(now) {
      watchedSince = now;
      isResumed = true;
    },
    tick(now) {
      if (now < goneAt || now - goneAt >= GONE_EVERY_SECONDS) {
        goneAt = now;
        forgetGone(memory, cluster);
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
        // On Redis an expired message stays in its list until a worker takes it and says so.
        if (deps.brokerKind === 'amqp') expireSent(cluster, now);
      }
      if (isResumed && now - watchedSince >= RESUMED_SECONDS) {
        isResumed = false;
        suspectUnheld();
      }
      if (now < unheardAt || now - unheardAt >= UNHEARD_EVERY_SECONDS) {
        unheardAt = now;
        for (const uuid of unheardTasks(cluster, contents(), now)) unheard.add(uuid);
        suspectOvertaken(now);
      }
      if (isSettling) return;
      if (doubts.size > 0) inTurn(settle);
      else if (unheard.size > 0 && now >= notBefore) inTurn(settleNextUnheard);
    },
  };
}

const NOTHING: ReadonlyMap<string, StoredResult> = new Map();

/** null while the backend can't be read; nothing where there is none. */
async function readStored(
  deps: ReconcilerDeps,
  uuids: readonly string[],
): Promise<ReadonlyMap<string, StoredResult> | null> {
  try {
    return (await deps.backend()?.read(uuids)) ?? NOTHING;
  } catch {
    // Its connection is tried again by itself; callers decide whether they can wait.
    return null;
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
