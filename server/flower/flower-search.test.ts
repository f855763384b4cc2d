import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatFilter } from '@/lib/query/format-filter';
import { parseFilter } from '@/lib/query/parse-filter';
import { parseFlowerSearch } from './flower-search';
import { FlowerSearchError } from './flower-search-tokens';
import { toFilter } from './search-filter';

const ours = (text: string, seesArguments = true): string => {
  const search = parseFlowerSearch(text);
  return search === null ? '' : formatFilter(toFilter(search, seesArguments));
};

describe('a search of Flower', () => {
  it.each([
    ['', ''],
    ['state:failure', 'state:FAILURE'],
    ['state:PENDING', 'state:SENT'],
    ['name:mail worker:w1@h', 'task:*mail* worker:*w1@h*'],
    ['name:mail AND state:SUCCESS', 'task:*mail* state:SUCCESS'],
    ['name:mail OR (state:SUCCESS name:other)', 'task:*mail* OR state:SUCCESS task:*other*'],
    ['NAME:"two words"', 'task:*two*words*'],
    ['args:"a b"', 'args:"a b"'],
    ['result:"*"x"*"', 'result:"*x*"'],
    ['kwargs:user=7', String.raw`kwargs:"'user': '7'","'user': \"7\"","'user': 7,","'user': 7}"`],
    ['hello', 'state:*hello* OR worker:*hello* OR "hello" OR result:hello'],
    ['abc-12', 'state:*abc-12* OR worker:*abc-12* OR "abc-12" OR result:abc-12 OR uuid:*abc-12*'],
  ])('%s is %s', (text, filter) => {
    expect(ours(text)).toBe(filter);
  });

  it.each([
    ['ab', 'Substring search terms must contain at least 3 characters at position 0.'],
    ['name:mail ab', 'Substring search terms must contain at least 3 characters at position 10.'],
    ['NOT abc', 'NOT is not supported at position 0.'],
    ['-abc', "Negation with '-' is not supported at position 0."],
    ['"abc', 'Unterminated quoted phrase at position 0.'],
    ['""', 'Empty search term at position 0.'],
    ['name:', 'Search qualifier requires a value at position 0.'],
    ['abc OR', 'OR must be followed by a search term at position 4.'],
    ['abc AND )', 'AND must be followed by a search term at position 4.'],
    ['(abc', 'Missing closing parenthesis at position 0.'],
    ['()', 'Empty group at position 0.'],
    ['abc)', "Unexpected ')' at position 3."],
    ['OR abc', 'Expected a search term at position 0.'],
    ['((((((abc))))))', 'Query nesting exceeds 5 levels at position 5.'],
    ['x'.repeat(2049), 'Query exceeds 2048 characters.'],
    ['abc '.repeat(129), 'Query exceeds 128 tokens.'],
    ['🐇🐇🐇 ab', 'Substring search terms must contain at least 3 characters at position 4.'],
  ])('is refused in Flower’s words: %s', (text, message) => {
    expect(() => parseFlowerSearch(text)).toThrow(new FlowerSearchError(message.replace(/\.$/, '')).message);
  });

  it('is always one of ours, whatever is looked for, or refused', () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom('name:', 'kwargs:a=', 'state:', '(', ')', ' OR ', ' AND ', '"', '\\'),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), (words) => {
        let filter;
        try {
          filter = ours(words.join(''));
        } catch (error) {
          expect(error).toBeInstanceOf(FlowerSearchError);
          return;
        }
        expect(parseFilter(filter, 0)).toMatchObject({ ok: true });
      }),
      { numRuns: 500 },
    );
  });

  it('finds nothing of arguments for whom they are hidden', () => {
    expect(ours('secret', false)).toBe('state:*secret* OR worker:*secret* OR task:*secret*');
    for (const text of ['args:secret', 'name:abc OR kwargs:k=1', 'result:abc'])
      expect(() => ours(text, false)).toThrow('does not see arguments');
    expect(ours('name:mail', false)).toBe('task:*mail*');
  });
});
