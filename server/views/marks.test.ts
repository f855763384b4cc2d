import { describe, expect, it } from 'vitest';
import { accessOf } from '@/lib/access/access';
import type { MarksView, WorkerChange } from '@/lib/api/marks-view';
import type { Action } from '@/lib/cluster/action';
import { NOW, snapshot } from '../http/cluster.fixture';
import { FakeCollector, fakeReader, fakeSource } from '../http/server.fixture';
import { prepareView } from './index';

const viewer = { name: 'anonymous', canControl: true, access: accessOf('admin'), by: 'none' as const };

function action(id: string, at: number, batchId: string | null = null): Action {
  return {
    id,
    name: 'revoke',
    at,
    actor: 'ada',
    address: '127.0.0.1',
    subject: { kind: 'task', id },
    parameters: {},
    reason: null,
    outcome: 'done',
    summary: '',
    answers: [],
    durationMs: 1,
    batchId,
  };
}

interface Past {
  readonly actions?: readonly Action[];
  readonly gaps?: MarksView['gaps'];
  readonly changes?: readonly WorkerChange[];
}

function marks(params: Record<string, string>, past: Past): Promise<MarksView> {
  const collector = new FakeCollector();
  const now = snapshot();
  const losses = [
    { from: NOW - 7_000, to: NOW - 6_900, lost: 5, seen: 90 },
    { from: NOW - 700, to: NOW - 600, lost: 12, seen: 988 },
  ];
  collector.cluster = { ...now, stats: { ...now.stats, losses } };
  const reader = fakeReader({
    actions: () => ({ actions: past.actions ?? [], nextCursor: null }),
    unwatched: () => past.gaps ?? [],
  });
  const source = { ...fakeSource(collector, reader), workerChanges: () => past.changes ?? [] };
  return prepareView('marks', params).compute(source, viewer) as Promise<MarksView>;
}

describe('the marks of a time', () => {
  it('hold what lies in it, and a stretch that reaches into it', async () => {
    const fixed = { from: String(NOW - 650), to: String(NOW - 300) };
    const past: Past = {
      actions: [action('late', NOW - 10), action('in', NOW - 400), action('early', NOW - 900)],
      gaps: [
        { from: NOW - 1000, to: NOW - 640, reason: null },
        { from: NOW - 200, to: NOW - 100, reason: 'broker-lost' },
      ],
      changes: [
        { at: NOW - 500, hostname: 'w1', change: 'started' },
        { at: NOW - 5, hostname: 'w1', change: 'stopped' },
      ],
    };
    const { gaps, losses, workers, actions } = await marks(fixed, past);
    expect(gaps).toEqual([past.gaps?.[0]]);
    expect(losses).toMatchObject([{ lost: 12 }]);
    expect(workers).toMatchObject([{ change: 'started' }]);
    expect(actions).toMatchObject([{ id: 'in', count: 1 }]);
  });

  it('show one request on a selection as one mark', async () => {
    const many = [1, 2, 3].map((n) => action(`t${n}`, NOW - 10 - n, 'batch'));
    const { actions } = await marks({ period: '15m' }, { actions: [...many, action('alone', NOW - 100)] });
    expect(actions.map(({ count }) => count)).toEqual([1, 3]);
  });

  it('are bounded, and say how many are left out', async () => {
    const changes = Array.from({ length: 260 }, (_, n): WorkerChange => ({
      at: NOW - 800 + n,
      hostname: `w${n}`,
      change: 'started',
    }));
    const { workers, cut } = await marks({ period: '15m' }, { changes });
    expect(workers).toHaveLength(200);
    expect(workers.at(-1)?.hostname).toBe('w259');
    expect(cut).toBe(60);
  });

  it.each([
    { from: '5' },
    { to: '5' },
    { from: '9', to: '5' },
    { from: '-9', to: '5' },
    { from: 'now', to: '5' },
    { from: '1', to: '1e99' },
  ])('are refused for a time that is none: %j', async (params) => {
    await expect(async () => marks(params as Record<string, string>, {})).rejects.toMatchObject({ code: 'bad_params' });
  });
});
