import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { EventGap } from '@/lib/cluster/cluster-status';
import type { Task } from '@/lib/cluster/task';
import type { Wish } from '@/lib/cluster/wish';
import type { Finding } from '@/lib/detectors/finding';
import type { LongestRun } from '@/lib/metrics/run-times';
import type { SeriesMinute } from '@/lib/metrics/series';
import { toCellBatch } from '../sql/task-cells';
import { encodeTaskId } from '../sql/task-id';
import { StoreError, type StoreWriter } from '../store';
import { openWriterClient, type WriterThread } from '../writing/writer-client';
import type { PostgresThreadData, PostgresWriteMessage } from './thread-messages';
import { UnseenTasks } from './unseen-tasks';
import { createWaitingLoads } from './waiting-loads';

const TASK_MS = 2_000;
const START_MS = 60_000;
/** After a load that failed none is tried for so long: events must not queue up behind a database that is away. */
const AWAY_MS = 5_000;

export interface PostgresWriterOptions {
  readonly url: string;
  /** The lease under which it writes; null where nobody else could. */
  readonly leaseToken: number | null;
  /** Starts the thread that writes with this data; `transfer` goes along. */
  readonly start: (data: PostgresThreadData, transfer: readonly MessagePort[]) => WriterThread<PostgresWriteMessage>;
  /** Epoch seconds: what is some minutes older does not change any more. */
  readonly settledAt: () => number;
  /** The thread ended though nobody asked it to; nothing can be written any more. */
  readonly lost: (cause: string) => void;
  /** A line for the operator. */
  readonly log: (text: string) => void;
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
  const unseenTasks = new UnseenTasks();
  let awayUntil = 0;

  const client = await openWriterClient({ thread, answered: counts, lost: options.lost }).catch((error: unknown) => {
    loads.close();
    throw error;
  });

  // A database that is away must not stop the events: what can't be looked up is taken as new until it is written.
  const loadTask = (uuid: string): Task | null => {
    if (!client.mayHave(encodeTaskId(uuid))) return null;
    if (performance.now() < awayUntil || client.hasEnded) {
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
    loadWishes: () => loads.ask('loadWishes', [], START_MS) as readonly Wish[],
    loadGaps: (limit) => loads.ask('loadGaps', [limit], START_MS) as readonly EventGap[],
    watchedUntil: client.watchedUntil,
    loadSeries: (from) => loads.ask('loadSeries', [from], START_MS) as readonly SeriesMinute[],
    loadLongestRuns: (from) => loads.ask('loadLongestRuns', [from], START_MS) as readonly LongestRun[],
    write: (batch) =>
      client.write(() => {
        const [unseen, tasks] = unseenTasks.apart(batch.tasks);
        return { type: 'write', batch: toCellBatch({ ...batch, tasks }), settledAt: options.settledAt(), unseen };
      }),
    prune: client.prune,
    jobs: client.jobs,
    waitForWrite: client.waitForWrite,
    async close() {
      await client.close();
      loads.close();
    },
  };
  return { writer, notices: client.notices };
}
