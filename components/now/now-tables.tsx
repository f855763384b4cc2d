import type { QueuesView } from '@/lib/api/page-views';
import type { Overview } from '@/lib/api/views';
import type { TimeShown } from '../time/time-window';
import { FailingTypes } from './failing-types';
import type { Missing } from './now-panel';
import { SlowestTypes } from './slowest-types';
import { WaitingQueues } from './waiting-queues';

interface NowTablesProps {
  readonly overview: Overview | undefined;
  readonly missing: Missing;
  readonly queues: QueuesView | undefined;
  readonly time: TimeShown;
}

/** What is slow, what fails, what waits: five each. */
export function NowTables({ overview, missing, queues, time }: NowTablesProps) {
  return (
    <div className="grid grid-cols-3 border-t border-line max-[1199px]:grid-cols-1 [&>section+section]:border-l [&>section+section]:border-line max-[1199px]:[&>section+section]:border-t max-[1199px]:[&>section+section]:border-l-0">
      <SlowestTypes overview={overview} missing={missing} time={time} />
      <FailingTypes overview={overview} missing={missing} time={time} />
      <WaitingQueues queues={queues} />
    </div>
  );
}
