import { describe, expect, it } from 'vitest';
import { paced } from './repeat';

describe('paced', () => {
  it('pauses nine times as long as the work took, within bounds', async () => {
    const clock = { ms: 0 };
    let takesMs = 10;
    const { work, pauseMs } = paced(
      2000,
      () => {
        clock.ms += takesMs;
        return takesMs > 5000 ? Promise.reject(new Error('slow')) : Promise.resolve();
      },
      () => clock.ms,
    );
    await work();
    expect(pauseMs()).toBe(2000);
    takesMs = 1000;
    await work();
    expect(pauseMs()).toBe(9000);
    takesMs = 8000;
    await expect(work()).rejects.toThrow('slow');
    expect(pauseMs()).toBe(15_000);
  });
});
