import type { HeaderValue } from '../celery/sent-message';

/** Epoch seconds, or what the clocks of the workers' time zone show then, in seconds as if it were UTC. */
export type Moment = number | { readonly wall: number };

/** A task that is to be sent, with what `apply_async` calls options. */
export interface SendRequest {
  readonly name: string;
  /** JSON texts of a list and of an object. */
  readonly args: string;
  readonly kwargs: string;
  readonly uuid?: string;
  readonly queue?: string;
  readonly exchange?: string;
  readonly routingKey?: string;
  readonly priority?: number;
  /** Seconds from now. */
  readonly countdown?: number;
  readonly eta?: Moment;
  /** `in`: seconds from now. */
  readonly expires?: Moment | { readonly in: number };
  readonly timeLimit?: number;
  readonly softTimeLimit?: number;
  readonly shadow?: string;
  readonly ignoreResult?: boolean;
  readonly headers?: Readonly<Record<string, HeaderValue>>;
  /** Also a task that no worker told to have. */
  readonly unregistered: boolean;
  /** What the task's class says of queue, priority and expiry counts, as in `apply_async` and not in `send_task`. */
  readonly ownOptions: boolean;
  /** Not to be sent where its result could not be read. */
  readonly needsResult?: boolean;
}

/** What a caller should know of a task that was sent all the same. */
export type SendNote =
  /** No worker that answers takes from its queue. */
  | 'no-consumer'
  /** No worker that answers has told to know the task. */
  | 'not-registered'
  /** It was over when it was sent. */
  | 'expired';

export interface SendAnswer {
  readonly uuid: string;
  readonly queue: string;
  readonly exchange: string;
  readonly routingKey: string;
  readonly priority: number;
  /** What named its queue. */
  readonly routedBy: 'option' | 'task' | 'task_routes' | 'task_default_queue';
  readonly eta: number | null;
  readonly expires: number | null;
  readonly notes: readonly SendNote[];
  readonly actionId: string;
}
