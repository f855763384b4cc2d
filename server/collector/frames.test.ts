import { describe, expect, it } from 'vitest';
import { applyEvent, createCluster } from '@/lib/cluster/cluster';
import { workerEvent } from '@/lib/cluster/event.fixture';
import { createFrames, type FrameSources } from './frames';
import { createQueueWatch } from './queue-watch';
import { createWatchedTime } from './watched-time';
import { createWorkerViews } from './worker-views';

/** Frames of a cluster of so many workers that all beat, at each of the given seconds. */
function framesAt(seconds: readonly number[], workers: number) {
  const cluster = createCluster();
  const nothing = {} as unknown;
  const frame = createFrames({
    cluster,
    workers: createWorkerViews(
      cluster,
      createWatchedTime(),
      () => null,
      () => undefined,
    ),
    queues: createQueueWatch(),
    broker: () => nothing as ReturnType<FrameSources['broker']>,
    stats: () => ({ sentEvents: null }) as unknown as ReturnType<FrameSources['stats']>,
    pauses: () => ({ sight: () => null }),
    findings: () => [],
    revisions: () => ({ store: 0, log: 0 }),
  });
  return seconds.map((at) => {
    for (let n = 0; n < workers; n += 1)
      applyEvent(cluster, workerEvent('worker-heartbeat', at, { hostname: `w${n}@alpha` }), at, () => null);
    return frame(at).workers.length;
  });
}

describe('a frame', () => {
  it('holds all workers at first, and then those of which something was heard', () => {
    expect(framesAt([100, 100.25, 100.5], 3)).toEqual([3, 3, 3]);
  });

  it('holds none of hundreds of workers between two seconds, and all of them each second', () => {
    expect(framesAt([100, 100.25, 100.5, 100.75, 101], 600)).toEqual([600, 0, 0, 0, 600]);
  });

  it('holds thousands of workers as much less often as they are more', () => {
    expect(framesAt([100, 101, 102, 103], 5000)).toEqual([5000, 0, 5000, 0]);
  });
});
