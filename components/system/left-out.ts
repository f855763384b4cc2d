import type { CollectorStats } from '@/lib/cluster/cluster-status';

export type LeftOutName =
  'heartbeats' | 'depthSamples' | 'timelineEntries' | 'others' | 'tasks' | 'inFlight' | 'series' | 'badRows';

export interface LeftOut {
  readonly name: LeftOutName;
  readonly count: number;
  /** It happens at this moment. */
  readonly now: boolean;
}

/** What is left out to keep up, in the order in which it goes; then what was summed up or refused. */
export function leftOutOf({ pressure, bounded }: Pick<CollectorStats, 'pressure' | 'bounded'>): readonly LeftOut[] {
  const { dropped, shedding, badRows } = pressure;
  const details = shedding !== 'nothing';
  const timeline = shedding === 'timeline';
  return [
    { name: 'heartbeats', count: dropped.heartbeats, now: details },
    { name: 'depthSamples', count: dropped.depthSamples, now: details },
    { name: 'timelineEntries', count: dropped.timelineEntries, now: timeline },
    { name: 'others', count: dropped.others, now: false },
    { name: 'tasks', count: dropped.tasks, now: false },
    { name: 'inFlight', count: bounded.inFlight, now: false },
    { name: 'series', count: bounded.series, now: false },
    { name: 'badRows', count: badRows, now: false },
  ];
}
