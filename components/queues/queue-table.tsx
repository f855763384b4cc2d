'use client';

import { Fragment, useMemo, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { useRowWindow } from '@/components/tasks/use-row-window';
import { SortTh, Table, TableHead, TableScroll, Td, Th, type Sorting } from '@/components/ui/table';
import { cx } from '@/components/ui/class-names';
import { useFormat } from '@/components/ui/use-format';
import { useRowKeys } from '@/components/workers/use-row-keys';
import type { WorkerView } from '@/lib/cluster/worker';
import { queueTotals, type Total } from '@/lib/queues/queue-totals';
import type { QueueSort } from '@/lib/queues/sort-queues';
import { QUEUE_COLUMNS } from './queue-columns';
import { QueueDetailRow } from './queue-detail-row';
import { QueueRow, type QueueRowData } from './queue-row';
import type { QueuesUrl } from './use-queues-url';

const ROW_HEIGHT = 36;
// Why is what one comes for: where there is no room, pictures and drain go first, then rates. The opened row has them.
const NARROW =
  'max-[1199px]:[&>*>tr>*:nth-child(3)]:hidden max-[1199px]:[&>*>tr>*:nth-child(10)]:hidden max-lg:[&>*>tr>*:nth-child(8)]:hidden max-lg:[&>*>tr>*:nth-child(9)]:hidden max-[1199px]:[&>*>tr>*:nth-child(12)]:hidden';

interface QueueTableProps {
  readonly rows: readonly QueueRowData[];
  readonly workers: readonly WorkerView[];
  readonly url: QueuesUrl;
}

export function QueueTable({ rows, workers, url }: QueueTableProps) {
  const t = useTranslations('queues');
  const body = useRef<HTMLTableSectionElement>(null);
  const shown = useRowWindow(body, rows.length, ROW_HEIGHT);
  useRowKeys(body);
  const opened = new Set(url.opened);
  return (
    <div className="border-t border-line">
      <TableScroll label={t('title')}>
        <Table edge className={cx('[&_td]:px-2.5 [&_th]:px-2.5', NARROW)}>
          <QueueTableHead sorting={url.sorting} onSort={url.setSorting} />
          <tbody ref={body} className="[&_tr:last-child>td]:border-b!">
            {shown.before > 0 && <Spacer height={shown.before} />}
            {rows.slice(shown.first, shown.last).map((row) => {
              const open = opened.has(row.queue.name);
              return (
                <Fragment key={row.queue.name}>
                  <QueueRow row={row} open={open} onToggle={url.toggle} />
                  {open && <QueueDetailRow queue={row.queue} />}
                </Fragment>
              );
            })}
            {shown.after > 0 && <Spacer height={shown.after} />}
          </tbody>
          <Totals rows={rows} workers={workers} whole={url.text === ''} />
        </Table>
      </TableScroll>
    </div>
  );
}

interface HeadProps {
  readonly sorting: Sorting<QueueSort>;
  readonly onSort: (sorting: Sorting<QueueSort>) => void;
}

const HINTED: ReadonlySet<string> = new Set(['ready', 'reserved', 'scheduled', 'oldest', 'slots', 'drains']);

function QueueTableHead({ sorting, onSort }: HeadProps) {
  const t = useTranslations('queues');
  const sortable = (field: QueueSort) => (
    <SortTh key={field} field={field} sorting={sorting} onSort={onSort} numeric>
      <span {...(HINTED.has(field) ? { title: t(`hint.${field}`) } : {})}>{t(`column.${field}`)}</span>
    </SortTh>
  );
  return (
    <TableHead>
      <tr>
        <Th className="w-6 pr-0!">
          <span className="sr-only">{t('column.expand')}</span>
        </Th>
        <SortTh field="name" sorting={sorting} onSort={onSort}>
          {t('column.queue')}
        </SortTh>
        <Th>{t('column.lanes')}</Th>
        {(['ready', 'reserved', 'scheduled', 'oldest', 'in', 'out'] as const).map(sortable)}
        <Th>{t('column.sparkline')}</Th>
        {(['slots', 'drains'] as const).map(sortable)}
        <Th className="w-full">{t('column.why')}</Th>
      </tr>
    </TableHead>
  );
}

function Totals({
  rows,
  workers,
  whole,
}: {
  readonly rows: readonly QueueRowData[];
  readonly workers: readonly WorkerView[];
  /** All queues are shown, so that all workers count. */
  readonly whole: boolean;
}) {
  const t = useTranslations('queues.totals');
  const format = useFormat();
  const totals = useMemo(() => {
    const queues = rows.map((row) => row.queue);
    const names = new Set(queues.map((queue) => queue.name));
    const consuming = whole ? workers : workers.filter((worker) => worker.queues?.some((name) => names.has(name)));
    return queueTotals(queues, consuming);
  }, [rows, workers, whole]);
  const count = (total: Total | null) =>
    total === null ? '–' : `${total.exact ? '' : t('atLeast')}${format.count(total.value)}`;
  const rate = (total: Total | null) =>
    total === null ? '–' : `${total.exact ? '' : t('atLeast')}${format.rate(total.value)}`;
  return (
    <tfoot className="text-fg-2 [&_td]:border-b-0!">
      <tr>
        <Td />
        <Td>{t('queues', { count: rows.length })}</Td>
        <Td />
        <Td numeric>{count(totals.ready)}</Td>
        <Td numeric>{count(totals.reserved)}</Td>
        <Td numeric>{count(totals.scheduled)}</Td>
        <Td />
        <Td numeric>{rate(totals.inPerSecond)}</Td>
        <Td numeric>{rate(totals.outPerSecond)}</Td>
        <Td />
        <Td numeric>
          {totals.busy}
          <span className="text-fg-3">/{totals.slots}</span>
        </Td>
        <Td />
        <Td className="text-fg-3">{t('once')}</Td>
      </tr>
    </tfoot>
  );
}

function Spacer({ height }: { readonly height: number }) {
  return (
    <tr aria-hidden>
      <td colSpan={QUEUE_COLUMNS} style={{ height }} />
    </tr>
  );
}
