'use client';

import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { useNow } from '@/components/live/use-now';
import { ErrorPanel } from '@/components/ui/error-panel';
import { taskHref } from '@/components/ui/hrefs';
import { LoadingRows } from '@/components/ui/skeleton';
import { DEFAULT_SORT, formatSort, parseSort } from '@/lib/query/parse-task-query';
import {
  EMPTY_SELECTION,
  extendTo,
  pageMark,
  selectPage,
  setScope,
  toggle,
  type Selection,
} from '@/lib/tasks/selection';
import { BulkBar, useBulkRefusal, type BulkAction } from './bulk-bar';
import { ListEnd } from './list-end';
import { TaskCard } from './task-card';
import { TaskListBar } from './task-list-bar';
import { TaskTable } from './task-table';
import { useFollow } from './use-follow';
import { useListKeys } from './use-list-keys';
import { useIsPhone } from './use-media';
import { useRowWindow } from './use-row-window';
import type { TaskList } from './use-task-list';
import type { TasksUrl } from './use-tasks-url';
import { WatchRows } from './watch-rows';

const ListEmpty = dynamic(() => import('./list-empty').then((module) => module.ListEmpty), { ssr: false });
const PeekDrawer = dynamic(() => import('./peek-drawer').then((module) => module.PeekDrawer), { ssr: false });

const ROW_PX = 36;
const ROW_DENSE_PX = 32;
const CARD_PX = 81;

interface TaskListPanelProps {
  readonly url: TasksUrl;
  readonly list: TaskList;
  readonly selection: Selection;
  readonly onSelection: (selection: Selection) => void;
  readonly onBulk: (action: BulkAction) => void;
  /** A dialog is open above the list. */
  readonly frozen: boolean;
}

/** The list itself: its bar, its rows or cards, its end, and what is done with rows. */
export function TaskListPanel({ url, list, selection, onSelection, onBulk, frozen }: TaskListPanelProps) {
  const t = useTranslations('tasks');
  const router = useRouter();
  const phone = useIsPhone();
  const box = useRef<HTMLDivElement>(null);
  const now = useNow();
  const { table, current, view, loadNew } = list;
  const rows = useMemo(() => table?.rows ?? [], [table]);
  const ids = useMemo(() => rows.map(({ row }) => row.uuid), [rows]);
  const chosen = useMemo(() => new Set(selection.ids), [selection]);
  const window = useRowWindow(box, rows.length, phone ? CARD_PX : url.dense ? ROW_DENSE_PX : ROW_PX);
  const sort = parseSort(url.sort) ?? DEFAULT_SORT;

  // Rows are drawn anew only when their own facts change, so what they call must stay the same.
  const latest = useRef({ selection, onSelection, ids, setPeeked: url.setPeeked });
  useEffect(() => {
    latest.current = { selection, onSelection, ids, setPeeked: url.setPeeked };
  });
  const select = useCallback((uuid: string, range: boolean) => {
    const { selection: now_, onSelection: set, ids: shown } = latest.current;
    set(range ? extendTo(now_, uuid, shown) : toggle(now_, uuid));
  }, []);
  const peek = useCallback((uuid: string) => latest.current.setPeeked(uuid), []);

  const refusalOf = useBulkRefusal(
    selection,
    rows.filter(({ row }) => chosen.has(row.uuid)).map(({ row }) => row),
  );
  const marked = selection.ids.length > 0 || selection.scope === 'all';
  const act = (action: BulkAction) => {
    if (marked && refusalOf(action) === null) onBulk(action);
  };
  const { cursor, setCursor, onKeyDown } = useListKeys({
    ids,
    onOpen: (uuid) => router.push(taskHref(uuid)),
    onPeek: peek,
    peeking: url.peeked !== null,
    onSelect: select,
    onSelectPage: () => onSelection(selectPage(selection, ids)),
    onLoadNew: loadNew,
    onEscape: () => onSelection(EMPTY_SELECTION),
    onRetry: () => act('retry'),
    onRevoke: () => act('revoke'),
  });
  const unseen = current ? (table?.unseen.length ?? 0) : 0;
  useFollow({ follow: url.follow, unseen, held: marked || url.peeked !== null || frozen, onLoadNew: loadNew });
  const step = (by: number) => {
    const next = url.peeked === null ? undefined : ids[ids.indexOf(url.peeked) + by];
    if (next === undefined || !ids.includes(url.peeked ?? '')) return null;
    return () => {
      setCursor(next);
      url.setPeeked(next);
    };
  };

  if (table === null) {
    return view.status === 'failed' ? (
      <ErrorPanel title={t('failed.title')} detail={view.error?.message ?? null} onRetry={view.retry} />
    ) : (
      <LoadingRows rows={12} />
    );
  }
  const visible = ids.slice(window.first, window.last);
  return (
    <div ref={box} onKeyDown={onKeyDown} className={current ? 'min-w-0' : 'min-w-0 opacity-60'}>
      <TaskListBar
        sort={sort}
        selected={selection.ids.length}
        unseen={unseen}
        onLoadNew={loadNew}
        onReload={list.reload}
        follow={url.follow}
        onFollow={url.setFollow}
        staleAt={view.status === 'stale' ? view.at : null}
      />
      {view.status === 'failed' && (
        <ErrorPanel title={t('failed.title')} detail={view.error?.message ?? null} onRetry={view.retry} />
      )}
      {current && rows.length === 0 && table.cursor === null && (
        <ListEmpty q={url.q} period={url.period} onQ={url.setQ} onPeriod={url.setPeriod} />
      )}
      {rows.length > 0 && !phone && (
        <TaskTable
          rows={rows}
          window={window}
          total={table.count.value}
          columns={url.columns}
          sort={sort}
          onSort={(next) => url.setSort(formatSort(next))}
          dense={url.dense}
          selected={chosen}
          pageMark={pageMark(selection, ids)}
          onSelectPage={() =>
            onSelection(pageMark(selection, ids) === 'all' ? EMPTY_SELECTION : selectPage(selection, ids))
          }
          cursor={url.peeked ?? cursor}
          now={now}
          frameAt={view.at ?? 0}
          onPeek={peek}
          onSelect={select}
        />
      )}
      {rows.length > 0 && phone && (
        <ul>
          <li aria-hidden style={{ height: window.before }} />
          {rows.slice(window.first, window.last).map((shown) => (
            <TaskCard key={shown.row.uuid} shown={shown} selected={chosen.has(shown.row.uuid)} onSelect={select} />
          ))}
          <li aria-hidden style={{ height: window.after }} />
        </ul>
      )}
      {(rows.length > 0 || table.cursor !== null) && (
        <ListEnd
          shown={rows.length}
          searchedSince={table.head.searchedSince ?? null}
          count={table.count}
          hasMore={table.cursor !== null}
          more={list.more}
          onMore={list.loadMore}
        />
      )}
      {current && (
        <WatchRows
          query={{ q: url.q, from: url.period.from, to: url.period.to, sort: url.sort }}
          table={table}
          visible={visible}
          dispatch={list.dispatch}
        />
      )}
      {marked && url.peeked === null && (
        <BulkBar
          selection={selection}
          targets={rows.filter(({ row }) => chosen.has(row.uuid)).map(({ row }) => row)}
          count={table.count}
          onScope={(scope) => onSelection(setScope(selection, scope))}
          onAction={onBulk}
          onClear={() => onSelection(EMPTY_SELECTION)}
        />
      )}
      {url.peeked !== null && (
        <PeekDrawer
          key={url.peeked}
          uuid={url.peeked}
          onClose={() => url.setPeeked(null)}
          onPrevious={step(-1)}
          onNext={step(1)}
        />
      )}
    </div>
  );
}
