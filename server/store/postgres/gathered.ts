import { sql } from '../sql/fragment';
import type { Answering } from './answering';
import type { NamesReader } from './names-reader';
import type { TaskPlan } from './task-list';
import type { Hit, Order, Place } from './task-order';

/** So few matches are read at once, to be sorted and counted here: one look through the rows instead of two or three. */
const FEW = 1_000;

/** All that match, in order, where they are few; else null, which is soon known. */
export async function gathered(
  { session, names }: Answering,
  { where }: Pick<TaskPlan, 'where'>,
  order: Order,
): Promise<readonly Hit[] | null> {
  const { rows } = await session.query<Hit>(
    sql`SELECT t.uid, t.day, ${order.key} AS key, t.updated FROM task t WHERE ${where} LIMIT ${FEW + 1}`,
  );
  return rows.length > FEW
    ? null
    : rows.toSorted((a, b) => compare(order, spotOf(order, a, names), spotOf(order, b, names)));
}

/** Those of a list in order that stand after a place. */
export function hitsAfter(hits: readonly Hit[], order: Order, place: Place, names: NamesReader): readonly Hit[] {
  const { value, name, id } = place;
  const at = { key: order.kind === null ? value : null, name, updated: value ?? 0, uid: id };
  return hits.filter((hit) => compare(order, spotOf(order, hit, names), at) > 0);
}

interface Spot {
  readonly key: number | null;
  readonly name: string | null;
  readonly updated: number;
  readonly uid: string;
}

function spotOf({ kind }: Order, { uid, key, updated }: Hit, names: NamesReader): Spot {
  return { uid, updated, key: kind === null ? key : null, name: kind === null ? null : names.value(key) };
}

// The same orders as in task-order.ts.
function compare({ field, kind, descending }: Order, a: Spot, b: Spot): number {
  const sign = descending ? -1 : 1;
  if (field === 'updated') return sign * (a.updated - b.updated || bytewise(a.uid, b.uid));
  if (kind !== null) return nullsLast(a.name, b.name, sign) || b.updated - a.updated || bytewise(b.uid, a.uid);
  return nullsLast(a.key, b.key, sign) || bytewise(b.uid, a.uid);
}

function nullsLast<Value extends string | number>(a: Value | null, b: Value | null, sign: 1 | -1): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a < b ? -sign : a > b ? sign : 0;
}

function bytewise(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
