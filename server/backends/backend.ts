import type { LockPrefixes, LocksReading } from '@/lib/cluster/locks';
import type { ResultsReading } from '@/lib/cluster/results-log';
import type { UnreadValue } from '@/lib/tasks/stored-answer';

/** What a result backend holds of one task. Values are as the task left them, not repr. */
export interface StoredResult {
  readonly uuid: string;
  /** Celery's word: STARTED, RETRY, SUCCESS, FAILURE, REVOKED or a custom state. */
  readonly status: string;
  /** null where it is there and not opened: then `unread` tells what it is. */
  readonly result: unknown;
  readonly unread?: UnreadValue;
  readonly traceback: string | null;
  readonly doneAt: number | null;
  /** With `result_extended` only; null when not stored. */
  readonly name: string | null;
  readonly args: unknown;
  readonly kwargs: unknown;
  readonly worker: string | null;
  readonly retries: number | null;
  readonly queue: string | null;
  readonly parentId: string | null;
  readonly groupId: string | null;
}

/** What became of a wish to abort: `ended` tasks keep what is stored of them. */
export type Aborted = { readonly outcome: 'aborted' } | { readonly outcome: 'ended'; readonly status: string };

/** A result backend; nothing but `abort` ever writes. */
export interface ResultBackend {
  readonly kind: string;
  /** URL without credentials. */
  readonly url: string;
  /** What is stored of these tasks; a uuid that is missing has no stored result, or one that can't be read. */
  read(uuids: readonly string[]): Promise<ReadonlyMap<string, StoredResult>>;
  /** What lies there of a task that `read` leaves out; null: nothing. Absent where nothing can lie there unread. */
  unread?(uuid: string): Promise<UnreadValue | null>;
  /** Stores the state ABORTED, which an `AbortableTask` looks for; absent where none can be stored. */
  abort?(uuid: string): Promise<Aborted>;
  /** Whether an answer to this task can ever be seen here; absent: to each. */
  isSeen?(uuid: string): boolean;
  /** What it holds, a part at a time; absent where that can't be told. */
  look?(): Promise<ResultsReading>;
  /** Locks that lie beside the results; null where they may not be read. */
  locks?(prefixes: LockPrefixes): Promise<LocksReading | null>;
  close(): Promise<void>;
}
