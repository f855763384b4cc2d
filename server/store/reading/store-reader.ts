import type { Asker, Question, StoreAnswers, StoreReader } from '../store';

/** Where a question is asked first: `views` answers at once or passes it on, `search` takes its time. */
export type LaneName = 'views' | 'search';

export const LANE_OF: { readonly [Q in Question]: LaneName } = {
  tasks: 'views',
  count: 'search',
  facets: 'search',
  task: 'views',
  uuids: 'search',
  rowsOf: 'views',
  heldBy: 'views',
  lanes: 'views',
  laneRuns: 'search',
  waitingIn: 'views',
  findings: 'views',
  actions: 'views',
  overview: 'views',
  throughput: 'views',
  latency: 'views',
  depth: 'views',
  types: 'views',
  unwatched: 'views',
  countsByState: 'views',
  size: 'views',
};

export type AskQuestion = (question: Question, args: readonly unknown[], asker: Asker) => Promise<unknown>;

/** A reader whose every question goes through `ask`. */
export function toStoreReader(ask: AskQuestion, asker: Asker = {}): StoreReader {
  const questions = Object.keys(LANE_OF).map((question) => [
    question,
    (...args: readonly unknown[]) => ask(question as Question, args, asker),
  ]);
  // One function for each question, and what `ask` gives is that question's answer: LANE_OF names them all.
  const asked = Object.fromEntries(questions) as Omit<StoreReader, 'askedBy'>;
  return { ...asked, askedBy: (other) => toStoreReader(ask, other) };
}

/** Asks one question of answers that are at hand. */
export function answerOf(answers: StoreAnswers, question: Question, args: readonly unknown[]): unknown {
  // A question comes with the arguments of that question: StoreReader's types see to it.
  const asked = answers as unknown as Readonly<Record<Question, (...args: readonly unknown[]) => unknown>>;
  return asked[question](...args);
}
