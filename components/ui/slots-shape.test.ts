import { describe, expect, it } from 'vitest';
import { drawSlots } from './slots-shape';

const worker = { slots: 8, running: 3, reserved: 0, scheduled: 0, widest: 8 };

describe('drawSlots', () => {
  it('makes the column as wide as the widest worker shown', () => {
    expect(drawSlots(worker).slotsWidth).toBe(94);
    expect(drawSlots({ ...worker, slots: 2, running: 2 }).slotsWidth).toBe(94);
  });

  it('draws a bar above 32 slots', () => {
    const drawn = drawSlots({ ...worker, slots: 64, running: 46, widest: 64 });
    expect(drawn).toMatchObject({ cells: 0, slotsWidth: 94 });
    expect(drawn.bar).toBeCloseTo(46 / 64);
  });

  it('draws at most 32 ticks, reserved ones first', () => {
    expect(drawSlots({ ...worker, reserved: 16, scheduled: 38 })).toMatchObject({
      reservedTicks: 16,
      scheduledTicks: 16,
    });
    expect(drawSlots({ ...worker, reserved: 90, scheduled: 5 })).toMatchObject({
      reservedTicks: 32,
      scheduledTicks: 0,
    });
  });

  it('never draws more busy cells than there are slots', () => {
    expect(drawSlots({ ...worker, running: 11 }).busy).toBe(8);
  });

  it('draws nothing for a worker whose slots are not known', () => {
    expect(drawSlots({ slots: null, running: null, reserved: null, scheduled: null, widest: 0 })).toMatchObject({
      cells: 0,
      busy: 0,
      slotsWidth: 0,
    });
  });
});
