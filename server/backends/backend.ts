import type { LockPrefixes, LocksReading } from '@/lib/cluster/locks';
import type { ResultsReading } from '@/lib/cluster/results-log';

/** What a result backend holds of one task. Values are as the task left them, not repr. */
export interface StoredResult {
  readonly uuid: string;
  /** Celery's word: STARTED, RETRY, SUCCESS, FAILURE, REVOKED or a custom state. */
  readonly status: string;
  readonly result: unknown;
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

/** A result backend that is only ever read. */
export interface ResultBackend {
  /** URL without credentials. */
  readonly url: string;
  /** What is stored of these tasks; a uuid that is missing has no stored result, or one that can't be read. */
  read(uuids: readonly string[]): Promise<ReadonlyMap<string, StoredResult>>;
  /** What it holds, a part at a time; absent where that can't be told. */
  look?(): Promise<ResultsReading>;
  /** Locks that lie beside the results; null where they may not be read. */
  locks?(prefixes: LockPrefixes): Promise<LocksReading | null>;
  close(): Promise<void>;
}
