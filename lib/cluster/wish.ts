import type { ActionAnswer } from './action';

/** A message with a wish that went out again, and what came of it. */
export interface SentAgain {
  readonly worker: string;
  readonly at: number;
  readonly outcome: ActionAnswer['outcome'];
}

interface Asked {
  /** A uuid, or the name of a queue or of a worker. */
  readonly id: string;
  /** When it was asked for, by whom and why. */
  readonly at: number;
  readonly actor: string;
  readonly reason: string | null;
}

/** A task that is not to run. */
export interface KeptRevoke extends Asked {
  readonly kind: 'revoke';
  /** The newest of them. */
  readonly sentAgain: readonly SentAgain[];
  /** How many workers took note when it was sent to them again. */
  readonly sentAgainCount: number;
}

/** A worker that was told to take nothing from a queue, as the process that it was. */
export interface PausedWorker {
  readonly hostname: string;
  /** null: not known. */
  readonly pid: number | null;
  readonly at: number;
  readonly outcome: ActionAnswer['outcome'];
}

/** A queue that no worker is to take from. */
export interface QueuePause extends Asked {
  readonly kind: 'pause';
  /** Workers that take from it all the same are told again. */
  readonly isHeld: boolean;
  readonly told: readonly PausedWorker[];
}

/** A worker that is to take from no queue; `id` is its name, and it holds for the process that it was. */
export interface WorkerQuiet extends Asked {
  readonly kind: 'quiet';
  /** null: not known. */
  readonly pid: number | null;
  /** What it took from. */
  readonly queues: readonly string[];
}

/** What was asked for from here and workers forget: kept in the store until it is done with. */
export type Wish = KeptRevoke | QueuePause | WorkerQuiet;

/** A wish as it is now; null: it is done with. */
export interface WishChange {
  readonly kind: Wish['kind'];
  readonly id: string;
  readonly wish: Wish | null;
}

/** A key of every database has to hold it. */
export const LONGEST_WISH_ID = 500;
