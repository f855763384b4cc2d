import type { ActionName } from './action';
import type { WorkerDetail, WorkerView } from './worker';

/** What a worker can be told to do, in the words that a reader gives. */
export type WorkerCommand =
  | { readonly kind: 'shutdown' }
  | { readonly kind: 'quiet' }
  | { readonly kind: 'unquiet' }
  | { readonly kind: 'pool-restart' | 'disable-events' }
  | { readonly kind: 'pool-grow' | 'pool-shrink'; readonly n: number }
  | { readonly kind: 'autoscale'; readonly min: number; readonly max: number }
  /** `force`: although the broker has the queue with other properties than the worker would declare. */
  | { readonly kind: 'add-consumer'; readonly queue: string; readonly force: boolean }
  | { readonly kind: 'cancel-consumer'; readonly queue: string }
  | { readonly kind: 'rate-limit'; readonly task: string; readonly rate: string }
  /** Both are set at once: null takes a limit away. */
  | { readonly kind: 'time-limit'; readonly task: string; readonly soft: number | null; readonly hard: number | null };
export type WorkerCommandKind = Extract<WorkerCommand['kind'], ActionName>;

/** Why a worker can't do what it would be told; the last ones would do harm, though Celery takes them. */
export type CommandRefusal =
  'gone' | 'fixed-pool' | 'autoscaled' | 'not-autoscaled' | 'no-restart' | 'restarts-off' | 'not-quiet' | 'no-queues';

type Known = Pick<WorkerView, 'status' | 'pool' | 'queues' | 'quiet'> & Pick<WorkerDetail, 'stats' | 'conf'>;

/** What is known to stand against it; null where nothing is, and the worker has the last word. */
export function commandRefusal(worker: Known, kind: WorkerCommandKind): CommandRefusal | null {
  if (worker.status === 'gone') return 'gone';
  switch (kind) {
    case 'pool-grow':
    case 'pool-shrink':
      if (isAutoscaled(worker) === true) return 'autoscaled';
      // Neither has a way to grow (celery/concurrency/solo.py, thread.py).
      return worker.pool === 'solo' || worker.pool === 'threads' ? 'fixed-pool' : null;
    case 'autoscale':
      return isAutoscaled(worker) === false ? 'not-autoscaled' : null;
    case 'pool-restart':
      // The others answer "reload started" and restart nothing (celery/worker/worker.py).
      if (worker.pool !== null && worker.pool !== 'prefork') return 'no-restart';
      return worker.conf !== null && worker.conf['worker_pool_restarts'] !== true ? 'restarts-off' : null;
    case 'quiet':
      return worker.queues?.length === 0 ? 'no-queues' : null;
    case 'unquiet':
      return worker.quiet === undefined ? 'not-quiet' : null;
    default:
      return null;
  }
}

/** null: it has not told its statistics yet. */
export function isAutoscaled({ stats }: Pick<WorkerDetail, 'stats'>): boolean | null {
  return stats === null ? null : stats['autoscaler'] !== undefined;
}

/** Celery's own way to write a rate: so many a second, or a minute or hour. */
const RATE = /^\d{1,9}(\.\d{1,6})?(\/[smh])?$/;

export function isRate(text: string): boolean {
  return RATE.test(text);
}

/** Control characters are in no name that somebody meant to write; kombu's separator of priorities is among them. */
export function isQueueName(text: string): boolean {
  return text.length > 0 && text.length <= 255 && !/\p{Cc}/u.test(text);
}
