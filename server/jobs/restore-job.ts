import type { Job, JobResult } from '@/lib/jobs/job';
import { addResults } from '@/lib/jobs/job-progress';
import type { JobChange, StoredJobs } from '../store/store';

const WORDS = 'Celeryscope stopped while this was being sent: whether it was can’t be known, so it is not sent again.';

/** What a job that was under way when we stopped is now. */
export async function restoreJob(store: StoredJobs, job: Job, now: number): Promise<JobChange> {
  if (job.state === 'preparing') {
    const note = { code: 'unprepared', text: 'Celeryscope stopped before all its targets were known' };
    return { job: { ...job, state: 'aborted', note, changedAt: now, endedAt: now } };
  }
  const begun = job.action === 'retry' ? await store.targets(job.id, job.settled, job.claimed - job.settled) : [];
  const results = begun.map((uuid, index): JobResult => ({
    n: job.settled + index + 1,
    uuid,
    outcome: 'unsure',
    code: 'stopped',
    detail: WORDS,
    newUuid: null,
    at: now,
  }));
  const told = addResults(job, results);
  const note = { code: 'stopped', text: 'Celeryscope stopped in the middle of it' };
  return { job: { ...told, state: 'interrupted', note, claimed: told.settled, changedAt: now }, results };
}
