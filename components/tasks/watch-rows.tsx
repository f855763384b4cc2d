'use client';

import { useEffect, useRef, useState } from 'react';
import { apiGet } from '@/components/live/api';
import { openFeed } from '@/components/live/open-feed';
import { useView } from '@/components/live/use-view';
import type { TaskPage } from '@/lib/api/views';
import { isEnded } from '@/lib/celery/task-state';
import { MAX_FILTER_LENGTH, parseFilter } from '@/lib/query/parse-filter';
import type { LiveTable, LiveTableEvent } from '@/lib/tasks/live-table';
import { toApiError, type ListQuery } from './use-task-list';

const WATCHED_MAX = 40;
const UUID_LENGTH = 37;

interface WatchRowsProps {
  readonly query: ListQuery;
  readonly table: LiveTable;
  /** uuids on the screen. */
  readonly visible: readonly string[];
  readonly dispatch: (event: LiveTableEvent) => void;
}

/**
 * Keeps rows on the screen live that are no longer on the first page: the newest page moves on, the reader's rows stay.
 * Ended ones do not change any more, so only the others are asked for.
 */
export function WatchRows({ query, table, visible, dispatch }: WatchRowsProps) {
  const ids = useStableIds(wantedIds(table, visible, query.q));
  useGoneRows(table, dispatch);
  if (table.head.nextCursor === null || ids.length === 0) return null;
  return <Watch query={query} ids={ids} dispatch={dispatch} />;
}

function Watch({
  query,
  ids,
  dispatch,
}: {
  readonly query: ListQuery;
  readonly ids: readonly string[];
  readonly dispatch: WatchRowsProps['dispatch'];
}) {
  const { value, at } = useView('tasks', { ...query, q: withIds(query.q, ids), limit: String(ids.length) });
  useEffect(() => {
    if (value !== undefined) dispatch({ type: 'watched', asked: ids, rows: value.tasks, at: at ?? 0 });
  }, [value, at, ids, dispatch]);
  return null;
}

function withIds(q: string, ids: readonly string[]): string {
  const parsed = parseFilter(q, 0);
  const before = parsed.ok && parsed.filter.kind === 'or' ? `(${q})` : q;
  return `${before} uuid:${ids.join(',')}`.trim();
}

function wantedIds(table: LiveTable, visible: readonly string[], q: string): readonly string[] {
  const room = Math.floor((MAX_FILTER_LENGTH - q.length - 10) / UUID_LENGTH);
  const onScreen = new Set(visible);
  return table.rows
    .filter(
      ({ row, matches }) => matches && onScreen.has(row.uuid) && !isEnded(row.state) && row.uuid.length < UUID_LENGTH,
    )
    .slice(0, Math.min(WATCHED_MAX, Math.max(0, room)))
    .map(({ row }) => row.uuid);
}

/** The ids of before while they cover those wanted: each other set is a new subscription. */
function useStableIds(wanted: readonly string[]): readonly string[] {
  const [held, setHeld] = useState(wanted);
  const covered = wanted.length > 0 ? wanted.every((id) => held.includes(id)) : held.length === 0;
  if (!covered) setHeld(wanted);
  return covered ? held : wanted;
}

/** Reads once what became of each row that left the filter. */
function useGoneRows(table: LiveTable, dispatch: WatchRowsProps['dispatch']): void {
  const asked = useRef(new Set<string>());
  const gone = table.rows
    .filter(({ row, matches }) => !matches && row.uuid.length < UUID_LENGTH)
    .slice(0, WATCHED_MAX)
    .map(({ row }) => row.uuid)
    .join();
  useEffect(() => {
    const ids = gone === '' ? [] : gone.split(',').filter((id) => !asked.current.has(id));
    if (ids.length === 0) return;
    for (const id of ids) asked.current.add(id);
    apiGet<TaskPage>('/api/v1/tasks', { q: `uuid:${ids.join(',')}`, limit: ids.length })
      .then((page) => dispatch({ type: 'facts', rows: page.tasks, at: openFeed().clock.now() }))
      // The row keeps its last known facts; it says already that it no longer matches.
      .catch((error: unknown) => void toApiError(error));
  }, [gone, dispatch]);
}
