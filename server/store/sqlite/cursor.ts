import { z } from 'zod';
import { StoreError } from '../store';

/** Where a page ended: the value it is sorted by and the row. `name` and `updated` are those of orders by a name. */
export interface Position {
  readonly value: number | null;
  readonly name: string | null;
  readonly id: number;
}

const Cursor = z.tuple([z.string(), z.number().nullable(), z.string().nullable(), z.int().nonnegative()]);

/** `order` says which list in which order it belongs to: a cursor of one is no good in another. */
export function encodeCursor(order: string, position: Position): string {
  const { value, name, id } = position;
  return Buffer.from(JSON.stringify([order, value, name, id] satisfies z.infer<typeof Cursor>)).toString('base64url');
}

export function decodeCursor(order: string, text: string): Position {
  const parsed = Cursor.safeParse(parse(text));
  if (!parsed.success || parsed.data[0] !== order) {
    throw new StoreError(
      'bad_cursor',
      'The cursor does not belong to this list and order. Start again from the first page.',
    );
  }
  const [, value, name, id] = parsed.data;
  return { value, name, id };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as unknown;
  } catch {
    return null;
  }
}
