import { expect, it } from 'vitest';
import type { KeptRevoke } from '@/lib/cluster/wish';
import { batchOf, NOW } from '../store.fixture';
import type { StoreUnderTest } from '../store.contract';

const kept = (id: string, different: Partial<KeptRevoke> = {}): KeptRevoke => ({
  kind: 'revoke',
  id,
  at: NOW,
  actor: 'ada',
  reason: 'it would send mail twice',
  sentAgain: [],
  sentAgainCount: 0,
  ...different,
});

export function wishesContract(under: StoreUnderTest): void {
  const write = (id: string, wish: KeptRevoke | null) =>
    under.store.writer.write(batchOf({ wishes: [{ kind: 'revoke', id, wish }] }));

  it('keeps what was asked for, oldest first, as it was told last', async () => {
    await write('later', kept('later', { at: NOW + 1 }));
    await write('first', kept('first'));
    const changed = kept('first', {
      reason: null,
      sentAgain: [{ worker: 'w1@alpha', at: NOW + 2, outcome: 'ok' }],
      sentAgainCount: 1,
    });
    await write('first', changed);
    expect(under.store.writer.loadWishes()).toEqual([changed, kept('later', { at: NOW + 1 })]);
  });

  it('lets go of what is done with, and of nothing else', async () => {
    await write('one', kept('one'));
    await write('two', kept('two'));
    await write('one', null);
    await write('never there', null);
    expect(under.store.writer.loadWishes().map(({ id }) => id)).toEqual(['two']);
  });

  it('takes what comes twice in a batch as it was told last', async () => {
    await under.store.writer.write(
      batchOf({
        wishes: [
          { kind: 'revoke', id: 'gone', wish: kept('gone') },
          { kind: 'revoke', id: 'gone', wish: null },
          { kind: 'revoke', id: 'back', wish: null },
          { kind: 'revoke', id: 'back', wish: kept('back') },
        ],
      }),
    );
    expect(under.store.writer.loadWishes().map(({ id }) => id)).toEqual(['back']);
  });

  it('takes any id', async () => {
    for (const id of ["'; DROP TABLE wish; --", 'nul\0nul', 'é'.repeat(500)]) {
      await write(id, kept(id));
      expect(under.store.writer.loadWishes()).toEqual([kept(id)]);
      await write(id, null);
      expect(under.store.writer.loadWishes()).toEqual([]);
    }
  });

  it('stay though everything is too old to keep', async () => {
    await write('one', kept('one'));
    await under.store.writer.prune({ retentionSeconds: 1, maxTasks: 1, now: NOW + 90 * 86_400 });
    expect(under.store.writer.loadWishes().map(({ id }) => id)).toEqual(['one']);
  });
}
