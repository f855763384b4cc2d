import type { Asker, Question, StoreReader } from '../store';
import { LANE_OF } from './store-reader';

interface OpenedReader {
  readonly reader: StoreReader;
  readonly close: () => Promise<void>;
}

/** A reader that is opened by the first question, and by the next one where that failed. */
export function lazyReader(open: () => Promise<OpenedReader>): OpenedReader {
  let opened: Promise<OpenedReader> | null = null;
  const current = (): Promise<OpenedReader> => {
    const opening = (opened ??= open());
    opening.catch(() => {
      if (opened === opening) opened = null;
    });
    return opening;
  };
  return {
    reader: through(async () => (await current()).reader),
    async close() {
      const closing = await opened?.catch(() => null);
      await closing?.close();
    },
  };
}

function through(get: () => Promise<StoreReader>): StoreReader {
  const questions = Object.keys(LANE_OF).map((question) => [
    question,
    async (...args: readonly unknown[]) => {
      const asked = (await get()) as unknown as Readonly<Record<Question, (...given: readonly unknown[]) => unknown>>;
      return asked[question as Question](...args);
    },
  ]);
  // Each question with its own arguments and answer: LANE_OF names them all.
  const asked = Object.fromEntries(questions) as Omit<StoreReader, 'askedBy' | 'export'>;
  return {
    ...asked,
    askedBy: (asker: Asker) => through(async () => (await get()).askedBy(asker)),
    async *export(query, format) {
      yield* (await get()).export(query, format);
    },
  };
}
