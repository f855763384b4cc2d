import { parseFilter } from '@/lib/query/parse-filter';
import { searchesTexts } from '@/lib/query/searches-texts';
import type { TaskQuery } from '@/lib/query/task-query';
import { StoreError, type Asker, type StoreReader } from '../store';
import { ReaderLane, type LaneOptions } from './reader-lane';
import { ExportLane, isExport } from './export-lane';
import type { ThreadQuestion } from './reader-messages';
import { LANE_OF, toStoreReader } from './store-reader';

/** What takes longer is passed on and begins anew, so that no page waits for another one's search. */
const AT_ONCE_MS = 100;
/** A question that took longer is not tried at once again for so long. */
const SLOW_FOR_MS = 30_000;
/** A search shows what it has found by then. */
const SEARCH_SOFT_MS = 2_000;
const SEARCH_HARD_MS = 10_000;

export interface ReaderPool {
  readonly reader: StoreReader;
  /** Lets go of the file, which may have been replaced; the next question opens it again. */
  reset(): void;
}

/** Reads the store in threads of their own: one for what is answered at once, one for what takes time. */
export function openReaderPool(options: Omit<LaneOptions, 'inBackground'>): ReaderPool {
  const views = new ReaderLane({ ...options, inBackground: false });
  const search = new ReaderLane({ ...options, inBackground: true });
  const exports = new ExportLane(new ReaderLane({ ...options, inBackground: true }));

  const slowUntil = new Map<ThreadQuestion, number>();

  const askSearch = (question: ThreadQuestion, args: readonly unknown[], asker: Asker): Promise<unknown> =>
    search.ask(question, args, { softMs: SEARCH_SOFT_MS, hardMs: SEARCH_HARD_MS, ...asker });

  async function ask(question: ThreadQuestion, args: readonly unknown[], asker: Asker): Promise<unknown> {
    if (isExport(question)) return exports.ask(question, args, asker);
    if (LANE_OF[question] === 'search' || looksIntoTexts(question, args)) return askSearch(question, args, asker);
    if ((slowUntil.get(question) ?? 0) > performance.now()) return askSearch(question, args, asker);
    try {
      return await views.ask(question, args, { softMs: AT_ONCE_MS, hardMs: AT_ONCE_MS, ...asker });
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'timeout') throw error;
      // Lists differ from each other; of the others one is as slow as the next.
      if (question !== 'tasks') slowUntil.set(question, performance.now() + SLOW_FOR_MS);
      return askSearch(question, args, asker);
    }
  }

  return {
    reader: toStoreReader(ask),
    reset() {
      views.reset();
      search.reset();
      exports.reset();
    },
  };
}

// Whether rows must be looked into one by one is known beforehand, so no time is spent on trying.
function looksIntoTexts(question: ThreadQuestion, args: readonly unknown[]): boolean {
  if (question !== 'tasks') return false;
  const [query] = args as [TaskQuery];
  const parsed = parseFilter(query.q, 0);
  return parsed.ok && searchesTexts(parsed.filter);
}
