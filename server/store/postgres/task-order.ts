import type { TaskSort } from '@/lib/query/task-query';
import type { Position } from '../sql/cursor';
import { raw, sql, type Fragment } from '../sql/fragment';
import type { DictKind } from '../sql/kinds';

export type Place = Position<string>;

/** A row of a list: its task, and what it is sorted by. */
export interface Hit {
  readonly uid: string;
  readonly day: number;
  readonly key: number | null;
  readonly updated: number;
}

/** The order of a list: no two rows have the same place. */
export interface Order {
  readonly field: TaskSort['field'];
  /** The name of the order in cursors. */
  readonly name: string;
  /** What it is sorted by; of an order by names, the number of the name. */
  readonly key: Fragment;
  /** null for an order by names, which the names themselves must tell. */
  readonly by: { readonly order: Fragment; readonly after: (place: Place) => Fragment } | null;
  readonly kind: DictKind | null;
  readonly descending: boolean;
}

const TIME_COLUMNS = { received: 't.received', sent: 't.sent', started: 't.started', runtime: 't.runtime' } as const;
const NEWEST_FIRST = raw('t.updated DESC, t.uid DESC');

export function orderOf({ field, descending }: TaskSort): Order {
  const common = { field, name: `${descending ? '-' : ''}${field}`, descending };
  if (field === 'updated') {
    const by = { order: descending ? NEWEST_FIRST : raw('t.updated, t.uid'), after: afterUpdate(descending) };
    return { ...common, key: raw('t.updated'), by, kind: null };
  }
  if (field in TIME_COLUMNS) {
    const column = TIME_COLUMNS[field as keyof typeof TIME_COLUMNS];
    const order = raw(`${column} ${descending ? 'DESC' : 'ASC'} NULLS LAST, t.uid DESC`);
    return { ...common, key: raw(column), by: { order, after: afterTime(column, descending) }, kind: null };
  }
  const kind = field as DictKind;
  return { ...common, key: raw(`t.${kind}`), by: null, kind };
}

/** Within a name the newest come first. */
export const WITHIN_NAME = { order: NEWEST_FIRST, after: afterUpdate(true) };

function afterUpdate(descending: boolean): (place: Place) => Fragment {
  return ({ value, id }) => {
    const at = value ?? 0;
    return descending
      ? sql`t.updated <= ${at} AND (t.updated < ${at} OR t.uid < ${id})`
      : sql`t.updated >= ${at} AND (t.updated > ${at} OR t.uid > ${id})`;
  };
}

// What is not known comes last in both directions.
function afterTime(column: string, descending: boolean): (place: Place) => Fragment {
  const of = raw(column);
  return ({ value, id }) => {
    if (value === null) return sql`${of} IS NULL AND t.uid < ${id}`;
    const beyond = descending ? sql`${of} < ${value}` : sql`${of} > ${value}`;
    return sql`${beyond} OR ${of} IS NULL OR (${of} = ${value} AND t.uid < ${id})`;
  };
}
