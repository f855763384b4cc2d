import { describe, expect, it } from 'vitest';
import { byClosing } from './by-closing';

describe('byClosing', () => {
  it('puts the finding that closed last first, and keeps an order between equals', () => {
    const finding = (id: string, closedAt: number) => ({ id, closedAt });
    const sorted = byClosing([finding('old', 5), finding('b', 9), finding('a', 9)]);
    expect(sorted.map(({ id }) => id)).toEqual(['a', 'b', 'old']);
  });
});
