import { parseFilter } from './parse-filter';
import { TASK_SORT_FIELDS, type TaskQuery, type TaskSort, type TaskSortField } from './task-query';
import { parseTime } from './time';

export const DEFAULT_LIMIT = 50;
export const MAX_LIMIT = 500;
export const DEFAULT_SORT: TaskSort = { field: 'updated', descending: true };
const MAX_CURSOR_LENGTH = 2_000;

export type TaskQueryField = 'q' | 'from' | 'to' | 'sort' | 'limit' | 'cursor';
export type ParsedTaskQuery =
  | { readonly ok: true; readonly query: TaskQuery }
  | {
      readonly ok: false;
      readonly field: TaskQueryField;
      readonly message: string;
      /** For `q`: where the error stands and what could stand there. */
      readonly from?: number;
      readonly to?: number;
      readonly expected?: readonly string[];
    };

/** Reads the parameters that a page's URL and the REST API share. What is missing or empty has its default. */
export function parseTaskQuery(params: Readonly<Record<string, string | undefined>>, now: number): ParsedTaskQuery {
  const q = params['q'] ?? '';
  const filter = parseFilter(q, now);
  if (!filter.ok)
    return {
      ok: false,
      field: 'q',
      message: filter.message,
      from: filter.from,
      to: filter.to,
      expected: filter.expected,
    };
  const from = timeOf(params['from'], now);
  if (from === undefined) return badTime('from', params['from']);
  // `now` as an end is open: what comes in while the page is read belongs to it.
  const to = params['to'] === 'now' ? null : timeOf(params['to'], now);
  if (to === undefined) return badTime('to', params['to']);
  const sort = parseSort(params['sort'] ?? '');
  if (sort === null) {
    return {
      ok: false,
      field: 'sort',
      message: `“${cut(params['sort'])}” is no order; allowed: ${TASK_SORT_FIELDS.join(', ')}, each also with a leading -`,
    };
  }
  const limit = limitOf(params['limit'] ?? '');
  if (limit === null)
    return { ok: false, field: 'limit', message: `“${cut(params['limit'])}” is no limit; allowed: 1 to ${MAX_LIMIT}` };
  const cursor = params['cursor'] ?? '';
  if (cursor.length > MAX_CURSOR_LENGTH)
    return { ok: false, field: 'cursor', message: 'The cursor is not one of ours' };
  return { ok: true, query: { q, from, to, sort, limit, cursor: cursor === '' ? null : cursor } };
}

/** `-updated` and the like; empty is the default order; null when it is none. */
export function parseSort(text: string): TaskSort | null {
  if (text === '') return DEFAULT_SORT;
  const descending = text.startsWith('-');
  const field = descending ? text.slice(1) : text;
  return isSortField(field) ? { field, descending } : null;
}

export function formatSort(sort: TaskSort): string {
  return `${sort.descending ? '-' : ''}${sort.field}`;
}

function isSortField(text: string): text is TaskSortField {
  return (TASK_SORT_FIELDS as readonly string[]).includes(text);
}

function timeOf(text: string | undefined, now: number): number | null | undefined {
  if (text === undefined || text === '') return null;
  return parseTime(text, now) ?? undefined;
}

function badTime(field: 'from' | 'to', text: string | undefined): ParsedTaskQuery {
  return {
    ok: false,
    field,
    message: `“${cut(text)}” is no time; allowed: -1h, now, epoch seconds, 2026-11-21T10:00Z`,
  };
}

function limitOf(text: string): number | null {
  if (text === '') return DEFAULT_LIMIT;
  if (!/^\d{1,4}$/.test(text)) return null;
  const limit = Number(text);
  return limit >= 1 && limit <= MAX_LIMIT ? limit : null;
}

function cut(text: string | undefined): string {
  return (text ?? '').slice(0, 80);
}
