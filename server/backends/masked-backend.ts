import type { Masker } from '@/lib/masking/masker';
import type { ResultBackend, StoredResult } from './backend';

export type ReadableBackend = Pick<ResultBackend, 'read'>;

/** The backend as everybody but a retry reads it: without secrets. */
export function maskedBackend(current: () => ResultBackend | null, masker: Masker): () => ReadableBackend | null {
  return () => {
    const backend = current();
    if (backend === null) return null;
    return {
      async read(uuids) {
        const stored = await backend.read(uuids);
        return new Map([...stored].map(([uuid, result]) => [uuid, withoutSecrets(result, masker)]));
      },
    };
  };
}

/** A stored result as it may be shown and kept. */
export function withoutSecrets(stored: StoredResult, masker: Masker): StoredResult {
  return {
    ...stored,
    result: masker.value(stored.result),
    traceback: masker.text(stored.traceback),
    args: masker.value(stored.args),
    kwargs: masker.value(stored.kwargs),
  };
}
