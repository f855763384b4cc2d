import { describe, expect, it } from 'vitest';
import { fieldValues, filterChips, removeChip, setFieldValues, toggleFieldValue, withoutField } from './edit-filter';
import type { Filter } from './filter';
import { formatFilter } from './format-filter';
import { parseFilter } from './parse-filter';

function filterOf(text: string): Filter {
  const parsed = parseFilter(text, 0);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.filter;
}

describe('editing a filter', () => {
  it('shows every part that must hold as a chip, as it was written', () => {
    expect(filterChips('state:FAILURE  -queue:mail (a OR b) "two words"')).toEqual([
      { text: 'state:FAILURE', field: 'state', negated: false },
      { text: '-queue:mail', field: 'queue', negated: true },
      { text: '(a OR b)', field: null, negated: false },
      { text: '"two words"', field: null, negated: false },
    ]);
  });

  it('takes one chip out and leaves the rest as written', () => {
    expect(removeChip('state:FAILURE received:-1h (a OR (b c))', 0)).toBe('received:-1h (a OR (b c))');
    expect(removeChip('state:FAILURE received:-1h (a OR (b c))', 2)).toBe('state:FAILURE received:-1h');
    expect(removeChip('state:FAILURE', 0)).toBe('');
  });

  it('replaces the chips of one field in their place', () => {
    expect(setFieldValues('a queue:x runtime:>5s -queue:y', 'queue', ['mail', 'two words', 'a*'])).toBe(
      'a queue:mail,"two words","a*" runtime:>5s',
    );
    expect(setFieldValues('a queue:x', 'queue', [])).toBe('a');
    expect(setFieldValues('', 'worker', [''])).toBe('worker:""');
  });

  it('puts an OR into parentheses once, however often it is edited', () => {
    let q = 'a OR b';
    for (let round = 0; round < 3; round += 1) {
      q = toggleFieldValue(q, 'state', 'FAILURE');
      expect(q).toBe('(a OR b) state:FAILURE');
      q = toggleFieldValue(q, 'state', 'FAILURE');
      expect(q).toBe('(a OR b)');
    }
  });

  it('adds and takes out values of a facet', () => {
    const both = toggleFieldValue(toggleFieldValue('word', 'state', 'FAILURE'), 'state', 'RETRY');
    expect(both).toBe('word state:FAILURE,RETRY');
    expect(fieldValues(both, 'state')).toEqual(['FAILURE', 'RETRY']);
    expect(toggleFieldValue(both, 'state', 'FAILURE')).toBe('word state:RETRY');
  });

  it('keeps what it cannot read', () => {
    expect(setFieldValues('(((', 'state', ['FAILURE'])).toBe('((( state:FAILURE');
    expect(filterChips('(((')).toEqual([]);
  });

  it('leaves out a field for the counts of its facet, but not inside an OR', () => {
    expect(formatFilter(withoutField(filterOf('state:A queue:x -state:B'), 'state'))).toBe('queue:x');
    expect(formatFilter(withoutField(filterOf('state:A'), 'state'))).toBe('');
    expect(formatFilter(withoutField(filterOf('(state:A OR queue:x) word'), 'state'))).toBe(
      '(state:A OR queue:x) word',
    );
  });

  it('gives back the very same filter when there is nothing to leave out', () => {
    const filter = filterOf('queue:x word');
    expect(withoutField(filter, 'state')).toBe(filter);
  });
});
