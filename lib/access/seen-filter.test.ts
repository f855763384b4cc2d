import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFilter } from '../query/parse-filter';
import { searchesTexts } from '../query/searches-texts';
import { accessOf } from './access';
import { seenFilter } from './seen-filter';

const bound = accessOf('operator', { queues: ['mail*', 'sms'], tasks: null });
const blind = accessOf('viewer', undefined, 'operator');

describe('the filter that somebody may ask', () => {
  it('is theirs where nothing is hidden', () => {
    expect(seenFilter('state:FAILURE args:x', accessOf('viewer'), 0)).toEqual({ ok: true, q: 'state:FAILURE args:x' });
  });

  it.each([
    ['', '(queue:mail*,sms)'],
    ['state:FAILURE', '(queue:mail*,sms) (state:FAILURE)'],
    ['a OR b', '(queue:mail*,sms) (a OR b)'],
    ['queue:orders', '(queue:mail*,sms) (queue:orders)'],
  ])('is within the scope: %s', (q, seen) => {
    const { q: text } = seenFilter(q, bound, 0) as { q: string };
    const parse = (written: string) =>
      JSON.stringify(parseFilter(written, 0), (key, value: unknown) => (key === 'from' || key === 'to' ? 0 : value));
    expect(parse(text)).toBe(
      parse(seen.replaceAll('(state:FAILURE)', 'state:FAILURE').replaceAll('(queue:orders)', 'queue:orders')),
    );
  });

  it('never looks into texts that are hidden, however it is written', () => {
    const part = fc.oneof(
      fc.constantFrom(
        'state:FAILURE',
        'args:x',
        'kwargs:"a b"',
        'result:1',
        'exception:V*',
        'word',
        '"two words"',
        'task:a',
      ),
      fc.string({ maxLength: 12 }),
    );
    const filter = fc
      .array(part, { maxLength: 4 })
      .chain((parts) => fc.constantFrom(parts.join(' '), parts.join(' OR '), `-(${parts.join(' ')})`));
    fc.assert(
      fc.property(filter, (q) => {
        const seen = seenFilter(q, blind, 0);
        if (!seen.ok) return;
        const parsed = parseFilter(seen.q, 0);
        expect(parsed.ok && searchesTexts(parsed.filter)).toBe(false);
      }),
    );
  });

  it('always keeps to the scope, however it is written', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), (q) => {
        const seen = seenFilter(q, bound, 0);
        const parsed = seen.ok ? parseFilter(seen.q, 0) : null;
        if (parsed === null || !parsed.ok) return;
        const { filter } = parsed;
        const parts = filter.kind === 'and' ? filter.parts : [filter];
        expect(JSON.stringify(parts)).toContain('"mail*"');
        expect(filter.kind).not.toBe('or');
        expect(filter.kind).not.toBe('not');
      }),
    );
  });
});
