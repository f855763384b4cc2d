/** A value that is stored and not opened. */
export interface UnreadValue {
  /** `pickle`: Python code that would run when it is opened; `large`: more than is read. */
  readonly format: 'pickle' | 'large' | 'unknown';
  readonly bytes: number;
}

/** What the result backend holds of a task. */
export interface StoredAnswer {
  readonly uuid: string;
  /** `redis`, `rpc`, `postgresql`, … */
  readonly backend: string;
  /**
   * `nothing`: it holds none, so the task did not begin, stores no result, or it is gone again; `not-ours`: an answer goes
   * to who sent the task, and that was not us; `unread`: something is there which tells not even its state.
   */
  readonly found: 'stored' | 'nothing' | 'not-ours' | 'unread';
  /** Celery's word; PENDING where nothing is stored. */
  readonly status: string;
  /** As the task left it; null beside `unread`. */
  readonly result: unknown;
  readonly unread: UnreadValue | null;
  readonly traceback: string | null;
  readonly doneAt: number | null;
  readonly name: string | null;
  readonly worker: string | null;
  readonly retries: number | null;
  readonly queue: string | null;
}

const READY: readonly string[] = ['SUCCESS', 'FAILURE', 'REVOKED'];

/** Whether nothing more is to be stored, as Celery's `ready()` means it. */
export function isReady(status: string): boolean {
  return READY.includes(status);
}
