'use client';

import { useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/ui/button';
import { taskHref } from '@/components/ui/hrefs';
import { Unknown } from '@/components/ui/stat-strip';
import { Table, TableHead, TableScroll, Td, Th, Tr } from '@/components/ui/table';
import { TaskName } from '@/components/ui/task-name';
import { TextLink } from '@/components/ui/text-link';
import type { TaskRow } from '@/lib/api/views';

/** Shown before the rest is asked for. */
const FIRST = 12;
/** As many as the server gives. */
const LIMIT = 500;

interface HeldRowsProps {
  readonly rows: readonly TaskRow[];
  readonly label: string;
  readonly head: ReactNode;
  readonly cells: (row: TaskRow) => ReactNode;
}

/** Tasks in the order in which they stand; `head` and `cells` are the columns that belong to the list. */
export function HeldRows({ rows, label, head, cells }: HeldRowsProps) {
  const t = useTranslations('worker.held');
  const [all, setAll] = useState(false);
  const shown = all ? rows : rows.slice(0, FIRST);
  return (
    <>
      <TableScroll label={label}>
        <Table dense>
          <TableHead>
            <tr>
              <Th numeric className="w-9">
                #
              </Th>
              <Th>{t('task')}</Th>
              <Th className="max-md:hidden">{t('queue')}</Th>
              {head}
            </tr>
          </TableHead>
          <tbody>
            {shown.map((row, index) => (
              <Tr key={row.uuid}>
                <Td numeric className="text-fg-3">
                  {index + 1}
                </Td>
                <Td className="w-full max-w-0 truncate">
                  <TextLink href={taskHref(row.uuid)} variant="name">
                    <TaskName name={row.name} />
                  </TextLink>{' '}
                  <code className="text-fg-3">{argsOf(row) || row.uuid.slice(0, 8)}</code>
                </Td>
                <Td className="text-fg-2 max-md:hidden">{row.queue ?? <Unknown />}</Td>
                {cells(row)}
              </Tr>
            ))}
          </tbody>
        </Table>
      </TableScroll>
      {rows.length > shown.length && (
        <Button variant="ghost" className="mt-1 -ml-2.5" onClick={() => setAll(true)}>
          {t('more', { count: rows.length - shown.length })}
        </Button>
      )}
      {all && rows.length >= LIMIT && <p className="mt-1 text-small text-fg-3">{t('limit', { count: LIMIT })}</p>}
    </>
  );
}

function argsOf(row: TaskRow): string {
  const args = row.args === null || row.args === '()' || row.args === '[]' ? '' : row.args;
  const kwargs = row.kwargs === null || row.kwargs === '{}' ? '' : row.kwargs;
  return [args, kwargs].filter(Boolean).join(' ');
}
