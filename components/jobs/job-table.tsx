'use client';

import { ChevronDown, ChevronRight } from 'lucide-react';
import { Fragment } from 'react';
import { useTranslations } from 'use-intl';
import { Clock } from '@/components/ui/age';
import { cx } from '@/components/ui/class-names';
import { Icon } from '@/components/ui/icon';
import { Table, TableHead, Td, Th, Tr } from '@/components/ui/table';
import { useFormat } from '@/components/ui/use-format';
import type { Job } from '@/lib/jobs/job';
import { JobBar } from './job-bar';
import { JobDetail } from './job-detail';
import { JobState } from './job-state';

interface JobTableProps {
  readonly jobs: readonly Job[];
  readonly openId: string;
  /** Empty closes. */
  readonly onOpen: (id: string) => void;
}

/** Jobs with how far they are; on phones each is a card. */
export function JobTable({ jobs, openId, onOpen }: JobTableProps) {
  const t = useTranslations('jobs.column');
  return (
    <Table edge className="max-md:block [&>tbody]:max-md:block">
      <TableHead className="max-md:sr-only">
        <tr>
          <Th>{t('when')}</Th>
          <Th>{t('who')}</Th>
          <Th>{t('what')}</Th>
          <Th>{t('state')}</Th>
          <Th>{t('progress')}</Th>
          <Th>{t('why')}</Th>
        </tr>
      </TableHead>
      <tbody>
        {jobs.map((job) => (
          <JobRow
            key={job.id}
            job={job}
            open={job.id === openId}
            onToggle={() => onOpen(job.id === openId ? '' : job.id)}
          />
        ))}
      </tbody>
    </Table>
  );
}

interface JobRowProps {
  readonly job: Job;
  readonly open: boolean;
  readonly onToggle: () => void;
}

function JobRow({ job, open, onToggle }: JobRowProps) {
  const t = useTranslations('jobs');
  const format = useFormat();
  const exact = (count: number) => format.count(count, { exact: true });
  return (
    <Fragment>
      <Tr className="max-md:grid max-md:grid-cols-[minmax(0,1fr)_auto] max-md:gap-y-1 max-md:border-b max-md:border-line max-md:px-4 max-md:py-2 max-md:[&>td]:h-auto! max-md:[&>td]:border-0 max-md:[&>td]:p-0!">
        <Td>
          <button
            type="button"
            aria-expanded={open}
            onClick={onToggle}
            className="-ml-1 flex min-h-7 items-center gap-1.5 rounded-sm pr-1 hover:underline"
          >
            <Icon as={open ? ChevronDown : ChevronRight} size={14} className="text-fg-3" />
            <Clock at={job.createdAt} />
          </button>
        </Td>
        <Td className="max-md:text-right">{job.actor}</Td>
        <Td className="max-md:order-first">
          <b>{t(`what.${job.action}`, { count: job.total })}</b>
        </Td>
        <Td className="max-md:order-first max-md:text-right">
          <JobState job={job} />
        </Td>
        <Td className="w-56 max-md:col-span-2">
          <span className="flex items-center gap-2.5">
            <JobBar job={job} className="w-28 shrink-0 max-md:w-auto max-md:flex-1" />
            <span className="text-small text-fg-3">
              {t('bar', { settled: exact(job.settled), total: exact(job.total) })}
            </span>
          </span>
        </Td>
        <Td
          className={cx(
            'w-full max-w-0 truncate text-fg-2 max-md:col-span-2 max-md:max-w-none',
            job.reason === null && 'max-md:hidden',
          )}
        >
          {job.reason}
        </Td>
      </Tr>
      {open && (
        <tr className="max-md:block">
          <td colSpan={6} className="border-b border-line bg-sunken p-0! max-md:block max-md:h-auto!">
            <JobDetail job={job} />
          </td>
        </tr>
      )}
    </Fragment>
  );
}
