import { describe, expect, it } from 'vitest';
import { createClockWatch } from './clock-watch';

function watched() {
  const time = { wall: 1_795_000_000, steady: 50 };
  const clock = createClockWatch(
    () => time.wall,
    () => time.steady * 1000,
  );
  const pass = (seconds: number): void => {
    time.wall += seconds;
    time.steady += seconds;
  };
  return { time, clock, pass };
}

describe('createClockWatch', () => {
  it('sees no jump in time that passes, nor in a clock that is corrected bit by bit', () => {
    const { clock, pass, time } = watched();
    for (let second = 0; second < 100; second += 1) {
      pass(1);
      time.wall += 0.2;
      expect(clock.jumped()).toBe(0);
    }
    expect(clock.cautious()).toBeCloseTo(time.wall);
  });

  it('tells a jump once, either way', () => {
    const { clock, pass, time } = watched();
    pass(1);
    time.wall += 3600;
    expect(clock.now()).toBeCloseTo(time.wall - 3600);
    expect(clock.jumped()).toBeCloseTo(3600);
    expect(clock.now()).toBeCloseTo(time.wall);
    expect(clock.jumped()).toBe(0);
    time.wall -= 7200;
    expect(clock.jumped()).toBeCloseTo(-7200);
  });

  it('believes a clock that was set forward after an hour, and one that was set back at once', () => {
    const { clock, pass, time } = watched();
    time.wall += 30 * 86_400;
    clock.jumped();
    expect(clock.cautious()).toBeCloseTo(time.wall - 30 * 86_400);
    pass(3599);
    expect(clock.cautious()).toBeCloseTo(time.wall - 30 * 86_400);
    pass(2);
    expect(clock.cautious()).toBeCloseTo(time.wall);
    time.wall -= 86_400;
    clock.jumped();
    expect(clock.cautious()).toBeCloseTo(time.wall);
  });

  it('holds nothing back once a wrong clock was set right', () => {
    const { clock, pass, time } = watched();
    time.wall += 86_400;
    clock.jumped();
    pass(60);
    time.wall -= 86_400;
    clock.jumped();
    expect(clock.cautious()).toBeCloseTo(time.wall);
  });

  it('removes nothing that got its time from a clock that was wrong for a while', () => {
    const { clock, pass, time } = watched();
    time.wall -= 7200;
    clock.jumped();
    pass(60);
    time.wall += 7200;
    clock.jumped();
    expect(clock.cautious()).toBeCloseTo(time.wall - 7200);
  });
});
