import { describe, expect, it } from 'vitest';
import type { TaskFacets } from '../api/views';
import { completionsAt as offeredAt, facetValues, placeAt, takeCompletion } from './filter-completion';

const facets: TaskFacets = {
  states: [{ value: 'FAILURE', count: 3 }],
  queues: [
    { value: 'mail', count: 5 },
    { value: 'two words', count: 1 },
    { value: null, count: 2 },
  ],
  workers: [],
  types: [],
  exceptions: [],
};

const completionsAt = (text: string, caret: number) => offeredAt(text, caret, facetValues(facets));
const labels = (text: string, caret = text.length) => completionsAt(text, caret).options.map((option) => option.label);

describe('completionsAt', () => {
  it('offers fields that begin with what was typed', () => {
    expect(labels('st')).toEqual(['state', 'started']);
    expect(labels('queue:mail -sta')).toEqual(['state', 'started']);
  });

  it('offers the values that exist, with their counts', () => {
    expect(completionsAt('queue:', 6).options[0]).toMatchObject({ label: 'mail', count: 5 });
    expect(labels('queue:ma')).toEqual(['mail']);
    expect(labels('queue:mail,two')).toEqual(['two words']);
  });

  it('offers conditions and samples where values can not be listed', () => {
    expect(labels('is:dup')).toEqual(['duplicate']);
    expect(labels('runtime:')).toContain('>5s');
  });

  it('offers nothing for a field that does not exist', () => {
    expect(labels('colour:re')).toEqual([]);
  });
});

describe('a word', () => {
  it('may be the part of a name, which is offered in its field', () => {
    expect(labels('mai')).toEqual(['queue:mail']);
    expect(labels('FAIL')).toEqual(['state:FAILURE']);
    expect(labels('m')).toEqual([]);
  });

  it('may be the beginning of a keyword', () => {
    expect(labels('queue:mail O')).toEqual(['OR']);
    expect(labels('NO')).toEqual(['NOT']);
  });
});

describe('placeAt', () => {
  it.each([
    ['queue:"a,b', { from: 6, to: 10, field: 'queue', typed: 'a,b' }],
    ['queue:"a,b",c', { from: 12, to: 13, field: 'queue', typed: 'c' }],
    ['(-task:sho', { from: 7, to: 10, field: 'task', typed: 'sho' }],
    ['NOT name:x', { from: 9, to: 10, field: 'task', typed: 'x' }],
    ['"a phrase wor', { from: 0, to: 13, field: null, typed: '"a phrase wor' }],
  ])('of %j knows the field and what was typed', (text, place) => {
    expect(placeAt(text, text.length)).toEqual(place);
  });
});

describe('takeCompletion', () => {
  const take = (text: string, caret = text.length) => {
    const completions = completionsAt(text, caret);
    const [option] = completions.options;
    if (option === undefined) throw new Error('nothing to take');
    return takeCompletion(text, completions, option);
  };

  it('goes on after a field and ends a value with a space', () => {
    expect(take('queue:mail sta')).toEqual({ text: 'queue:mail state:', caret: 17 });
    expect(take('queue:ma')).toEqual({ text: 'queue:mail ', caret: 11 });
  });

  it('keeps what stands after the caret, and the minus before', () => {
    expect(take('-que state:FAILURE', 4)).toEqual({ text: '-queue: state:FAILURE', caret: 7 });
  });

  it('quotes a value that needs it', () => {
    expect(take('queue:two').text).toBe('queue:"two words" ');
  });
});
