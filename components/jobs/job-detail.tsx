'use client';

import { useTranslations } from 'use-intl';
import { apiUrl } from '@/components/live/api';
import { ExportButton } from '@/components/ui/export-button';
import { tasksHref } from '@/components/ui/hrefs';
import { InlineCode } from '@/components/ui/code-block';
import { StateSign } from '@/components/ui/state-sign';
import { TextLink } from '@/components/ui/text-link';
import { useFormat } from '@/components/ui/use-format';
import type { Job, WorkerTally } from '@/lib/jobs/job';
import { JobCounts } from './job-bar';
import { JobButtons } from './job-buttons';
import { JobItems } from './job-items';
import { JobReasons } from './job-reasons';

/** All that is known of a job: what it is for, how it goes, what came of each task. */
export function JobDetail({ job }: { readonly job: Job }) {
  const t = useTranslations('jobs');
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_minmax(0,320px)] gap-x-9 gap-y-4 px-6 py-3 pl-11 max-md:grid-cols-1 max-md:px-4">
      <div className="min-w-0 max-md:order-last">
        <JobItems job={job} />
      </div>
      <div className="min-w-0">
        <JobButtons job={job}>
          <ExportButton
            name={`job-${job.id}`}
            source={{ hrefOf: (format) => apiUrl(`/api/v1/jobs/${job.id}/items/export`, { format }) }}
          />
        </JobButtons>
        <div className="mt-3">
          <JobCounts job={job} />
        </div>
        {job.note !== null && <p className="mt-2 text-fg-2 wrap-anywhere">{job.note.text}</p>}
        <JobReasons job={job} className="mt-2 text-fg-2" />
        <dl className="mt-3 grid h-fit grid-cols-[72px_minmax(0,1fr)] gap-y-1.5 text-small">
          {job.reason !== null && <Line label={t('column.why')}>{job.reason}</Line>}
          <Line label={t('scope')}>
            <Scope job={job} />
          </Line>
          <Line label={t('rateShort')}>
            <Options job={job} />
          </Line>
        </dl>
        <Answers answers={job.answers} />
      </div>
    </div>
  );
}

function Scope({ job: { scope, total } }: { readonly job: Job }) {
  const t = useTranslations('jobs.dry');
  const format = useFormat();
  if (scope.kind === 'named') return t('named', { count: total });
  const { q, from, to } = scope;
  const href = tasksHref({ q, to: String(to), ...(from !== null && { from: String(from) }) });
  return (
    <>
      <TextLink variant="in-text" href={href}>
        {q === '' ? t('everything') : <InlineCode>{q}</InlineCode>}
      </TextLink>
      , {t('at', { at: format.clock(to) })}
    </>
  );
}

function Options({ job }: { readonly job: Job }) {
  const t = useTranslations('jobs');
  const { ratePerSecond, terminate, signal, queue, countdown } = job;
  const options = [
    t('options', { rate: String(ratePerSecond) }),
    terminate ? t('terminated', { signal }) : null,
    queue === null ? null : t('toQueue', { queue }),
    countdown === null ? null : t('countdown', { seconds: String(countdown) }),
  ];
  return options.filter((option) => option !== null).join(', ');
}

function Answers({ answers }: { readonly answers: readonly WorkerTally[] }) {
  const t = useTranslations('jobs');
  if (answers.length === 0) return null;
  return (
    <div className="mt-3 text-small">
      <h3 className="text-fg-3">{t('answers')}</h3>
      <ul className="max-h-48 overflow-y-auto">
        {answers.map(({ from, ok, error, text, 'no-reply': silent }) => (
          <li key={from} className="flex gap-1.75 py-0.75">
            <StateSign
              state={error > 0 ? 'FAILURE' : silent > 0 ? 'UNKNOWN' : 'SUCCESS'}
              className="mt-0.75 shrink-0"
            />
            <span className="min-w-0 wrap-anywhere">
              {from} <span className="text-fg-3">{t('answersOf', { ok, all: ok + error + silent })}</span>
              {text !== null && <span className="block text-fg-2">{text}</span>}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Line({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
  return (
    <>
      <dt className="truncate text-fg-3">{label}</dt>
      <dd className="wrap-anywhere">{children}</dd>
    </>
  );
}
