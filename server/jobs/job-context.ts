import type { ActionAnswer } from '@/lib/cluster/action';
import type { Task } from '@/lib/cluster/task';
import type { RevokeContext } from '../control/revoke';

/** What a job may use of the collector. */
export interface JobContext extends RevokeContext {
  /** Whether workers can be told and messages sent now. */
  readonly canAsk: () => boolean;
  /** A task as memory has it, which has all that is in flight; null: what is stored of it is the newest. */
  readonly inMemory: (uuid: string) => Task | null;
  /** A task was revoked, and who took note: pages say so until it has ended. */
  readonly revoked: (uuid: string, at: number, answers: readonly ActionAnswer[]) => void;
}
