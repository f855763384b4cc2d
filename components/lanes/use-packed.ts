'use client';

import { useState } from 'react';
import type { WorkerRuns } from '@/lib/workers/lane-runs';
import { packLanes, type PackedLanes } from '@/lib/workers/pack-lanes';

/** Each worker's runs in its slots; a run keeps its row while time moves on. */
export function usePacked(workers: readonly WorkerRuns[], anchor: string): ReadonlyMap<string, PackedLanes> {
  const [kept, setKept] = useState<{
    anchor: string;
    workers: readonly WorkerRuns[];
    packed: Map<string, PackedLanes>;
  }>({
    anchor,
    workers: [],
    packed: new Map(),
  });
  if (kept.workers !== workers || kept.anchor !== anchor) {
    const before = kept.anchor === anchor ? kept.packed : new Map<string, PackedLanes>();
    const packed = new Map(
      workers.map(({ hostname, runs, slots }) => [
        hostname,
        packLanes(runs, slots ?? 0, before.get(hostname)?.rowOf ?? NO_ROWS),
      ]),
    );
    setKept({ anchor, workers, packed });
  }
  return kept.packed;
}

const NO_ROWS: ReadonlyMap<string, number> = new Map();
