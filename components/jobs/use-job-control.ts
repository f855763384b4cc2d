'use client';

import { useActRefusal } from '@/components/controls/use-act-refusal';
import { usePermission, useRefusalText } from '@/components/controls/use-permission';
import { useRequest, type Request } from '@/components/controls/use-request';
import { apiPost } from '@/components/live/api';
import { isLive, type Job } from '@/lib/jobs/job';

export interface JobControl {
  /** Why it can't be asked now; null: it can. */
  readonly refusal: string | null;
  readonly request: Request<unknown>;
  readonly run: () => void;
}

interface JobControls {
  /** null: it is over. */
  readonly abort: JobControl | null;
  /** null: it is not interrupted. */
  readonly resume: JobControl | null;
}

/** What can be done with a job now; its new state comes with the live view. */
export function useJobControls(job: Job): JobControls {
  const aborting = useRequest<unknown>();
  const resuming = useRequest<unknown>();
  const words = useRefusalText();
  // A job that waits for the broker can be aborted as well.
  const mayAbort = usePermission('abort-job').canControl;
  const refusal = useActRefusal(`bulk-${job.action}`);
  const path = `/api/v1/jobs/${job.id}`;
  const abort = {
    refusal: words(mayAbort ? null : 'no-permission'),
    request: aborting.request,
    run: () => aborting.run(() => apiPost(`${path}/abort`)),
  };
  const resume = { refusal, request: resuming.request, run: () => resuming.run(() => apiPost(`${path}/continue`)) };
  return { abort: isLive(job) ? abort : null, resume: job.state === 'interrupted' ? resume : null };
}
