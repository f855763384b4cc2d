import { describe, expect, it } from 'vitest';
import { byClosing } from './by-closing';

describe('byClosing', () => {
  it('puts open findings first, then the ones that closed last', () => {
    const finding = (id: string, since: number, closedAt: number | null) => ({ id, since, closedAt });
    const sorted = byClosing([
      finding('old', 1, 5),
      finding('open', 2, null),
      finding('new', 1, 9),
      finding('newer open', 3, null),
    ]);
    expect(sorted.map(({ id }) => id)).toEqual(['newer open', 'open', 'new', 'old']);
  });
});
