'use client';

import { useTranslations } from 'use-intl';
import { RequestError } from '@/components/controls/request-error';
import { useView } from '@/components/live/use-view';
import { Button, ButtonLink } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { jobHref } from '@/components/ui/hrefs';
import { useFormat } from '@/components/ui/use-format';
import { isLive, type Job } from '@/lib/jobs/job';
import { JobBar, JobCounts } from './job-bar';
import { JobReasons } from './job-reasons';
import { JobState } from './job-state';
import { useJobControls } from './use-job-control';

const NO_PARAMS = {};
const EXACT = { exact: true };

interface JobDialogProps {
  /** As it was when it was made. */
  readonly created: Job;
  readonly onClose: () => void;
}

/** A job that was just started: it goes on whether somebody looks at it or not. */
export function JobDialog({ created, onClose }: JobDialogProps) {
  const t = useTranslations('jobs');
  const format = useFormat();
  const view = useView('jobs', NO_PARAMS, { evenPaused: true });
  const job = view.value?.jobs.find(({ id }) => id === created.id) ?? created;
  const { abort } = useJobControls(job);
  const counts = { settled: format.count(job.settled, EXACT), total: format.count(job.total, EXACT) };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(`under.${job.action}`, counts)}
      footer={
        <>
          {abort !== null && (
            <Button
              variant="danger"
              disabledReason={abort.request.phase === 'sending' ? t('aborting') : abort.refusal}
              onClick={abort.run}
            >
              {t('abort')}
            </Button>
          )}
          <span className="flex-1" />
          <ButtonLink href={jobHref(job.id)}>{t('openActions')}</ButtonLink>
          <Button data-autofocus variant={isLive(job) ? 'default' : 'primary'} onClick={onClose}>
            {isLive(job) ? t('close') : t('closeDone')}
          </Button>
        </>
      }
    >
      <JobBar job={job} className="mt-3" />
      <div role="status" className="mt-2">
        <JobCounts job={job} />
      </div>
      <p className="mt-2">
        <JobState job={job} />
        {job.note !== null && <span className="ml-2 text-fg-2 wrap-anywhere">{job.note.text}</span>}
      </p>
      <JobReasons job={job} className="mt-2 text-fg-2" />
      {isLive(job) && <p className="mt-2 text-fg-2">{t('goesOn')}</p>}
      {abort?.request.phase === 'failed' && <RequestError error={abort.request.error} />}
    </Dialog>
  );
}
