import { StoreError, type StoredJobs } from '../store';
import type { FromWriterThread, JobsMessage } from './writer-messages';

interface JobsClient {
  readonly stored: StoredJobs;
  readonly take: (answer: Extract<FromWriterThread, { type: 'told' }>) => void;
  /** Nothing will be answered any more. */
  readonly fail: (error: StoreError) => void;
}

/** Bulk jobs in another thread: each question has a number, and so has its answer. `post` throws when it is gone. */
export function createJobsClient(post: (message: JobsMessage) => void): JobsClient {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let last = 0;
  const ask = (question: keyof StoredJobs, args: readonly unknown[]): Promise<unknown> => {
    const asked = Promise.withResolvers<unknown>();
    last += 1;
    waiting.set(last, asked);
    try {
      post({ type: 'jobs', id: last, question, args });
    } catch (error) {
      waiting.delete(last);
      asked.reject(error);
    }
    return asked.promise;
  };
  // What is answered is that question's answer: both sides have the same types.
  const stored = Object.fromEntries(
    (['write', 'live', 'targets', 'tasks'] as const).map((question) => [
      question,
      (...args: readonly unknown[]) => ask(question, args),
    ]),
  ) as unknown as StoredJobs;
  return {
    stored,
    take(answer) {
      const asked = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (answer.ok) asked?.resolve(answer.value);
      else asked?.reject(new StoreError(answer.code, answer.message));
    },
    fail(error) {
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    },
  };
}
