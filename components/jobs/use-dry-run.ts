'use client';

import { useCallback, useEffect, useState } from 'react';
import { apiPost, type ApiError } from '@/components/live/api';
import { openFeed } from '@/components/live/open-feed';
import { toApiError } from '@/components/tasks/use-task-list';
import type { JobAction, JobScope } from '@/lib/jobs/job';
import { freezePeriod, type PeriodText } from '@/lib/tasks/period';

/** What a bulk action is for: marked tasks, or all that match a filter. */
export type BulkScope =
  | { readonly kind: 'these'; readonly uuids: readonly string[] }
  | { readonly kind: 'all'; readonly q: string; readonly period: PeriodText };

/** What the server says of it before anything is sent. */
export interface DryRun {
  readonly scope: JobScope;
  readonly total: number;
  readonly eligible: number;
  readonly running: number;
  readonly refused: readonly { readonly reason: string; readonly count: number }[];
  readonly limit: number;
}

export interface DryRunState {
  /** null while it is made. */
  readonly dryRun: DryRun | null;
  readonly error: ApiError | null;
  readonly again: () => void;
}

/** Asks who would take part, afresh: what the page shows may be older. */
export function useDryRun(action: JobAction, scope: BulkScope): DryRunState {
  const [state, setState] = useState<Omit<DryRunState, 'again'>>({ dryRun: null, error: null });
  const [round, setRound] = useState(0);
  const key = JSON.stringify(scope);
  useEffect(() => {
    const controller = new AbortController();
    // A copy by value: the page may hand over a new object with the same content.
    const selection = selectionOf(JSON.parse(key) as BulkScope, openFeed().clock.now());
    apiPost<DryRun>('/api/v1/jobs', { action, ...selection, dryRun: true }, controller.signal)
      .then((dryRun) => setState({ dryRun, error: null }))
      .catch((error: unknown) => {
        if (!controller.signal.aborted) setState({ dryRun: null, error: toApiError(error) });
      });
    return () => controller.abort();
  }, [action, key, round]);
  const again = useCallback(() => setRound((before) => before + 1), []);
  return { ...state, again };
}

/** The selection as the API takes it, with the ends of a filter as they are at that moment. */
function selectionOf(scope: BulkScope, at: number): object {
  if (scope.kind === 'these') return { uuids: scope.uuids };
  const { from, to } = freezePeriod(scope.period, at);
  return { q: scope.q, to, ...(from !== '' && { from }) };
}

/** The same tasks as in the dry run, but for what has changed meanwhile. */
export function sameSelection(scope: BulkScope, { scope: frozen }: DryRun): object {
  if (scope.kind === 'these' || frozen.kind === 'named') return selectionOf(scope, 0);
  return { q: frozen.q, to: frozen.to, ...(frozen.from !== null && { from: frozen.from }) };
}
