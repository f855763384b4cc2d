import { describe, expect, it } from 'vitest';
import { workerView } from '../workers/worker.fixture';
import { afterTelling, stoppedBy, takersOf, toPauseSight } from './queue-pause';
import type { QueuePause } from './wish';

const NOW = 1_800_000_000;
const told = (hostname: string, pid: number | null = 7) => ({ hostname, pid, at: NOW, outcome: 'ok' as const });
const pause: QueuePause = {
  kind: 'pause',
  id: 'mail',
  at: NOW,
  actor: 'ada',
  reason: null,
  isHeld: false,
  told: [told('w1'), told('w2')],
};
const read = (at: number) => ({ readAt: () => at });
const takes = workerView('w1', { queues: ['mail'], pid: 7 });
const stopped = workerView('w2', { queues: [], pid: 7 });

describe('who takes from a paused queue', () => {
  it('is told by what workers said after they were told to stop, not before', () => {
    expect(takersOf(pause, [takes, stopped], read(NOW + 1))).toEqual([]);
    expect(takersOf(pause, [takes, stopped], read(NOW + 30))).toEqual([takes]);
  });

  it('is also a worker that nobody told, and none that is gone', () => {
    const late = workerView('w3', { queues: ['mail', 'other'] });
    const gone = workerView('w4', { queues: ['mail'], status: 'gone' });
    expect(takersOf(pause, [late, gone], read(NOW + 30))).toEqual([late]);
  });
});

describe('whom a resume tells', () => {
  it('is who was told and takes nothing, as long as it is the same process', () => {
    const anew = workerView('w1', { queues: [], pid: 8 });
    expect(stoppedBy(pause, [anew, stopped])).toEqual([stopped]);
  });

  it('is nobody who was never told, or who takes from it already', () => {
    const other = workerView('w3', { queues: [] });
    expect(stoppedBy(pause, [takes, other])).toEqual([]);
  });

  it('is also who did not answer: it may have taken note', () => {
    const silent = { ...pause, told: [{ ...told('w1'), outcome: 'no-reply' as const }] };
    expect(stoppedBy(silent, [takes])).toEqual([takes]);
  });
});

it('a paused queue shows how many were stopped and who was not', () => {
  expect(toPauseSight(pause, [takes, stopped], read(NOW + 30))).toEqual({
    at: NOW,
    actor: 'ada',
    reason: null,
    isHeld: false,
    stopped: 1,
    takers: ['w1'],
    takerCount: 1,
  });
});

it('a worker that is told again counts as the process that it is then', () => {
  const answers = [{ from: 'w1', outcome: 'ok', text: '', ms: 1 }] as const;
  const after = afterTelling(pause, answers, () => 9, NOW + 60);
  expect(after.told).toEqual([{ ...told('w1', 9), at: NOW + 60 }, told('w2')]);
});
