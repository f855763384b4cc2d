import type { StoreAnswers, StoreExports, StoreReader } from '../store';
import { answerOf, toStoreReader } from './store-reader';

/** A reader that answers in the thread that asks, for tests and tools. */
export function inThisThread(answers: StoreAnswers & Partial<StoreExports>): StoreReader {
  return toStoreReader(
    (question, args, { spent }) =>
      new Promise((resolve) => {
        const startedAt = performance.now();
        // What the answer throws rejects.
        resolve(answerOf(answers, question, args));
        spent?.(performance.now() - startedAt);
      }),
  );
}
