import { describe, expect, it } from 'vitest';
import { putChip, shownChips, shutOutValues } from './filter-chips';

describe('shownChips', () => {
  it('shows each part with its values', () => {
    const chips = shownChips('queue:media,mail -state:SUCCESS runtime:>5s timeout is:duplicate worker:""');
    expect(chips.map(({ field, negated, values }) => [field, negated, values])).toEqual([
      ['queue', false, ['media', 'mail']],
      ['state', true, ['SUCCESS']],
      ['runtime', false, ['>5s']],
      [null, false, ['timeout']],
      ['is', false, ['duplicate']],
      ['worker', false, ['']],
    ]);
  });

  it('keeps parts joined by OR in one chip', () => {
    expect(shownChips('queue:mail (retries:>0 OR runtime:>5s)')[1]?.values).toEqual(['retries:>0 OR runtime:>5s']);
  });

  it('has none for the empty filter', () => {
    expect(shownChips('')).toEqual([]);
  });
});

describe('shutOutValues', () => {
  it('lists what negated chips shut out', () => {
    expect(shutOutValues('-state:SUCCESS,RETRY state:FAILURE', 'state')).toEqual(['SUCCESS', 'RETRY']);
  });
});

describe('putChip', () => {
  it('adds what was typed', () => {
    expect(putChip('', 'queue:mail', null)).toBe('queue:mail');
    expect(putChip('queue:mail', ' runtime:>5s ', null)).toBe('queue:mail runtime:>5s');
  });

  it('keeps an OR together beside other parts', () => {
    expect(putChip('queue:mail', 'a OR b', null)).toBe('queue:mail (a OR b)');
    expect(putChip('', 'a OR b', null)).toBe('a OR b');
  });

  it('puts an edited chip in the place of the old one', () => {
    expect(putChip('queue:mail state:FAILURE', 'queue:media', 0)).toBe('state:FAILURE queue:media');
  });
});
