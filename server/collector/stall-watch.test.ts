import { describe, expect, it } from 'vitest';
import { createStallWatch, STALL_LOOK_MS } from './stall-watch';

describe('the watch over stalls of this thread', () => {
  function stage() {
    let now = 0;
    const watch = createStallWatch(() => now);
    const pass = (ms: number): void => void (now += ms);
    const looks = (count: number): void => {
      for (let n = 0; n < count; n += 1) {
        pass(STALL_LOOK_MS);
        watch.look();
      }
    };
    return { watch, pass, looks };
  }

  it('tells nothing while looks come in time', () => {
    const { watch, looks } = stage();
    looks(20);
    expect(watch.recentSeconds()).toBe(0);
  });

  it('tells a stall before the first look after it, and for some time behind it', () => {
    const { watch, pass, looks } = stage();
    looks(4);
    pass(6250);
    expect(watch.recentSeconds()).toBe(6);
    watch.look();
    looks(8);
    expect(watch.recentSeconds()).toBe(6);
    looks(40);
    expect(watch.recentSeconds()).toBe(0);
  });
});
