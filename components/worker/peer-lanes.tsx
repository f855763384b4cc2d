'use client';

import { useView } from '@/components/live/use-view';
import type { WorkerPageView } from '@/lib/api/page-views';
import { typicalRuns } from '@/lib/workers/typical-run';
import { useMemo } from 'react';
import { LaneBlock } from './lane-block';
import { useLanes } from './use-lanes';

interface PeerLanesProps {
  readonly hostname: string;
  readonly starved: boolean;
}

/** The slots of another worker of the same queue, on the same time axis. */
export function PeerLanes({ hostname, starved }: PeerLanesProps) {
  const { value } = useView('worker', { hostname });
  return value ? <Peer view={value} starved={starved} /> : null;
}

function Peer({ view, starved }: { readonly view: WorkerPageView; readonly starved: boolean }) {
  const typical = useMemo(() => typicalRuns(view.lanes), [view.lanes]);
  const lanes = useLanes(view, typical);
  return <LaneBlock view={view} lanes={lanes} starved={starved} heading={view.worker.hostname} linked />;
}
