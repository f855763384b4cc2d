import { randomUUID } from 'node:crypto';
import type { TaskQuery } from '@/lib/query/task-query';
import type { Asker, Question, StoreAnswers, StoreExportFormat, StoreExports, StoreReader } from '../store';
import type { ThreadQuestion } from './reader-messages';

/** Where a question is asked first: `views` answers at once or passes it on, `search` takes its time. */
export type LaneName = 'views' | 'search';

export const LANE_OF: { readonly [Q in Question]: LaneName } = {
  tasks: 'views',
  count: 'search',
  facets: 'search',
  names: 'views',
  task: 'views',
  wholeTasks: 'search',
  uuids: 'search',
  rowsOf: 'views',
  heldBy: 'views',
  lanes: 'views',
  laneRuns: 'search',
  waitingIn: 'views',
  findings: 'views',
  actions: 'views',
  jobs: 'views',
  job: 'views',
  jobItems: 'views',
  overview: 'views',
  throughput: 'views',
  latency: 'views',
  seriesOf: 'views',
  depth: 'views',
  types: 'views',
  unwatched: 'views',
  past: 'views',
  countsByState: 'views',
  size: 'views',
};

export type AskQuestion = (question: ThreadQuestion, args: readonly unknown[], asker: Asker) => Promise<unknown>;

/** A reader whose every question goes through `ask`. */
export function toStoreReader(ask: AskQuestion, asker: Asker = {}): StoreReader {
  const questions = Object.keys(LANE_OF).map((question) => [
    question,
    (...args: readonly unknown[]) => ask(question as Question, args, asker),
  ]);
  // One function for each question, and what `ask` gives is that question's answer: LANE_OF names them all.
  const asked = Object.fromEntries(questions) as Omit<StoreReader, 'askedBy' | 'export'>;
  return {
    ...asked,
    askedBy: (other) => toStoreReader(ask, other),
    export: (query, format) => exportThrough(ask, asker, query, format),
  };
}

async function* exportThrough(
  ask: AskQuestion,
  asker: Asker,
  query: TaskQuery,
  format: StoreExportFormat,
): AsyncGenerator<Uint8Array> {
  const id = randomUUID();
  try {
    await ask('openExport', [id, query, format], asker);
    for (;;) {
      const part = (await ask('nextOfExport', [id], asker)) as Uint8Array | null;
      if (part === null) return;
      yield part;
    }
  } finally {
    // Also when the one who asked has left, and even when there was not enough time to begin.
    await ask('closeExport', [id], {}).catch(() => undefined);
  }
}

/** Asks one question of answers that are at hand. */
export function answerOf(
  answers: StoreAnswers & Partial<StoreExports>,
  question: ThreadQuestion,
  args: readonly unknown[],
): unknown {
  // A question comes with the arguments of that question: StoreReader's types see to it.
  const asked = answers as unknown as Readonly<Record<ThreadQuestion, (...args: readonly unknown[]) => unknown>>;
  return asked[question](...args);
}
