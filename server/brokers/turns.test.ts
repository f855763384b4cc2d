import { describe, expect, it } from 'vitest';
import { createTurns } from './turns';

describe('createTurns', () => {
  it('runs one after the other, whatever became of the one before', async () => {
    const turns = createTurns(10);
    const log: string[] = [];
    const work =
      (name: string, fails = false) =>
      async () => {
        log.push(`${name} begins`);
        await Promise.resolve();
        log.push(`${name} ends`);
        if (fails) throw new Error(name);
        return name;
      };
    const results = await Promise.allSettled([turns(work('a')), turns(work('b', true)), turns(work('c'))]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });

  it('refuses more than may wait, and takes work again when there is room', async () => {
    const turns = createTurns(2);
    const both = [turns(() => Promise.resolve(1)), turns(() => Promise.resolve(2))];
    await expect(turns(() => Promise.resolve(3))).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    expect(await Promise.all(both)).toEqual([1, 2]);
    expect(await turns(() => Promise.resolve(4))).toBe(4);
  });
});
