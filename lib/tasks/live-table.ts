import type { TaskPage, TaskRow } from '../api/views';

/** What the reader sees of a task in a list: the newest facts, at the place where he first saw it. */
export interface LiveRow {
  readonly row: TaskRow;
  /** False: it left the filter since; it stays until a reload. */
  readonly matches: boolean;
  /** Field → when it last changed under the reader's eyes, for the fade. */
  readonly changed: Readonly<Partial<Record<keyof TaskRow, number>>>;
  /** When it came in by "load new"; null for rows of the first page. */
  readonly loadedAt: number | null;
}

/**
 * A list that does not move under the pointer. Frames change cells only; the order is fixed until the reader sorts,
 * loads new rows or reloads; rows that leave the filter stay.
 */
export interface LiveTable {
  /** Which query this is of; another one starts afresh. */
  readonly key: string;
  readonly rows: readonly LiveRow[];
  /** Rows that match and are not shown yet, newest frame first in order. */
  readonly unseen: readonly TaskRow[];
  readonly count: TaskPage['count'];
  /** Where "load more" goes on; null at the end of the list. */
  readonly cursor: string | null;
  /** The newest first page, as the server has it. */
  readonly head: TaskPage;
}

export type LiveTableEvent =
  /** The first page of the query as it is now. `limit` is how many rows were asked for. */
  | { readonly type: 'page'; readonly key: string; readonly page: TaskPage; readonly at: number }
  /** Those of `asked` that still match, with their newest facts. */
  | {
      readonly type: 'watched';
      readonly asked: readonly string[];
      readonly rows: readonly TaskRow[];
      readonly at: number;
    }
  /** Newest facts of rows wherever they stand now, matching or not. */
  | { readonly type: 'facts'; readonly rows: readonly TaskRow[]; readonly at: number }
  | { readonly type: 'more'; readonly key: string; readonly page: TaskPage; readonly at: number }
  | { readonly type: 'load-new'; readonly at: number }
  | { readonly type: 'reload' };

/** The pill says `999+` beyond it, so there is no use in keeping more. */
export const UNSEEN_MAX = 1000;
/** A reader who scrolled further than this reloads from the top. */
export const ROWS_MAX = 10_000;

export function reduceLiveTable(table: LiveTable | null, event: LiveTableEvent): LiveTable | null {
  if (event.type === 'page')
    return table?.key === event.key ? mergePage(table, event.page, event.at) : startTable(event.key, event.page);
  if (table === null) return null;
  switch (event.type) {
    case 'watched':
      return mergeWatched(table, event.asked, event.rows, event.at);
    case 'facts':
      return { ...table, rows: patchRows(table.rows, byId(event.rows), event.at) };
    case 'more':
      return event.key === table.key ? appendPage(table, event.page) : table;
    case 'load-new':
      return loadNew(table, event.at);
    case 'reload':
      return startTable(table.key, table.head);
  }
}

function startTable(key: string, page: TaskPage): LiveTable {
  const rows = page.tasks.map((row): LiveRow => ({ row, matches: true, changed: {}, loadedAt: null }));
  return { key, rows, unseen: [], count: page.count, cursor: page.nextCursor, head: page };
}

function mergePage(table: LiveTable, page: TaskPage, at: number): LiveTable {
  const fresh = byId(page.tasks);
  const whole = page.nextCursor === null;
  const patched = patchRows(table.rows, fresh, at).map((shown) => {
    if (fresh.has(shown.row.uuid)) return shown.matches ? shown : { ...shown, matches: true };
    // The page holds all that match, so a shown row that is not in it matches no more.
    return whole && shown.matches ? { ...shown, matches: false } : shown;
  });
  return { ...table, rows: patched, unseen: unseenRows(table, page, whole), count: page.count, head: page };
}

function unseenRows(table: LiveTable, page: TaskPage, whole: boolean): readonly TaskRow[] {
  const shown = new Set(table.rows.map(({ row }) => row.uuid));
  const fresh = page.tasks.filter((row) => !shown.has(row.uuid));
  if (whole) return fresh;
  // What was new before and is beyond the first page by now is still to be loaded.
  const known = new Set(fresh.map((row) => row.uuid));
  const earlier = table.unseen.filter((row) => !known.has(row.uuid) && !shown.has(row.uuid));
  return [...fresh, ...earlier].slice(0, UNSEEN_MAX);
}

function mergeWatched(table: LiveTable, asked: readonly string[], rows: readonly TaskRow[], at: number): LiveTable {
  const fresh = byId(rows);
  const watched = new Set(asked);
  const patched = patchRows(table.rows, fresh, at).map((shown) => {
    if (!watched.has(shown.row.uuid)) return shown;
    const matches = fresh.has(shown.row.uuid);
    return matches === shown.matches ? shown : { ...shown, matches };
  });
  return { ...table, rows: patched };
}

function appendPage(table: LiveTable, page: TaskPage): LiveTable {
  const shown = new Set(table.rows.map(({ row }) => row.uuid));
  const added = page.tasks
    .filter((row) => !shown.has(row.uuid))
    .map((row): LiveRow => ({ row, matches: true, changed: {}, loadedAt: null }));
  const rows = [...table.rows, ...added].slice(0, ROWS_MAX);
  const ids = new Set(added.map(({ row }) => row.uuid));
  return {
    ...table,
    rows,
    unseen: table.unseen.filter((row) => !ids.has(row.uuid)),
    cursor: rows.length < ROWS_MAX ? page.nextCursor : null,
  };
}

/** The newest page comes first, then what was shown and still matches; what left the filter goes. */
function loadNew(table: LiveTable, at: number): LiveTable {
  const before = new Map(table.rows.map((shown) => [shown.row.uuid, shown]));
  const first = [...table.head.tasks, ...table.unseen];
  const seen = new Set<string>();
  const rows: LiveRow[] = [];
  for (const row of first) {
    if (seen.has(row.uuid)) continue;
    seen.add(row.uuid);
    rows.push(before.get(row.uuid) ?? { row, matches: true, changed: {}, loadedAt: at });
  }
  for (const shown of table.rows) if (shown.matches && !seen.has(shown.row.uuid)) rows.push(shown);
  return { ...table, rows: rows.slice(0, ROWS_MAX), unseen: [] };
}

function patchRows(rows: readonly LiveRow[], fresh: ReadonlyMap<string, TaskRow>, at: number): readonly LiveRow[] {
  return rows.map((shown) => {
    const next = fresh.get(shown.row.uuid);
    if (next === undefined) return shown;
    const changed = changedFields(shown.row, next);
    if (changed.length === 0) return shown;
    return {
      ...shown,
      row: next,
      changed: { ...shown.changed, ...Object.fromEntries(changed.map((field) => [field, at])) },
    };
  });
}

function changedFields(before: TaskRow, after: TaskRow): readonly (keyof TaskRow)[] {
  const fields = Object.keys(after) as (keyof TaskRow)[];
  return fields.filter((field) =>
    field === 'findings' ? before.findings.join() !== after.findings.join() : before[field] !== after[field],
  );
}

function byId(rows: readonly TaskRow[]): ReadonlyMap<string, TaskRow> {
  return new Map(rows.map((row) => [row.uuid, row]));
}
