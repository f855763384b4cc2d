import type { Filter } from '@/lib/query/filter';
import { formatFilter } from '@/lib/query/format-filter';
import { parseFilter } from '@/lib/query/parse-filter';
import type { TaskQuery, TaskSort, TaskSortField } from '@/lib/query/task-query';
import { FlowerError } from './flower-error';
import type { FlowerParams } from './flower-params';
import { parseFlowerSearch } from './flower-search';
import { FlowerSearchError } from './flower-search-tokens';
import { stateOfFlower } from './flower-task';
import { both, exactly, toFilter } from './search-filter';

export const DEFAULT_TASKS = 1_000;
export const MOST_TASKS = 5_000;
/** What Flower itself keeps, if it is not told otherwise. */
export const LAST_OFFSET = 100_000;

const SORTS: Readonly<Record<string, TaskSortField>> = {
  name: 'name',
  state: 'state',
  received: 'received',
  started: 'started',
};
const NEWEST: TaskSort = { field: 'updated', descending: true };

export interface TaskListing {
  readonly query: TaskQuery;
  readonly offset: number;
}

/** What `/api/tasks` is asked for; null: nothing can match. */
export function readTaskListing(params: FlowerParams, now: number, seesArguments: boolean): TaskListing | null {
  const limit = params.int('limit');
  const offset = Math.max(0, params.int('offset') ?? 0);
  if (offset > LAST_OFFSET) throw new FlowerError(400, `Invalid argument 'offset': at most ${LAST_OFFSET}`);
  const sort = readSort(params.text('sort_by'));
  const filter = both([
    ...exactFilters(params),
    ...timeFilters(params),
    ...searchFilter(params.text('search'), seesArguments),
  ]);
  if (limit !== null && limit <= 0) return null;
  return { query: toQuery(filter, sort, Math.min(limit ?? DEFAULT_TASKS, MOST_TASKS), now), offset };
}

/** A filter as a query of the store; one that is too large for it is told as Flower tells of searches. */
export function toQuery(filter: Filter, sort: TaskSort, limit: number, now: number): TaskQuery {
  const q = formatFilter(filter);
  const parsed = parseFilter(q, now);
  if (!parsed.ok) throw new FlowerError(400, { error: `${parsed.message}.` });
  return { q, from: null, to: null, sort, limit, cursor: null };
}

/** The search as filters, none for an empty one; throws a FlowerError with Flower's own text. */
export function searchFilter(text: string | null, seesArguments: boolean): readonly Filter[] {
  try {
    const search = parseFlowerSearch(text ?? '');
    return search === null ? [] : [toFilter(search, seesArguments)];
  } catch (error) {
    if (error instanceof FlowerSearchError) throw new FlowerError(400, { error: error.message });
    throw error;
  }
}

function readSort(given: string | null): TaskSort {
  if (given === null) return NEWEST;
  const descending = given.startsWith('-');
  const name = given.replace(/^-+/, '');
  const field = Object.hasOwn(SORTS, name) ? SORTS[name] : undefined;
  if (field !== undefined) return { field, descending };
  throw new FlowerError(
    400,
    `Invalid argument 'sort_by': one of ${Object.keys(SORTS).join(', ')}, with - before it or not`,
  );
}

function exactFilters(params: FlowerParams): readonly Filter[] {
  return (['workername', 'taskname', 'state'] as const).flatMap((name) => {
    const value = params.text(name);
    if (value === null || value === '' || value === 'All') return [];
    if (name === 'state') return [exactly('state', stateOfFlower(value.toUpperCase()))];
    return [exactly(name === 'taskname' ? 'task' : 'worker', value)];
  });
}

// A task of which it is not known when it was received passes, as in Flower.
function timeFilters(params: FlowerParams): readonly Filter[] {
  return (
    [
      ['received_start', '<'],
      ['received_end', '>'],
    ] as const
  ).flatMap(([name, comparison]) => {
    const at = readTime(name, params.text(name));
    if (at === null) return [];
    const span = { from: 0, to: 0 };
    const outside = {
      kind: 'number',
      field: 'received',
      comparison,
      values: [at],
      written: [String(at)],
      ...span,
    } as const;
    return [{ kind: 'not', part: outside, ...span } as const];
  });
}

/** `%Y-%m-%d %H:%M`, by the clock of this machine; epoch seconds. */
function readTime(name: string, given: string | null): number | null {
  if (given === null || given === '') return null;
  const match = /^(\d{4})-(\d{1,2})-(\d{1,2})\s+(\d{1,2}):(\d{1,2})$/.exec(given);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = (match ?? []).slice(1).map(Number);
  const date = new Date(year, month - 1, day, hour, minute);
  const isReal = date.getMonth() === month - 1 && date.getDate() === day && hour < 24 && minute < 60;
  if (match === null || !isReal)
    throw new FlowerError(400, `Invalid argument '${name}': a time is written 2026-11-21 10:00`);
  return date.getTime() / 1000;
}
