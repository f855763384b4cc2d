import type { Job, JobRequest, JobResult } from '@/lib/jobs/job';
import { newJob } from '@/lib/jobs/new-job';

export const JOB_AT = 1_795_255_700;

export function requestOf(different: Partial<JobRequest> = {}): JobRequest {
  return {
    action: 'retry',
    scope: { kind: 'filter', q: 'state:FAILURE', from: null, to: JOB_AT },
    terminate: false,
    signal: 'SIGTERM',
    queue: null,
    countdown: null,
    ratePerSecond: 50,
    reason: 'SMTP was down',
    ...different,
  };
}

export function jobOf(id: string, different: Partial<Job> = {}): Job {
  return { ...newJob(requestOf(), { id, actor: 'ada', address: '10.0.0.9', at: JOB_AT }), ...different };
}

export function resultOf(n: number, uuid: string, different: Partial<JobResult> = {}): JobResult {
  return { n, uuid, outcome: 'done', code: null, detail: null, newUuid: null, at: JOB_AT + n, ...different };
}
