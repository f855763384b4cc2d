'use client';

import { useEffect, useState } from 'react';
import { apiGet } from '@/components/live/api';
import type { TaskFacets } from '@/lib/api/views';
import { completionsAt, facetValues, type Completions } from '@/lib/tasks/filter-completion';
import { toApiError } from './use-task-list';

/** Somebody who types goes on within this time. */
const PAUSE_MS = 120;

/**
 * What may stand at the caret. The facets on the page tell it at once; the store, which knows every name, a moment
 * later.
 */
export function useCompletions(text: string, caret: number, facets: TaskFacets | null): Completions {
  const [told, setTold] = useState<{ key: string; value: Completions } | null>(null);
  const key = JSON.stringify([text, caret]);
  useEffect(() => {
    const controller = new AbortController();
    const timer = setTimeout(() => {
      apiGet<Completions>('/api/v1/tasks/complete', { q: text, at: caret }, controller.signal)
        .then((value) => setTold({ key, value }))
        // Without it there are still those of the page; the list itself says when the store can't be read.
        .catch((error: unknown) => controller.signal.aborted || toApiError(error));
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [key, text, caret]);
  return told?.key === key ? told.value : completionsAt(text, caret, facetValues(facets));
}
