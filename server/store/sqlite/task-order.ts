import type { TaskSort, TaskSortField } from '@/lib/query/task-query';
import type { Position } from '../sql/cursor';
import type { DictionaryReader } from './dictionary-reader';
import { raw, sql, type Fragment } from '../sql/fragment';
import { decodeRank, encodeRank, rankIn } from './name-ranks';
import type { DictKind } from '../sql/kinds';

/** A row of a list: its number, what it is sorted by, and when it changed last. */
export type Hit = readonly [id: number, key: number | null, updated: number];

/** The order of a list, in SQL and in memory alike: no two rows have the same place. */
export interface Order {
  readonly field: TaskSortField;
  readonly descending: boolean;
  /** The name of the order in cursors. */
  readonly name: string;
  /** What it is sorted by, in SQL, and how what comes of that is read. */
  readonly key: Fragment;
  readonly decode: (key: unknown) => number | null;
  readonly by: Fragment;
  readonly compare: (a: Hit, b: Hit) => number;
  /** Rows that stand after a place. */
  readonly after: (place: Position) => Fragment;
  /** All rows that stand before a hit, or with it, and maybe more: quickly decided. */
  readonly upTo: (hit: Hit) => Fragment;
  readonly placeOf: (hit: Hit) => Position;
}

const TIME_COLUMNS = { received: 't.received', sent: 't.sent', started: 't.started', runtime: 't.runtime' } as const;
export const NAME_SORTS = { name: 'name', state: 'state', worker: 'worker', queue: 'queue' } as const satisfies Partial<
  Record<TaskSortField, DictKind>
>;

export function orderOf(sort: TaskSort, dictionary: DictionaryReader): Order {
  const { field } = sort;
  if (field === 'updated') return byUpdate(sort);
  return field in TIME_COLUMNS
    ? byTime(sort, TIME_COLUMNS[field as keyof typeof TIME_COLUMNS])
    : byName(sort, NAME_SORTS[field as keyof typeof NAME_SORTS], dictionary);
}

function byUpdate({ field, descending }: TaskSort): Order {
  const direction = raw(descending ? 'DESC' : 'ASC');
  const sign = descending ? -1 : 1;
  return {
    ...named(field, descending),
    key: raw('t.updated'),
    decode: asNumber,
    by: sql`t.updated ${direction}, t.id ${direction}`,
    compare: (a, b) => sign * (a[2] - b[2] || a[0] - b[0]),
    after: (place) => afterUpdate(descending, place),
    upTo: ([, , updated]) => sql`t.updated ${raw(descending ? '>=' : '<=')} ${updated}`,
    placeOf: ([id, , updated]) => ({ value: updated, name: null, id }),
  };
}

// What is not known comes last in both directions.
function byTime({ field, descending }: TaskSort, column: string): Order {
  const sign = descending ? -1 : 1;
  return {
    ...named(field, descending),
    key: raw(column),
    decode: asNumber,
    by: sql`${raw(column)} ${raw(descending ? 'DESC' : 'ASC')} NULLS LAST, t.id DESC`,
    compare: ([aId, a], [bId, b]) => {
      if (a === null || b === null) return Number(a === null) - Number(b === null) || bId - aId;
      return sign * (a - b) || bId - aId;
    },
    after: (place) => afterTime(column, descending, place),
    upTo: ([, key]) => (key === null ? raw('1') : sql`${raw(column)} ${raw(descending ? '>=' : '<=')} ${key}`),
    placeOf: ([id, key]) => ({ value: key, name: null, id }),
  };
}

/** Sorted by the place of the name among all names; those of one name newest first. */
function byName({ field, descending }: TaskSort, kind: DictKind, dictionary: DictionaryReader): Order {
  const ranks = dictionary.ranks(kind, descending);
  const key = { text: rankIn(`t.${kind}`), values: [ranks.all] };
  return {
    ...named(field, descending),
    key,
    decode: decodeRank,
    by: sql`${key}, t.updated DESC, t.id DESC`,
    compare: (a, b) => (a[1] ?? 0) - (b[1] ?? 0) || b[2] - a[2] || b[0] - a[0],
    after: (place) => {
      const rank = encodeRank(ranks.rankOf(place.name));
      return sql`${key} >= ${rank} AND (${key} > ${rank} OR (${afterUpdate(true, place)}))`;
    },
    // Of the names before, all; of its own, what changed since.
    upTo: ([, rank, updated]) => sql`t.updated >= ${updated} OR ${key} < ${encodeRank(rank ?? 0)}`,
    placeOf: ([id, rank, updated]) => ({ value: updated, name: ranks.nameAt(rank ?? 0), id }),
  };
}

function asNumber(key: unknown): number | null {
  return typeof key === 'number' ? key : null;
}

function named(field: TaskSortField, descending: boolean): Pick<Order, 'field' | 'descending' | 'name'> {
  return { field, descending, name: `${descending ? '-' : ''}${field}` };
}

/** Rows that stand after a place in the order of their last change. */
export function afterUpdate(descending: boolean, { value, id }: Position): Fragment {
  const at = value ?? 0;
  return descending
    ? sql`t.updated <= ${at} AND (t.updated < ${at} OR t.id < ${id})`
    : sql`t.updated >= ${at} AND (t.updated > ${at} OR t.id > ${id})`;
}

function afterTime(column: string, descending: boolean, { value, id }: Position): Fragment {
  const of = raw(column);
  if (value === null) return sql`${of} IS NULL AND t.id < ${id}`;
  const beyond = descending ? sql`${of} < ${value}` : sql`${of} > ${value}`;
  return sql`${beyond} OR ${of} IS NULL OR (${of} = ${value} AND t.id < ${id})`;
}
