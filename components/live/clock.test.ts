import { describe, expect, it } from 'vitest';
import { createClock } from './clock';

describe('createClock', () => {
  it('believes the frame that travelled the shortest', () => {
    const clock = createClock(() => 100);
    clock.observe(158);
    clock.observe(159.8);
    clock.observe(155);
    expect(clock.now()).toBeCloseTo(159.8);
  });

  it('forgets old frames, so that a corrected server clock is followed', () => {
    const clock = createClock(() => 100);
    clock.observe(500);
    for (let frame = 0; frame < 20; frame += 1) clock.observe(110);
    expect(clock.now()).toBeCloseTo(110);
  });
});
