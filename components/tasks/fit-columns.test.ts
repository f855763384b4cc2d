import { describe, expect, it } from 'vitest';
import { fitColumns } from './fit-columns';
import { DEFAULT_COLUMNS } from '../ui/page-defaults';

describe('fitColumns', () => {
  it('shows what is wanted where there is room', () => {
    expect(fitColumns(DEFAULT_COLUMNS, 1040)).toEqual({ columns: DEFAULT_COLUMNS, taskWidth: 272, minWidth: null });
  });

  it('gives up the wait, then the place, so that Why can be read', () => {
    expect(fitColumns(DEFAULT_COLUMNS, 880).columns).toEqual(['where', 'run', 'age', 'why']);
    expect(fitColumns(DEFAULT_COLUMNS, 760).columns).toEqual(['run', 'age', 'why']);
  });

  it('narrows the name last', () => {
    expect(fitColumns(DEFAULT_COLUMNS, 716)).toMatchObject({
      columns: ['run', 'age', 'why'],
      taskWidth: 220,
      minWidth: null,
    });
  });

  it('scrolls sideways when the reader wants more than there is room for', () => {
    expect(fitColumns(['queue', 'sent', 'received', 'started', 'ended', 'why'], 700).minWidth).toBeGreaterThan(700);
  });

  it('drops nothing before it has been measured', () => {
    expect(fitColumns(DEFAULT_COLUMNS, 0)).toMatchObject({ columns: DEFAULT_COLUMNS, minWidth: null });
  });
});
