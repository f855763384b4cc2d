'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/ui/button';
import { ErrorPanel } from '@/components/ui/error-panel';
import { taskHref } from '@/components/ui/hrefs';
import { LoadingRows } from '@/components/ui/skeleton';
import { StateSign } from '@/components/ui/state-sign';
import { Table, TableHead, Td, Th, Tr } from '@/components/ui/table';
import { TextLink } from '@/components/ui/text-link';
import { useFormat } from '@/components/ui/use-format';
import { ITEM_OUTCOMES, type Job, type JobItem } from '@/lib/jobs/job';
import { leftOf } from '@/lib/jobs/job-progress';
import { ItemFilterBar } from './item-filter-bar';
import { outcomeName, type OutcomeName } from './outcome-name';
import { useJobItems, type ItemFilter } from './use-job-items';

const SIGNS: Readonly<Record<OutcomeName, string>> = {
  done: 'SUCCESS',
  skipped: 'UNKNOWN',
  failed: 'FAILURE',
  unsure: 'RETRY',
  waiting: 'SENT',
  'given-up': 'REVOKED',
};

/** What came of each task, by outcome. */
export function JobItems({ job }: { readonly job: Job }) {
  const t = useTranslations('jobs');
  const format = useFormat();
  const [filter, setFilter] = useState<ItemFilter>('all');
  const { items, error, loadMore, again } = useJobItems(job.id, filter, job.settled);
  const counts = { all: job.total, ...job.counts, waiting: leftOf(job) };
  const filters = (['all', ...ITEM_OUTCOMES, 'waiting'] as const).filter((of) => counts[of] > 0 || of === filter);
  return (
    <div className="min-w-0">
      <ItemFilterBar
        value={filter}
        options={filters.map((value) => ({
          value,
          name: value === 'all' ? null : outcomeName(job, value === 'waiting' ? null : value),
          count: format.count(counts[value], { exact: true }),
        }))}
        onChange={setFilter}
      />
      {error !== null && (
        <ErrorPanel title={t('items.failed')} detail={error.detail} onRetry={again} className="px-0!" />
      )}
      {items === null && error === null && <LoadingRows />}
      {items !== null && items.length === 0 && <p className="py-2 text-fg-3">{t('items.none')}</p>}
      {items !== null && items.length > 0 && (
        <div className="max-h-96 overflow-y-auto" tabIndex={0} role="region" aria-label={t('items.filter')}>
          <Table dense>
            <TableHead className="sr-only">
              <tr>
                <Th>{t('column.outcome')}</Th>
                <Th>{t('column.task')}</Th>
                <Th>{t('column.words')}</Th>
              </tr>
            </TableHead>
            <tbody>
              {items.map((item) => (
                <ItemRow key={item.n} item={item} came={outcomeName(job, item.outcome)} />
              ))}
            </tbody>
          </Table>
          {loadMore !== null && (
            <Button className="my-2" onClick={loadMore}>
              {t('items.more')}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

interface ItemRowProps {
  readonly item: JobItem;
  readonly came: OutcomeName;
}

function ItemRow({ item, came }: ItemRowProps) {
  const t = useTranslations('jobs');
  const { uuid, code, detail, newUuid } = item;
  return (
    <Tr still>
      <Td className="w-28">
        <span className="inline-flex items-center gap-1.75 align-middle">
          <StateSign state={SIGNS[came]} />
          {t(`outcome.${came}`)}
        </span>
      </Td>
      <Td>
        <TextLink href={taskHref(uuid)} title={uuid}>
          <code>{uuid.slice(0, 8)}</code>
        </TextLink>
      </Td>
      <Td className="w-full max-w-0 py-1.25 text-fg-2 wrap-anywhere whitespace-normal!">
        {detail ?? code}{' '}
        {newUuid !== null && (
          <TextLink variant="in-text" href={taskHref(newUuid)} title={newUuid}>
            {t('newTask', { id: newUuid.slice(0, 8) })}
          </TextLink>
        )}
      </Td>
    </Tr>
  );
}
