import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyPatch, diff } from './patch';
import type { Patch } from './protocol';

/** What a value is after its way over the wire. */
const overTheWire = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

function received(before: unknown, after: unknown): unknown {
  const patch = diff(before, after);
  return patch === null ? overTheWire(before) : applyPatch(overTheWire(before), overTheWire(patch) as Patch);
}

const row = fc.record(
  {
    uuid: fc.constantFrom('a', 'b', 'c', 'd', 'e', '__proto__', '0'),
    name: fc.option(fc.constantFrom('mail.send', 'constructor', '')),
    at: fc.integer({ min: 0, max: 5 }),
    state: fc.constantFrom('SENT', 'SUCCESS'),
    findings: fc.array(fc.string(), { maxLength: 2 }),
  },
  { requiredKeys: ['uuid'] },
);
const table = fc.record({
  tasks: fc.array(row, { maxLength: 8 }),
  byName: fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor')), fc.jsonValue()),
});

describe('diff and applyPatch', () => {
  it('turn any JSON value into any other', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
        expect(received(before, after)).toEqual(overTheWire(after));
      }),
    );
  });

  it('turn any list of rows into any other, with rows that come, go, move, change and share an identity', () => {
    fc.assert(
      fc.property(table, table, (before, after) => {
        // toEqual is blind to a member called `__proto__`, the text is not.
        expect(JSON.stringify(received(before, after))).toHaveLength(JSON.stringify(after).length);
        expect(received(before, after)).toEqual(overTheWire(after));
      }),
      { numRuns: 500 },
    );
  });

  it('find no difference between equal values', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => diff(value, structuredClone(value)) === null));
  });

  it('send a new row as one row and a run of the kept ones', () => {
    const rows = Array.from({ length: 50 }, (_, index) => ({ uuid: `t${index}`, state: 'SENT' }));
    const after = [{ uuid: 'new', state: 'SENT' }, ...rows.slice(0, 49)];
    expect(diff(rows, after)).toEqual({
      l: [{ v: { uuid: 'new', state: 'SENT' } }, [0, 49]],
      c: {},
    });
  });

  it('send a changed field as that field alone', () => {
    const before = {
      tasks: [
        { uuid: 'a', state: 'SENT' },
        { uuid: 'b', state: 'SENT' },
      ],
    };
    const after = {
      tasks: [
        { uuid: 'a', state: 'SENT' },
        { uuid: 'b', state: 'SUCCESS' },
      ],
    };
    expect(diff(before, after)).toEqual({ o: { tasks: { c: { 1: { o: { state: { v: 'SUCCESS' } } } } } } });
  });

  it('replace a list whose rows have no identity of their own', () => {
    expect(diff([{ uuid: 'a' }, { uuid: 'a' }], [{ uuid: 'a' }])).toEqual({ v: [{ uuid: 'a' }] });
    expect(diff([1, 2, 3], [2, 3, 4])).toEqual({ v: [2, 3, 4] });
  });

  it('keep the objects of rows that did not change', () => {
    const before = [
      { uuid: 'a', state: 'SENT' },
      { uuid: 'b', state: 'SENT' },
    ];
    const patch = diff(before, [
      { uuid: 'b', state: 'SENT' },
      { uuid: 'a', state: 'SUCCESS' },
    ]);
    if (patch === null) throw new Error('expected a difference');
    const after = applyPatch(before, patch);
    expect((after as unknown[])[0]).toBe(before[1]);
  });

  it('take an undefined member for an absent one, as JSON does', () => {
    expect(diff({ a: 1, b: undefined }, { a: 1 })).toBeNull();
    expect(diff({ a: 1 }, { a: undefined })).toEqual({ o: {}, d: ['a'] });
  });
});
