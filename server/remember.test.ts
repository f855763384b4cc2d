import { describe, expect, it } from 'vitest';
import { lastKnown, remember, rememberEach } from './remember';

describe('what is remembered', () => {
  it('is read once for all who ask in its time, and again after it', async () => {
    let now = 0;
    let reads = 0;
    const read = remember(
      5,
      () => now,
      () => Promise.resolve((reads += 1)),
    );
    expect(await Promise.all([read(), read()])).toEqual([1, 1]);
    now = 4.9;
    expect(await read()).toBe(1);
    now = 5;
    expect(await read()).toBe(2);
  });

  it('is no failed read', async () => {
    let reads = 0;
    const read = remember(
      5,
      () => 0,
      () => {
        reads += 1;
        if (reads === 1) throw new Error('not yet');
        return Promise.resolve(reads);
      },
    );
    await expect(read()).rejects.toThrow('not yet');
    expect(await read()).toBe(2);
  });

  it('stands in for a read that fails', async () => {
    const answers = [Promise.reject(new Error('away')), Promise.resolve(7), Promise.reject(new Error('away'))];
    for (const answer of answers) answer.catch(() => undefined);
    const read = lastKnown(0, () => answers.shift() ?? Promise.resolve(8));
    expect([await read(), await read(), await read(), await read()]).toEqual([0, 7, 7, 8]);
  });

  it('is kept for each question, of the last ones asked', async () => {
    const asked: string[] = [];
    const read = rememberEach({ seconds: 5, most: 2, now: () => 0 }, ({ q }: { q: string }) => {
      asked.push(q);
      return Promise.resolve(q);
    });
    for (const q of ['a', 'b', 'a', 'c', 'a', 'b']) expect(await read({ q })).toBe(q);
    expect(asked).toEqual(['a', 'b', 'c', 'b']);
  });
});
