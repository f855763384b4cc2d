'use client';

import { useTranslations } from 'use-intl';
import { StateSign } from '@/components/ui/state-sign';
import type { Job, JobState as State } from '@/lib/jobs/job';

const SIGNS: Readonly<Record<State, string>> = {
  preparing: 'SENT',
  running: 'STARTED',
  paused: 'RETRY',
  interrupted: 'UNKNOWN',
  aborted: 'REVOKED',
  done: 'SUCCESS',
};

/** Sign and word. */
export function JobState({ job }: { readonly job: Pick<Job, 'state'> }) {
  const t = useTranslations('jobs.state');
  return (
    <span className="inline-flex items-center gap-1.75 align-middle whitespace-nowrap">
      <StateSign state={SIGNS[job.state]} />
      {t(job.state)}
    </span>
  );
}
