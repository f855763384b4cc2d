import { describe, expect, it } from 'vitest';
import { formatSort, parseTaskQuery, type ParsedTaskQuery } from './parse-task-query';

const NOW = 1_795_255_700;

function failure(params: Record<string, string>): Extract<ParsedTaskQuery, { ok: false }> {
  const parsed = parseTaskQuery(params, NOW);
  if (parsed.ok) throw new Error('was read without an error');
  return parsed;
}

describe('the parameters of a list of tasks', () => {
  it('have defaults', () => {
    const query = {
      q: '',
      from: null,
      to: null,
      sort: { field: 'updated', descending: true },
      limit: 50,
      cursor: null,
    };
    expect(parseTaskQuery({}, NOW)).toEqual({ ok: true, query });
    expect(parseTaskQuery({ q: '', from: '', to: '', sort: '', limit: '', cursor: '' }, NOW)).toEqual({
      ok: true,
      query,
    });
  });

  it('are read whole', () => {
    const params = { q: 'state:FAILURE', from: '-1h', to: '1795255000', sort: 'runtime', limit: '500', cursor: 'abc' };
    expect(parseTaskQuery(params, NOW)).toEqual({
      ok: true,
      query: {
        q: 'state:FAILURE',
        from: NOW - 3600,
        to: 1_795_255_000,
        sort: { field: 'runtime', descending: false },
        limit: 500,
        cursor: 'abc',
      },
    });
  });

  it('leave an end that is now open, so that new tasks belong to it', () => {
    const parsed = parseTaskQuery({ from: 'now', to: 'now' }, NOW);
    expect(parsed.ok && [parsed.query.from, parsed.query.to]).toEqual([NOW, null]);
  });

  it.each([
    ['q', 'state:'],
    ['from', 'soon'],
    ['to', '2026-13-45'],
    ['sort', 'colour'],
    ['limit', '0'],
    ['limit', '501'],
    ['limit', '1e2'],
    ['cursor', 'x'.repeat(3_000)],
  ])('name a bad %s (%s)', (field, value) => {
    expect(failure({ [field]: value }).field).toBe(field);
  });

  it('say where in the filter the error stands', () => {
    expect(failure({ q: 'a colour:red' })).toMatchObject({ from: 2, to: 8 });
  });

  it('write an order as they read it', () => {
    expect(formatSort({ field: 'name', descending: true })).toBe('-name');
    expect(formatSort({ field: 'name', descending: false })).toBe('name');
  });
});
