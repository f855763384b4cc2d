import type { BrokerStatus } from '@/lib/cluster/cluster-status';
import type { ConnectionState } from './connection-state';
import type { GapLog } from './gaps';
import type { Inspector } from './inspector';
import type { Reconciler } from './reconciler';
import type { WatchedTime } from './watched-time';
import type { WorkerViews } from './worker-views';

interface StatusParts {
  readonly connection: Pick<ConnectionState, 'status' | 'take'>;
  readonly time: Pick<WatchedTime, 'status'>;
  readonly gaps: Pick<GapLog, 'status'>;
  readonly workers: Pick<WorkerViews, 'all'>;
  readonly inspector: Pick<Inspector, 'arrived'>;
  readonly reconciler: Pick<Reconciler, 'resumed'>;
  /** A replay is over: what its end shows is judged at once, for a fast one has no next second. */
  readonly ended: (at: number) => void;
  readonly now: () => number;
}

/** What follows when the connection to the broker comes, goes or ends. */
export function createStatusSteps(parts: StatusParts): (status: BrokerStatus) => void {
  const { connection, time, gaps, workers, inspector, reconciler, ended, now } = parts;
  return (status) => {
    const before = connection.status.state;
    if (status.state === 'ended' && before === 'connected') ended(now());
    connection.take(status);
    time.status(status, now());
    gaps.status(status, now());
    if (status.state !== 'connected' || before === 'connected') return;
    // What happened meanwhile was not seen: everyone is asked again.
    for (const { hostname } of workers.all()) inspector.arrived(hostname);
    reconciler.resumed(now());
  };
}
