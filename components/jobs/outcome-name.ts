import { isLive, type ItemOutcome, type Job } from '@/lib/jobs/job';

export type OutcomeName = ItemOutcome | 'waiting' | 'given-up';

/** What came of a task; null: nothing yet, or nothing any more where the job is over. */
export function outcomeName(job: Pick<Job, 'state'>, outcome: ItemOutcome | null): OutcomeName {
  return outcome ?? (isLive(job) ? 'waiting' : 'given-up');
}
