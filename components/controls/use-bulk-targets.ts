'use client';

import { useCallback, useEffect, useState } from 'react';
import { apiGet, type ApiError } from '@/components/live/api';
import { openFeed } from '@/components/live/open-feed';
import { toApiError } from '@/components/tasks/use-task-list';
import type { Count, TaskPage, TaskRow } from '@/lib/api/views';
import { freezePeriod, type PeriodText } from '@/lib/tasks/period';
import { BULK_MAX } from '@/lib/tasks/task-actions';

/** What a bulk action is for: marked tasks, or all that match a filter. */
export type BulkScope =
  | { readonly kind: 'these'; readonly uuids: readonly string[] }
  | { readonly kind: 'all'; readonly q: string; readonly period: PeriodText };

export interface BulkTargets {
  /** null while they are read. */
  readonly rows: readonly TaskRow[] | null;
  readonly total: Count;
  /** The moment the filter was frozen at: what comes later does not take part. */
  readonly at: number;
  readonly error: ApiError | null;
  readonly again: () => void;
}

const IDS_A_REQUEST = 50;
const ROWS_A_REQUEST = 500;

/** Reads afresh whom the action would be for, so that what is shown and what is done are the same tasks. */
export function useBulkTargets(scope: BulkScope): BulkTargets {
  const [state, setState] = useState<Omit<BulkTargets, 'again'>>({
    rows: null,
    total: { value: 0, exact: false },
    at: 0,
    error: null,
  });
  const [round, setRound] = useState(0);
  const key = JSON.stringify(scope);
  useEffect(() => {
    const controller = new AbortController();
    const at = openFeed().clock.now();
    // A copy by value: the page may hand over a new object with the same content.
    const wanted = JSON.parse(key) as BulkScope;
    const read =
      wanted.kind === 'these'
        ? readThese(wanted.uuids, controller.signal)
        : readAll(wanted.q, freezePeriod(wanted.period, at), controller.signal);
    read
      .then(({ rows, total }) => setState({ rows, total, at, error: null }))
      .catch((error: unknown) => {
        if (controller.signal.aborted) return;
        const failure = toApiError(error);
        setState((before) => ({ ...before, error: failure }));
      });
    return () => controller.abort();
  }, [key, round]);
  const again = useCallback(() => setRound((before) => before + 1), []);
  return { ...state, again };
}

interface Read {
  readonly rows: readonly TaskRow[];
  readonly total: Count;
}

async function readThese(uuids: readonly string[], signal: AbortSignal): Promise<Read> {
  const rows: TaskRow[] = [];
  const wanted = uuids.slice(0, BULK_MAX);
  for (let from = 0; from < wanted.length; from += IDS_A_REQUEST) {
    const some = wanted.slice(from, from + IDS_A_REQUEST);
    const page = await apiGet<TaskPage>('/api/v1/tasks', { q: `uuid:${some.join(',')}`, limit: IDS_A_REQUEST }, signal);
    rows.push(...page.tasks);
  }
  return { rows, total: { value: uuids.length, exact: true } };
}

async function readAll(
  q: string,
  period: { readonly from: string; readonly to: string },
  signal: AbortSignal,
): Promise<Read> {
  const rows: TaskRow[] = [];
  let cursor: string | null = null;
  let total: Count = { value: 0, exact: true };
  do {
    const page: TaskPage = await apiGet<TaskPage>(
      '/api/v1/tasks',
      { q, ...period, limit: ROWS_A_REQUEST, cursor },
      signal,
    );
    if (cursor === null) total = page.count;
    rows.push(...page.tasks);
    cursor = page.nextCursor;
  } while (cursor !== null && rows.length < BULK_MAX);
  return { rows: rows.slice(0, BULK_MAX), total };
}
