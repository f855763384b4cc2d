import { describe, expect, it } from 'vitest';
import type { ChordPart } from '@/lib/cluster/results-log';
import { createResultsWatch } from './results-watch';

const chord = { groupId: 'g', size: 3, done: 1, missing: null, endedPart: 'p1', expiresInSeconds: null };

/** Looks at a chord whose count stands still, at these times. */
async function watched(
  times: readonly number[],
  known: readonly string[],
  found: readonly ChordPart[] = [],
  isIdle = false,
) {
  const searches: number[] = [];
  let now = 0;
  const reading = { keys: 1, looked: 1, results: 0, sample: [], chords: [chord] };
  const watch = createResultsWatch({
    backend: () => ({
      kind: 'redis',
      url: 'redis://results',
      read: () => Promise.resolve(new Map()),
      look: () => Promise.resolve({ at: now, ...reading }),
      close: () => Promise.resolve(),
    }),
    broker: {
      findGroup() {
        searches.push(now);
        return Promise.resolve({ found, everywhere: true });
      },
    },
    isConnected: () => true,
    isIdle: () => isIdle,
    nameOf: (uuid) => (known.includes(uuid) ? 'shop.part' : null),
    now: () => now,
  });
  for (now of times) await watch.look();
  return { searches, chord: watch.sight()?.chords[0] };
}

describe('the watch over results', () => {
  it('knows a chord by a part that ended here, or lies in the broker', async () => {
    const part = { uuid: 'p2', name: 'shop.part', index: 2, queue: 'mail', in: 'queue' } as const;
    expect((await watched([0, 30], ['p1'])).chord?.isOurs).toBe(true);
    expect((await watched([0, 30], [], [part])).chord?.isOurs).toBe(true);
    expect((await watched([0, 30], [])).chord?.isOurs).toBe(false);
  });

  const everyTen = Array.from({ length: 61 }, (_, index) => index * 10);

  it('searches the broker less and less often for a chord that stands still while its part runs', async () => {
    expect((await watched(everyTen, ['p1'])).searches).toEqual([20, 40, 80, 160, 320]);
  });

  it('goes on to search for one that may be nowhere, and not for one of another application', async () => {
    expect((await watched(everyTen.slice(0, 20), ['p1'], [], true)).searches).toEqual([20, 40, 80, 120, 160]);
    expect((await watched(everyTen.slice(0, 20), [], [], true)).searches).toEqual([20, 40, 80, 160]);
  });
});
