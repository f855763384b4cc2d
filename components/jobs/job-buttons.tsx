'use client';

import { useTranslations } from 'use-intl';
import { RequestError } from '@/components/controls/request-error';
import { Button } from '@/components/ui/button';
import type { Job } from '@/lib/jobs/job';
import { useJobControls } from './use-job-control';

/** What can be done with a job now, and why it was not done. */
export function JobButtons({ job, children }: { readonly job: Job; readonly children?: React.ReactNode }) {
  const t = useTranslations('jobs');
  const { abort, resume } = useJobControls(job);
  const failed = [abort, resume].flatMap((control) =>
    control?.request.phase === 'failed' ? [control.request.error] : [],
  );
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        {resume !== null && (
          <Button
            disabledReason={resume.request.phase === 'sending' ? t('working') : resume.refusal}
            onClick={resume.run}
          >
            {t('continue')}
          </Button>
        )}
        {abort !== null && (
          <Button
            variant="danger"
            disabledReason={abort.request.phase === 'sending' ? t('aborting') : abort.refusal}
            onClick={abort.run}
          >
            {t('abort')}
          </Button>
        )}
        {children}
      </div>
      {failed.map((error) => (
        <RequestError key={error.code} error={error} />
      ))}
    </>
  );
}
