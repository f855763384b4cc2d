'use client';

import Link from 'next/link';
import { Fragment } from 'react';
import { useTranslations } from 'use-intl';
import { queueHref, workerHref } from '@/components/ui/hrefs';
import { SeveritySign } from '@/components/ui/severity-sign';
import { TextLink } from '@/components/ui/text-link';
import type { FindingView } from '@/lib/api/views';
import { freeSlotsOf, starvedBy } from '@/lib/workers/starved-workers';
import type { WorkerGroup } from '@/lib/workers/worker-groups';
import { useWorkersUrl } from './use-workers-url';

interface WorkerGroupHeadProps {
  readonly group: WorkerGroup;
  readonly finding: FindingView | null;
}

/** What a group has in common, its sums, and what is wrong within it. */
export function WorkerGroupHead({ group, finding }: WorkerGroupHeadProps) {
  const t = useTranslations('workers.groupRow');
  const { sums } = group;
  return (
    <span className="flex flex-wrap items-center gap-x-4 gap-y-0.5">
      <span className="max-w-full truncate text-fg">
        <GroupName names={group.names} />
      </span>
      <span>{sums.up === 0 ? t('allGone', { count: sums.total }) : t('workers', { count: sums.up })}</span>
      {sums.slots > 0 && <span>{t('busy', { busy: sums.busy, slots: sums.slots })}</span>}
      {sums.reserved > 0 && <span>{t('reserved', { count: sums.reserved })}</span>}
      {sums.scheduled > 0 && <span>{t('scheduled', { count: sums.scheduled })}</span>}
      {finding && <GroupFinding finding={finding} />}
    </span>
  );
}

function GroupName({ names }: { readonly names: readonly string[] | null }) {
  const t = useTranslations('workers.groupRow');
  const { grouping } = useWorkersUrl();
  if (names === null) return <b>{t(grouping === 'machine' ? 'noMachine' : 'noQueues')}</b>;
  if (names.length === 0) return <b>{t('noneConsumed')}</b>;
  if (grouping === 'machine') return <b>{names.join(', ')}</b>;
  return names.map((name, index) => (
    <Fragment key={name}>
      {index > 0 && ', '}
      <TextLink href={queueHref(name)} variant="name">
        {name}
      </TextLink>
    </Fragment>
  ));
}

function GroupFinding({ finding }: { readonly finding: FindingView }) {
  const t = useTranslations('workers.groupRow');
  if (finding.figure?.kind !== 'slots') return null;
  const { rows } = finding.figure;
  const idle = starvedBy(finding);
  const free = freeSlotsOf(finding);
  return (
    <Link
      href={workerHref(finding.subject.id)}
      prefetch={false}
      className="ml-auto inline-flex items-center gap-1.75 font-[550] text-severity-warning underline-offset-2 hover:underline max-md:ml-0 max-md:whitespace-normal"
    >
      <SeveritySign severity={finding.severity} />
      {t('starves', {
        holder: finding.subject.id,
        held: rows.find((row) => row.worker === finding.subject.id)?.reserved ?? 0,
        idle: idle[0] ?? '',
        others: Math.max(0, idle.length - 1),
        free,
      })}
    </Link>
  );
}
