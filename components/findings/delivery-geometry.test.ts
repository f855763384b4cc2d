import { describe, expect, it } from 'vitest';
import { deliveryGeometry } from './delivery-geometry';

const bar = (n: number, startedAt: number, endedAt: number | null) => ({
  n,
  worker: `w${n}@alpha`,
  startedAt,
  endedAt,
  outcome: endedAt === null ? null : 'SUCCESS',
});

const figure = (bars: ReturnType<typeof bar>[], dueAt: number | null = null) =>
  ({ kind: 'deliveries', bars, dueAt, facts: [] }) as const;

describe('deliveryGeometry', () => {
  it('lays both runs on one axis and marks the time in which both ran', () => {
    const drawn = deliveryGeometry(figure([bar(1, 100, 200), bar(2, 150, 300)], 140), 400);
    expect(drawn).toMatchObject({ from: 100, to: 300, due: { at: 140, left: 0.2 } });
    expect(drawn.bars[1]).toMatchObject({ left: 0.25, width: 0.75, seconds: 150, running: false });
    expect(drawn.overlap).toEqual({ seconds: 50, left: 0.25, width: 0.25 });
  });

  it('draws a run that goes on up to now', () => {
    const drawn = deliveryGeometry(figure([bar(1, 100, null)]), 160);
    expect(drawn.to).toBe(160);
    expect(drawn.bars[0]).toMatchObject({ running: true, seconds: 60, width: 1 });
  });

  it('marks nothing when the runs followed one another', () => {
    expect(deliveryGeometry(figure([bar(1, 100, 150), bar(2, 150, 200)]), 400).overlap).toBeNull();
  });

  it('sees a short run inside a long one', () => {
    const drawn = deliveryGeometry(figure([bar(1, 0, 100), bar(2, 10, 20), bar(3, 90, 95)]), 100);
    expect(drawn.overlap).toMatchObject({ left: 0.1, seconds: 85 });
  });

  it('survives clocks that disagree', () => {
    const drawn = deliveryGeometry(figure([bar(1, 100, 90)]), 100);
    expect(drawn.bars[0]).toMatchObject({ seconds: 0, left: 0, width: 0 });
  });
});
