import { describe, expect, it } from 'vitest';
import { offsetFor } from './replay-clock';

describe('the offset of a replay', () => {
  const span = { firstAt: 1000, lastAt: 4600 };

  it('lets the first event happen now at the recorded speed and slower', () => {
    expect(offsetFor(span, 1, 9000) + span.firstAt).toBe(9000);
    expect(offsetFor(span, 0.5, 9000) + span.firstAt).toBe(9000);
  });

  it('lets the last event happen when it is played, if played faster', () => {
    expect(offsetFor(span, 10, 9000) + span.lastAt).toBe(9360);
    expect(offsetFor(span, 0, 9000) + span.lastAt).toBe(9000);
  });
});
