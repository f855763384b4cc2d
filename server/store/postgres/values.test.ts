import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PGlite } from '@electric-sql/pglite';
import { sql } from '../sql/fragment';
import { withoutNul } from '../sql/task-id';
import { numbered } from './session';
import { arrayText, toParameter, unnest } from './values';

describe('values for PostgreSQL', () => {
  let lite: PGlite;
  beforeAll(async () => {
    lite = await PGlite.create();
  }, 60_000);
  afterAll(() => lite.close());

  it('come back as they were sent, whatever texts and numbers they are', async () => {
    const text = fc.option(fc.string({ unit: 'grapheme' }), { nil: null });
    const number = fc.option(fc.double({ noNaN: true }), { nil: null });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, number, fc.uint8Array()), { minLength: 1 }), async (rows) => {
        const query = sql`SELECT * FROM ${unnest([
          ['text', rows.map(([value]) => value)],
          ['float8', rows.map(([, value]) => value)],
          ['bytea', rows.map(([, , value]) => value)],
        ])} AS v (t, f, b)`;
        const found = await lite.query<{ t: string | null; f: number | null; b: Uint8Array }>(
          numbered(query),
          query.values.map(toParameter),
        );
        expect(found.rows).toEqual(
          rows.map(([t, f, b]) => ({ t: t === null ? null : withoutNul(t), f: f === 0 ? 0 : f, b })),
        );
      }),
      { numRuns: 50 },
    );
  }, 60_000);

  it('refuse what is neither a text nor a number', () => {
    expect(() => arrayText([{} as unknown as string])).toThrow(TypeError);
    expect(arrayText([NaN, null, 'NULL'])).toBe('{NULL,NULL,"NULL"}');
  });
});
