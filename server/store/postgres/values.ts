import { raw, sql, type Fragment, type SqlValue } from '../sql/fragment';
import { withoutNul } from '../sql/task-id';

export type Value = string | number | null | Uint8Array;

/** A value as PostgreSQL reads it: a text, or null. */
export function toParameter(value: SqlValue): string | Uint8Array | null {
  return typeof value === 'number' ? String(value) : typeof value === 'string' ? withoutNul(value) : value;
}

/** A list as PostgreSQL writes it, to be bound as one value. Throws a TypeError for what no column takes. */
export function arrayText(values: readonly Value[]): string {
  return `{${values.map(elementText).join(',')}}`;
}

function elementText(value: Value): string {
  // SQLite stores what is no number as null, too.
  if (value === null || Number.isNaN(value)) return 'NULL';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return `"${withoutNul(value).replace(/["\\]/g, '\\$&')}"`;
  if (value instanceof Uint8Array) return `"\\\\x${Buffer.from(value).toString('hex')}"`;
  throw new TypeError('a value is neither a text nor a number');
}

/** `unnest` of columns of equal length: one statement for any number of rows. */
export function unnest(columns: readonly (readonly [type: string, values: readonly Value[]])[]): Fragment {
  const lists = columns.map(([type, values]) => sql`${arrayText(values)}${raw(`::${type}[]`)}`);
  return {
    text: `unnest(${lists.map(({ text }) => text).join(', ')})`,
    values: lists.flatMap(({ values }) => values),
  };
}

/** `column = ANY (…)` for any number of texts. */
export function isAnyOf(column: string, type: 'text' | 'int4', values: readonly Value[]): Fragment {
  return sql`${raw(column)} = ANY (${arrayText(values)}${raw(`::${type}[]`)})`;
}
