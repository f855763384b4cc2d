import { describe, expect, it } from 'vitest';
import { newDelivery, type Delivery } from '../cluster/task';
import { ranTwice, startedCount, toDeliveriesFigure } from './deliveries-figure';

function delivery(fields: Partial<Delivery>): Delivery {
  return { ...newDelivery('w1@a'), receivedAt: 100, startedAt: 100, endedAt: 200, outcome: 'SUCCESS', ...fields };
}

describe('toDeliveriesFigure', () => {
  it('draws all deliveries on one axis with the time both ran', () => {
    const figure = toDeliveriesFigure(
      { sentAt: 95 },
      [
        delivery({}),
        delivery({ n: 2, worker: 'w2@a', receivedAt: 160, startedAt: 160, endedAt: 260, outcome: 'FAILURE' }),
      ],
      150,
      1000,
    );
    expect(figure?.bars).toHaveLength(2);
    expect(figure?.overlap).toMatchObject({ seconds: 40, first: 0, last: 1 });
    const [first, second] = figure?.bars ?? [];
    expect(first?.wait?.width).toBeGreaterThan(0);
    expect(first?.runSeconds).toBe(100);
    expect(second?.run?.left).toBeCloseTo(figure?.overlap?.left ?? -1, 6);
    expect(figure?.due?.left).toBeLessThan(second?.run?.left ?? 0);
  });

  it('draws a running delivery up to now', () => {
    const figure = toDeliveriesFigure({ sentAt: null }, [delivery({ endedAt: null, outcome: null })], null, 140);
    expect(figure?.bars[0]).toMatchObject({ running: true, runSeconds: 40 });
    expect(figure?.now?.left).toBeCloseTo((figure?.bars[0]?.run?.left ?? 0) + (figure?.bars[0]?.run?.width ?? 0), 6);
  });

  it('sees no overlap between runs one after the other, nor with a deduplicated one', () => {
    expect(
      toDeliveriesFigure({ sentAt: null }, [delivery({}), delivery({ n: 2, startedAt: 200, endedAt: 210 })], null, 300)
        ?.overlap,
    ).toBeNull();
    expect(
      toDeliveriesFigure(
        { sentAt: null },
        [delivery({}), delivery({ n: 2, startedAt: 150, endedAt: 151, deduplicated: true })],
        null,
        300,
      )?.overlap,
    ).toBeNull();
  });

  it('draws nothing without times', () => {
    expect(toDeliveriesFigure({ sentAt: 5 }, [], null, 10)).toBeNull();
    expect(
      toDeliveriesFigure({ sentAt: 5 }, [delivery({ receivedAt: null, startedAt: null, endedAt: null })], null, 10),
    ).toBeNull();
  });

  it('stays within the axis when clocks disagree', () => {
    const figure = toDeliveriesFigure(
      { sentAt: 120 },
      [delivery({ receivedAt: 110, startedAt: 111, endedAt: 112 })],
      null,
      130,
    );
    for (const bar of figure?.bars ?? []) {
      expect(bar.run?.left).toBeGreaterThanOrEqual(0);
      expect((bar.run?.left ?? 0) + (bar.run?.width ?? 0)).toBeLessThanOrEqual(1);
    }
  });
});

describe('ranTwice', () => {
  it('tells a duplicate execution from a retry, a restore and a deduplicated delivery', () => {
    expect(ranTwice([delivery({}), delivery({ n: 2 })])).toBe(true);
    expect(ranTwice([delivery({}), delivery({ n: 2, retries: 1 })])).toBe(false);
    expect(ranTwice([delivery({ startedAt: null }), delivery({ n: 2 })])).toBe(false);
    expect(ranTwice([delivery({}), delivery({ n: 2, deduplicated: true })])).toBe(false);
  });
});

describe('startedCount', () => {
  it('counts runs, not receipts', () => {
    expect(startedCount([delivery({}), delivery({ n: 2, startedAt: null })])).toBe(1);
  });
});
