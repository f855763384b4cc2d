import type { ActionAnswer } from '@/lib/cluster/action';
import type { Task } from '@/lib/cluster/task';
import type { Job, JobResult } from '@/lib/jobs/job';
import type { JobContext } from './job-context';

/** The next targets of a job, to be acted on now. */
export interface Step {
  readonly job: Job;
  /** The number of the first. */
  readonly first: number;
  readonly uuids: readonly string[];
  /** As it is now; null: nothing is known of it. */
  readonly task: (uuid: string) => Task | null;
  readonly context: JobContext;
  /** Nothing more is to be sent. */
  readonly isOver: () => boolean;
}

export interface Stepped {
  /** What came of the first of them, in their order; the others were not begun. */
  readonly results: readonly JobResult[];
  readonly answers: readonly ActionAnswer[];
  /** Why the others have to wait; null: nothing was in the way. */
  readonly held: string | null;
}

type Came = Partial<Pick<JobResult, 'code' | 'detail' | 'newUuid'>>;

export function resultOf(
  { first, uuids, context }: Step,
  index: number,
  outcome: JobResult['outcome'],
  { code = null, detail = null, newUuid = null }: Came = {},
): JobResult {
  return { n: first + index, uuid: uuids[index] ?? '', outcome, code, detail, newUuid, at: context.now() };
}
