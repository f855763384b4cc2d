import { describe, expect, it } from 'vitest';
import type { QueuePause } from '@/lib/cluster/wish';
import { workerView } from '@/lib/workers/worker.fixture';
import { createQueuePauses, type QueuePausesDeps } from './queue-pauses';

const NOW = 1_800_000_000;
const pause: QueuePause = {
  kind: 'pause',
  id: 'mail',
  at: NOW,
  actor: 'ada',
  reason: null,
  isHeld: true,
  told: [{ hostname: 'w1', pid: 7, at: NOW, outcome: 'ok' }],
};

function pausing(different: Partial<QueuePausesDeps> = {}, restored: QueuePause = pause) {
  const again: string[] = [];
  const pauses = createQueuePauses({
    restored: [restored],
    workers: () => [workerView('w1', { queues: ['mail'], pid: 8 })],
    toldQueues: { readAt: () => NOW + 60 },
    readOnly: false,
    canAsk: () => true,
    again: ({ id }) => {
      again.push(id);
      return Promise.resolve();
    },
    flusher: { wish: () => undefined },
    failed: (error) => {
      throw error;
    },
    ...different,
  });
  return { pauses, again };
}

describe('paused queues', () => {
  it('hold over a restart', () => {
    const { pauses } = pausing();
    expect(pauses.isPaused('mail')).toBe(true);
    expect(pauses.sight('mail')).toMatchObject({ actor: 'ada', takers: ['w1'] });
    expect(pauses.sight('other')).toBeNull();
  });

  it('are put into force again where that was asked for, half a minute apart and five times at most', () => {
    const { pauses, again } = pausing();
    for (let second = 0; second < 600; second += 1) pauses.tick(NOW + 60 + second);
    expect(again).toHaveLength(5);
  });

  it.each([
    ['nobody asked for it', {}, { ...pause, isHeld: false }],
    ['it only reads', { readOnly: true }, pause],
    ['the broker can’t be asked', { canAsk: () => false }, pause],
    ['nobody takes from them', { workers: () => [workerView('w1', { queues: [] })] }, pause],
  ])('are left alone while %s', (_why, different, restored) => {
    const { pauses, again } = pausing(different, restored);
    pauses.tick(NOW + 60);
    expect(again).toEqual([]);
  });

  it('are forgotten when they are resumed', () => {
    const { pauses, again } = pausing();
    pauses.end('mail');
    pauses.tick(NOW + 60);
    expect([pauses.isPaused('mail'), again]).toEqual([false, []]);
  });
});
