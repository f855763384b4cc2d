import { takersOf, toPauseSight, type PauseSight, type ToldQueues } from '@/lib/cluster/queue-pause';
import type { QueuePause, Wish } from '@/lib/cluster/wish';
import type { WorkerView } from '@/lib/cluster/worker';
import { ControlError } from '../control/control-context';
import type { Flusher } from './flusher';

/** A worker that takes again in spite of all is told this often at most, and so many times. */
const AGAIN_SECONDS = 30;
const MOST_TIMES = 5;

export interface QueuePausesDeps {
  readonly restored: readonly Wish[];
  readonly workers: () => readonly WorkerView[];
  readonly toldQueues: ToldQueues;
  /** Sends nothing: a server that only reads. */
  readonly readOnly: boolean;
  readonly canAsk: () => boolean;
  /** Stops those that take from it all the same. */
  readonly again: (pause: QueuePause) => Promise<void>;
  readonly flusher: Pick<Flusher, 'wish'>;
  readonly failed: (error: unknown) => void;
}

export interface QueuePauses {
  of(queue: string): QueuePause | null;
  count(): number;
  put(pause: QueuePause): void;
  end(queue: string): void;
  names(): readonly string[];
  isPaused(queue: string): boolean;
  sight(queue: string): PauseSight | null;
  /** Once a second: workers that took a paused queue up again are told, where that was asked for. */
  tick(now: number): void;
}

/** Queues that nobody is to take from. */
export function createQueuePauses(deps: QueuePausesDeps): QueuePauses {
  const pauses = new Map(deps.restored.flatMap((wish) => (wish.kind === 'pause' ? [[wish.id, wish] as const] : [])));
  const tries = new Map<string, { readonly count: number; readonly at: number }>();

  const mayTry = (key: string, now: number): boolean => {
    const tried = tries.get(key);
    return tried === undefined || (tried.count < MOST_TIMES && now - tried.at > AGAIN_SECONDS);
  };
  const holdAgain = (pause: QueuePause, now: number): void => {
    const keys = takersOf(pause, deps.workers(), deps.toldQueues).map(({ hostname, pid }) =>
      JSON.stringify([pause.id, hostname, pid]),
    );
    if (!keys.some((key) => mayTry(key, now))) return;
    for (const key of keys) tries.set(key, { count: (tries.get(key)?.count ?? 0) + 1, at: now });
    deps.again(pause).catch((error: unknown) => {
      // The broker is away: the next round tells them.
      if (!(error instanceof ControlError)) deps.failed(error);
    });
  };
  const forgetTries = (queue: string): void => {
    const prefix = JSON.stringify([queue]).slice(0, -1);
    for (const key of tries.keys()) if (key.startsWith(`${prefix},`)) tries.delete(key);
  };

  return {
    of: (queue) => pauses.get(queue) ?? null,
    count: () => pauses.size,
    put(pause) {
      pauses.set(pause.id, pause);
      deps.flusher.wish({ kind: 'pause', id: pause.id, wish: pause });
    },
    end(queue) {
      pauses.delete(queue);
      forgetTries(queue);
      deps.flusher.wish({ kind: 'pause', id: queue, wish: null });
    },
    names: () => [...pauses.keys()],
    isPaused: (queue) => pauses.has(queue),
    sight(queue) {
      const pause = pauses.get(queue);
      return pause === undefined ? null : toPauseSight(pause, deps.workers(), deps.toldQueues);
    },
    tick(now) {
      if (deps.readOnly || !deps.canAsk()) return;
      for (const pause of pauses.values()) if (pause.isHeld) holdAgain(pause, now);
    },
  };
}
