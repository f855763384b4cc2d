import { z } from 'zod';
import { StoreError } from '../store';

/**
 * Where a page ended: the value it is sorted by and the row, by its number or by the task's id. `name` is that of orders by
 * a name.
 */
export interface Position<Id = number> {
  readonly value: number | null;
  readonly name: string | null;
  readonly id: Id;
}

const { encode, decode } = cursorsOf(z.int().nonnegative());
export { decode as decodeCursor, encode as encodeCursor };

/** Cursors of lists whose rows have no number. */
export const taskCursors = cursorsOf(z.string().min(1));

function cursorsOf<Id>(id: z.ZodType<Id>): {
  /** `order` says which list in which order it belongs to: a cursor of one is no good in another. */
  readonly encode: (order: string, position: Position<Id>) => string;
  readonly decode: (order: string, text: string) => Position<Id>;
} {
  const Cursor = z.tuple([z.string(), z.number().nullable(), z.string().nullable(), id]);
  return {
    encode: (order, position) => toText([order, position.value, position.name, position.id]),
    decode(order, text) {
      const parsed = Cursor.safeParse(parse(text));
      if (!parsed.success || parsed.data[0] !== order) {
        throw new StoreError(
          'bad_cursor',
          'The cursor does not belong to this list and order. Start again from the first page.',
        );
      }
      const [, value, name, place] = parsed.data;
      return { value, name, id: place };
    },
  };
}

function toText(cursor: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as unknown;
  } catch {
    return null;
  }
}
