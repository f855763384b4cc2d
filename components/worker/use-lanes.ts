'use client';

import { useMemo, useState } from 'react';
import { useNow } from '@/components/live/use-now';
import type { WorkerPageView } from '@/lib/api/page-views';
import { assignLanes, type LaneRows } from '@/lib/workers/assign-lanes';
import { lanePicture, type LanePicture } from '@/lib/workers/lane-picture';
import { freeElsewhere } from '@/lib/workers/starved-workers';
import type { Typical } from '@/lib/workers/typical-run';

export interface Lanes extends LanePicture {
  readonly now: number;
}

const NO_ROWS: LaneRows = new Map();

/** The picture of a worker's slots, moving with the time. A run keeps its row for as long as it is shown. */
export function useLanes(view: WorkerPageView, typical: ReadonlyMap<string, Typical>): Lanes {
  const free = freeElsewhere(view.findings, view.worker.hostname);
  const now = useNow({ everyMs: 2000 });
  const [kept, setKept] = useState({ lanes: null as WorkerPageView['lanes'] | null, rowOf: NO_ROWS });
  if (kept.lanes !== view.lanes) {
    setKept({ lanes: view.lanes, rowOf: assignLanes(view.lanes, view.worker.pid, kept.rowOf) });
  }
  return useMemo(
    () => ({
      now,
      ...lanePicture({
        runs: view.lanes,
        rowOf: kept.rowOf,
        slots: view.worker.status === 'gone' ? 0 : (view.worker.concurrency ?? 0),
        reserved: view.reserved,
        typical,
        freeElsewhere: free,
        now,
      }),
    }),
    [view, kept.rowOf, typical, free, now],
  );
}
