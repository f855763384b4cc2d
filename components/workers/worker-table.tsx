'use client';

import { useRef } from 'react';
import { useTranslations } from 'use-intl';
import { useRowWindow } from '@/components/tasks/use-row-window';
import { GroupRow, SortTh, Table, TableHead, TableScroll, Th, type Sorting } from '@/components/ui/table';
import type { WorkerSort } from '@/lib/workers/sort-workers';
import { useRowKeys } from './use-row-keys';
import type { WorkersUrl } from './use-workers-url';
import { WorkerGroupHead } from './worker-group-head';
import { WorkerRow } from './worker-row';
import type { ListRow } from './workers-list';

const ROW_HEIGHT = 36;
const NUMBERS = ['busy', 'reserved', 'scheduled', 'prefetch', 'done', 'load', 'memory', 'heartbeat', 'up'] as const;
export const COLUMNS = NUMBERS.length + 4;

interface WorkerTableProps {
  readonly rows: readonly ListRow[];
  /** Slots of the widest worker. */
  readonly widest: number;
  readonly url: WorkersUrl;
}

export function WorkerTable({ rows, widest, url }: WorkerTableProps) {
  const t = useTranslations('workers');
  const body = useRef<HTMLTableSectionElement>(null);
  const shown = useRowWindow(body, rows.length, ROW_HEIGHT);
  useRowKeys(body);
  return (
    <div className="border-t border-line">
      <TableScroll label={t('title')}>
        <Table edge className="[&_td]:px-2.5 [&_th]:px-2.5">
          <WorkerTableHead sorting={url.sorting} onSort={url.setSorting} />
          <tbody ref={body}>
            {shown.before > 0 && <Spacer height={shown.before} />}
            {rows.slice(shown.first, shown.last).map((row) =>
              row.kind === 'group' ? (
                <GroupRow key={`g ${row.group.key}`} span={COLUMNS}>
                  <WorkerGroupHead group={row.group} finding={row.finding} />
                </GroupRow>
              ) : (
                <WorkerRow key={row.worker.hostname} worker={row.worker} starved={row.starved} widest={widest} />
              ),
            )}
            {shown.after > 0 && <Spacer height={shown.after} />}
          </tbody>
        </Table>
      </TableScroll>
    </div>
  );
}

interface HeadProps {
  readonly sorting: Sorting<WorkerSort>;
  readonly onSort: (sorting: Sorting<WorkerSort>) => void;
}

const HINTED: ReadonlySet<string> = new Set(['load', 'memory', 'done', 'prefetch']);

function WorkerTableHead({ sorting, onSort }: HeadProps) {
  const t = useTranslations('workers');
  return (
    <TableHead>
      <tr>
        <SortTh field="name" sorting={sorting} onSort={onSort}>
          {t('column.worker')}
        </SortTh>
        <SortTh field="state" sorting={sorting} onSort={onSort}>
          {t('column.state')}
        </SortTh>
        <Th>{t('column.slots')}</Th>
        {NUMBERS.map((field) => (
          <SortTh key={field} field={field} sorting={sorting} onSort={onSort} numeric>
            <span {...(HINTED.has(field) ? { title: t(`hint.${field}`) } : {})}>{t(`column.${field}`)}</span>
          </SortTh>
        ))}
        <Th>
          <span className="sr-only">{t('column.controls')}</span>
        </Th>
      </tr>
    </TableHead>
  );
}

function Spacer({ height }: { readonly height: number }) {
  return (
    <tr aria-hidden>
      <td colSpan={COLUMNS} style={{ height }} />
    </tr>
  );
}
