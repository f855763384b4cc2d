import { describe, expect, it } from 'vitest';
import type { FindingView } from '@/lib/api/views';
import { openThen } from './open-then';

const finding = (id: string, openedAt: number, closedAt: number | null) =>
  ({ id, openedAt, closedAt, since: openedAt, severity: 'warning' }) as FindingView;

const FINDINGS = [finding('still', 100, null), finding('ended', 100, 200), finding('later', 300, 400)];

describe('openThen', () => {
  it('finds what stood open at a second, whatever became of it', () => {
    expect(openThen(FINDINGS, 150).findings.map(({ id }) => id)).toEqual(['ended', 'still']);
    expect(openThen(FINDINGS, 200).findings.map(({ id }) => id)).toEqual(['still']);
  });

  it('does not call a list whole that ends after that second', () => {
    expect(openThen(FINDINGS, 50).whole).toBe(true);
    expect(openThen(FINDINGS, 50, 3).whole).toBe(false);
    expect(openThen(FINDINGS, 250, 3).whole).toBe(true);
  });
});
