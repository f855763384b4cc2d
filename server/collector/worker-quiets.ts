import { isQuietOver, toQuietSight, type QuietSight } from '@/lib/cluster/quiet';
import type { Wish, WorkerQuiet } from '@/lib/cluster/wish';
import type { WorkerView } from '@/lib/cluster/worker';
import type { Flusher } from './flusher';

export interface WorkerQuietsDeps {
  readonly restored: readonly Wish[];
  readonly worker: (hostname: string) => WorkerView | null;
  /** What pages show of it has changed. */
  readonly changed: (hostname: string) => void;
  readonly flusher: Pick<Flusher, 'wish'>;
}

export interface WorkerQuiets {
  of(hostname: string): WorkerQuiet | null;
  count(): number;
  put(quiet: WorkerQuiet): void;
  end(hostname: string): void;
  sight(hostname: string, worker: Pick<WorkerView, 'queues'>): QuietSight | undefined;
  /** Once a second: a worker that was started anew follows its own settings. */
  tick(now: number): void;
}

/** After our own start workers are not known until they were heard or asked. */
const UNHEARD_SECONDS = 120;

/** Workers that were told to take from no queue. */
export function createWorkerQuiets(deps: WorkerQuietsDeps): WorkerQuiets {
  const quiets = new Map(deps.restored.flatMap((wish) => (wish.kind === 'quiet' ? [[wish.id, wish] as const] : [])));
  let since: number | null = null;

  const end = (hostname: string): void => {
    quiets.delete(hostname);
    deps.flusher.wish({ kind: 'quiet', id: hostname, wish: null });
    deps.changed(hostname);
  };
  return {
    of: (hostname) => quiets.get(hostname) ?? null,
    count: () => quiets.size,
    put(quiet) {
      quiets.set(quiet.id, quiet);
      deps.flusher.wish({ kind: 'quiet', id: quiet.id, wish: quiet });
      deps.changed(quiet.id);
    },
    end,
    sight(hostname, worker) {
      const quiet = quiets.get(hostname);
      return quiet === undefined ? undefined : toQuietSight(quiet, worker);
    },
    tick(now) {
      since ??= now;
      for (const [hostname, quiet] of [...quiets]) {
        const worker = deps.worker(hostname);
        if (worker === null && now - since < UNHEARD_SECONDS) continue;
        if (isQuietOver(quiet, worker)) end(hostname);
      }
    },
  };
}
