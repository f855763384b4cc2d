import type { IngestPressure } from '@/lib/cluster/cluster-status';
import type { Task } from '@/lib/cluster/task';
import { StoreError, type StoreWriter } from '../store/store';
import { createPending, type Given, type Pending, type PendingLimits } from './pending';
import { nameOfRow, writeAround } from './write-around';

const RETRY_AFTER_FAILURE_SECONDS = 2;
/** After a failure packed tasks are written in steps, so that events and frames have their turn between. */
const PARTS_A_FLUSH = 4;
const MAX_REASON = 200;
/** More tasks that wait while others are being written: events come faster than the store takes them. */
const MOST_WAITING = 20_000;
/** Short enough for frames and questions. */
const HOLD_UP_MS = 200;
/** A store that does not come back from a write: nearly nothing is taken any more, and pages get little. */
const STANDSTILL = 100_000;
const STANDSTILL_MS = 5000;

export interface Flusher extends Pick<
  Pending,
  'task' | 'timeline' | 'series' | 'depth' | 'finding' | 'action' | 'gap' | 'wish' | 'wishes' | 'inFlight'
> {
  /**
   * Writes what waits, unless something is being written; true when something was written. `steady` is seconds by a clock
   * that nobody sets.
   */
  flush(steady: number): Promise<boolean>;
  /** Writes everything that waits, for the last time. */
  flushAll(): Promise<void>;
  /** Task rows that are not written yet. */
  readonly backlog: number;
  /** The last write's failure in one line; null after a good one. */
  readonly error: string | null;
  /** Rises with each write, and with each write of an action or a finding. */
  readonly storeRevision: number;
  readonly logRevision: number;
  /** What was given up while the store could not be written. */
  readonly given: Readonly<Given>;
  /** Rows that could not be written and were left out. */
  readonly badRows: number;
  readonly lastBadRow: IngestPressure['lastBadRow'];
  /** True once after unfinished tasks were let go and the store can be written again: they are to be handed in anew. */
  takeWanted(): boolean;
  /** A task that waits to be written. */
  pendingTask(uuid: string): Task | null;
}

export interface FlusherParts {
  readonly store: Pick<StoreWriter, 'write' | 'waitForWrite'>;
  /** A line for the operator. */
  readonly log: (level: 'info' | 'warn' | 'error', line: string) => void;
  /** The file is damaged: no later write will succeed. */
  readonly damaged: (error: StoreError) => void;
  /** Epoch seconds. */
  readonly now: () => number;
  readonly limits?: Partial<PendingLimits>;
}

export function createFlusher({ store, log, damaged, now, limits }: FlusherParts): Flusher {
  const pending = createPending(limits);
  let running: Promise<boolean> | null = null;
  let error: string | null = null;
  let notBefore = 0;
  let storeRevision = 0;
  let logRevision = 0;
  let badRows = 0;
  let lastBadRow: IngestPressure['lastBadRow'] = null;

  const failed = (failure: unknown): void => {
    if (!(failure instanceof StoreError)) throw failure;
    if (failure.code === 'damaged') damaged(failure);
    // Who keeps the lease tells of one that another has.
    if (error === null && failure.code !== 'fenced')
      log('error', `${failure.message.replace(/\.?$/, '.')} What is to be written waits in memory.`);
    error = failure.message;
    pending.bound();
  };

  /** One transaction, or as many as bad rows make of it; false when the store failed. */
  const writeNext = async (): Promise<boolean> => {
    const batch = pending.take();
    try {
      await store.write(batch);
      pending.written();
    } catch (failure) {
      if (!(failure instanceof StoreError) || failure.code !== 'bad_row') {
        pending.writtenBut(batch);
        failed(failure);
        return false;
      }
      const around = await writeAround(store, batch, (row, reason) => {
        badRows += 1;
        lastBadRow = { at: now(), row: nameOfRow(row), reason: reason.message.slice(0, MAX_REASON) };
        // Whoever makes one such row can make many.
        if (!Number.isInteger(Math.log10(badRows))) return;
        log(
          'warn',
          `The store does not take a row, which was left out (${badRows} by now): ${lastBadRow.row}: ${lastBadRow.reason}`,
        );
      });
      if (around.failure === null) pending.written();
      else {
        pending.writtenBut(around.rest);
        failed(around.failure);
        return false;
      }
    }
    if (error !== null) log('info', 'The history is written again.');
    error = null;
    storeRevision += 1;
    if (batch.actions.length + batch.findings.length > 0) logRevision += 1;
    return true;
  };

  const alone = (work: () => Promise<boolean>): Promise<boolean> => {
    running = work().finally(() => {
      running = null;
    });
    return running;
  };

  const { task, timeline, series, depth, finding, action, gap, wish, wishes, inFlight } = pending;
  return {
    task,
    timeline,
    series,
    depth,
    finding,
    action,
    gap,
    wish,
    wishes,
    inFlight,
    async flush(steady) {
      if (running !== null) {
        if (pending.tasks > MOST_WAITING) store.waitForWrite(pending.tasks > STANDSTILL ? STANDSTILL_MS : HOLD_UP_MS);
        return false;
      }
      if (pending.isEmpty) return false;
      if (steady < notBefore) {
        pending.bound();
        return false;
      }
      return alone(async () => {
        for (let parts = 0; parts < PARTS_A_FLUSH; parts += 1) {
          if (!(await writeNext())) {
            notBefore = steady + RETRY_AFTER_FAILURE_SECONDS;
            return parts > 0;
          }
          if (!pending.tookPart) break;
        }
        return true;
      });
    },
    async flushAll() {
      // Whoever else writes tells its own failure.
      while (running !== null) await running.catch(() => false);
      await alone(async () => {
        while (!pending.isEmpty) if (!(await writeNext())) return false;
        return true;
      });
    },
    takeWanted: () => error === null && pending.takeLetGo(),
    pendingTask: (uuid) => pending.find(uuid),
    given: pending.given,
    get backlog() {
      return pending.tasks;
    },
    get error() {
      return error;
    },
    get storeRevision() {
      return storeRevision;
    },
    get logRevision() {
      return logRevision;
    },
    get badRows() {
      return badRows;
    },
    get lastBadRow() {
      return lastBadRow;
    },
  };
}
