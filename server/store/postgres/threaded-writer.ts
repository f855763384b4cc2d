import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { EventGap } from '@/lib/cluster/cluster-status';
import type { Task } from '@/lib/cluster/task';
import type { Finding } from '@/lib/detectors/finding';
import type { SeriesMinute } from '@/lib/metrics/series';
import { IdFilter } from '../sql/id-filter';
import { toCellBatch } from '../sql/task-cells';
import { encodeTaskId } from '../sql/task-id';
import { StoreError, type StoreWriter } from '../store';
import { ANSWERED, type FromWriterThread, type PostgresThreadData, type ToWriterThread } from './thread-messages';
import { UnseenTasks } from './unseen-tasks';
import { createWaitingLoads } from './waiting-loads';

const TASK_MS = 2_000;
const START_MS = 60_000;
/** After a load that failed none is tried for so long: events must not queue up behind a database that is away. */
const AWAY_MS = 5_000;

/** The thread that writes, as a Worker is. */
export interface WriterThread {
  postMessage(message: ToWriterThread): void;
  on(event: 'message', listener: (message: FromWriterThread) => void): unknown;
  on(event: 'error', listener: (error: unknown) => void): unknown;
  on(event: 'exit', listener: () => void): unknown;
}

export interface PostgresWriterOptions {
  readonly url: string;
  /** The lease under which it writes; null where nobody else could. */
  readonly leaseToken: number | null;
  /** Starts the thread that writes with this data; `transfer` goes along. */
  readonly start: (data: PostgresThreadData, transfer: readonly MessagePort[]) => WriterThread;
  /** The thread ended though nobody asked it to; nothing can be written any more. */
  readonly lost: (cause: string) => void;
  /** A line for the operator. */
  readonly log: (text: string) => void;
}

interface Waiting {
  readonly resolve: (hasMore: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Opens the PostgreSQL store to write: a thread of its own holds the connections, so that this one can take events
 * meanwhile, and wait for a stored task where an event names it. Rejects with a StoreError.
 */
export async function openThreadedPostgresWriter(options: PostgresWriterOptions): Promise<{
  readonly writer: StoreWriter;
  readonly notices: readonly string[];
}> {
  const counts = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  const { port1, port2 } = new MessageChannel();
  const thread = options.start(
    { url: options.url, leaseToken: options.leaseToken, answered: counts.buffer, loads: port2 },
    [port2],
  );
  const loads = createWaitingLoads(port1, counts);
  const ids = new IdFilter();
  const unseenTasks = new UnseenTasks();
  const waiting: Waiting[] = [];
  let areIdsWhole = false;
  let isOpen = false;
  let isClosing = false;
  let ended: StoreError | null = null;
  let awayUntil = 0;

  const opened = new Promise<Extract<FromWriterThread, { type: 'opened' }>>((resolve, reject) => {
    let cause = 'it ended by itself';
    thread.on('message', (message: FromWriterThread) => {
      switch (message.type) {
        case 'opened':
          isOpen = true;
          resolve(message);
          break;
        case 'failed': {
          const error = new StoreError(message.code, message.message);
          if (isOpen) waiting.shift()?.reject(error);
          else reject(error);
          break;
        }
        case 'done':
          waiting.shift()?.resolve(message.hasMore);
          break;
        case 'ids-added':
          ids.follow(message.number, message.part);
          break;
        case 'ids-removed':
          ids.remove(message.number);
          break;
        case 'ids-whole':
          areIdsWhole = true;
      }
    });
    thread.on('error', (error: unknown) => {
      cause = error instanceof Error ? error.message : String(error);
    });
    thread.on('exit', () => {
      ended = new StoreError('io', `The thread that writes the store stopped: ${cause}`);
      reject(ended);
      for (const { reject: refuse } of waiting.splice(0)) refuse(ended);
      if (isOpen && !isClosing) options.lost(cause);
    });
  });

  const { watchedUntil } = await opened.catch((error: unknown) => {
    loads.close();
    throw error;
  });

  let asked = 0;
  const ask = (message: ToWriterThread): Promise<boolean> =>
    new Promise((resolve, reject) => {
      if (ended !== null) throw ended;
      thread.postMessage(message);
      asked += 1;
      waiting.push({ resolve, reject });
    });

  // A database that is away must not stop the events: what can't be looked up is taken as new until it is written.
  const loadTask = (uuid: string): Task | null => {
    if (areIdsWhole && !ids.has(encodeTaskId(uuid))) return null;
    if (performance.now() < awayUntil || ended !== null) {
      unseenTasks.add(uuid);
      return null;
    }
    try {
      const task = loads.ask('loadTask', [uuid], TASK_MS) as Task | null;
      unseenTasks.remove(uuid);
      return task;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      unseenTasks.add(uuid);
      awayUntil = performance.now() + AWAY_MS;
      options.log(`A stored task could not be looked up, so that it may be shown as new: ${error.message}`);
      return null;
    }
  };

  const writer: StoreWriter = {
    loadTask,
    loadInFlight: (limit) => loads.ask('loadInFlight', [limit], START_MS) as readonly Task[],
    loadOpenFindings: () => loads.ask('loadOpenFindings', [], START_MS) as readonly Finding[],
    loadGaps: (limit) => loads.ask('loadGaps', [limit], START_MS) as readonly EventGap[],
    watchedUntil: () => watchedUntil,
    loadSeries: (from) => loads.ask('loadSeries', [from], START_MS) as readonly SeriesMinute[],
    async write(batch) {
      try {
        const [unseen, others] = unseenTasks.apart(batch.tasks);
        await ask({ type: 'write', batch: toCellBatch({ ...batch, tasks: others }), unseen });
      } catch (error) {
        // What can't be encoded, or not even be handed over, is no value that a column takes.
        if (error instanceof DOMException || error instanceof TypeError || error instanceof RangeError)
          throw new StoreError('bad_row', error.message, { cause: error });
        throw error;
      }
    },
    prune: (limits) => ask({ type: 'prune', limits }),
    waitForWrite(ms) {
      const count = Atomics.load(counts, ANSWERED.requests);
      if (count !== asked) Atomics.wait(counts, ANSWERED.requests, count, ms);
    },
    async close() {
      isClosing = true;
      await ask({ type: 'close' }).catch((error: unknown) => {
        if (!(error instanceof StoreError)) throw error;
      });
      loads.close();
    },
  };
  return { writer, notices: [] };
}
