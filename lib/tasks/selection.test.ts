import { describe, expect, it } from 'vitest';
import { EMPTY_SELECTION, extendTo, pageMark, selectPage, setScope, toggle } from './selection';

const shown = ['a', 'b', 'c', 'd'];

describe('selection', () => {
  it('marks and unmarks one row', () => {
    const one = toggle(EMPTY_SELECTION, 'b');
    expect(one.ids).toEqual(['b']);
    expect(toggle(one, 'b').ids).toEqual([]);
  });

  it('extends from the anchor in both directions and keeps what was marked elsewhere', () => {
    const there = toggle(toggle(EMPTY_SELECTION, 'elsewhere'), 'c');
    expect(extendTo(there, 'a', shown).ids).toEqual(['elsewhere', 'c', 'a', 'b']);
    expect(extendTo(there, 'd', shown).ids).toEqual(['elsewhere', 'c', 'd']);
  });

  it('marks the row alone when the anchor is no longer shown', () => {
    expect(extendTo({ ids: ['x'], scope: 'these', anchor: 'x' }, 'b', shown).ids).toEqual(['x', 'b']);
  });

  it('goes from the page to all matching and back to nothing', () => {
    const page = selectPage(EMPTY_SELECTION, shown);
    expect(page).toMatchObject({ ids: shown, scope: 'these' });
    const all = selectPage(page, shown);
    expect(all.scope).toBe('all');
    expect(selectPage(all, shown)).toEqual(EMPTY_SELECTION);
  });

  it('falls back to single rows when one is unmarked after all matching', () => {
    const all = setScope(selectPage(EMPTY_SELECTION, shown), 'all');
    expect(toggle(all, 'a')).toMatchObject({ ids: ['b', 'c', 'd'], scope: 'these' });
  });

  it('tells whether none, some or all shown rows are marked', () => {
    expect(pageMark(EMPTY_SELECTION, shown)).toBe('none');
    expect(pageMark(toggle(EMPTY_SELECTION, 'a'), shown)).toBe('some');
    expect(pageMark(selectPage(EMPTY_SELECTION, shown), shown)).toBe('all');
  });
});
