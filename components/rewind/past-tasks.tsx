'use client';

import { useTranslations } from 'use-intl';
import type { PastView } from '@/lib/api/past-view';
import type { PastRow } from '@/lib/api/views';
import { Clock } from '../ui/age';
import { queueHref, taskHref, workerHref } from '../ui/hrefs';
import { Section } from '../ui/section';
import { StateLabel } from '../ui/state-sign';
import { Table, TableHead, TableScroll, Td, Th, Tr } from '../ui/table';
import { TaskName } from '../ui/task-name';
import { TextLink } from '../ui/text-link';
import { useFormat } from '../ui/use-format';
import type { PastKind } from './past-kinds';
import { usePastHref } from './use-past-href';
import { usePastCount } from './use-past-count';

export type PastList = 'running' | 'reserved' | 'scheduled' | 'waiting';

/** Where each list stands in full. */
const WHOLE: Readonly<Record<PastList, PastKind>> = {
  running: 'workers',
  reserved: 'workers',
  scheduled: 'workers',
  waiting: 'queues',
};
const MAX_ON_NOW = 10;

interface PastTasksProps {
  readonly past: PastView;
  readonly kind: PastKind;
  readonly list: PastList;
}

/** Tasks as they stood then, the oldest first, and what has become of each. */
export function PastTasks({ past, kind, list }: PastTasksProps) {
  const t = useTranslations('rewind.tasks');
  const count = usePastCount(past);
  const rows = kind === 'now' ? past[list].slice(0, MAX_ON_NOW) : past[list];
  const total = past.totals[list];
  return (
    <Section title={t(`title.${list}`)} note={count(total)}>
      {rows.length === 0 && (
        <p className="text-fg-3">
          {total === null ? t('notKnown') : past.unknown === null ? t(`none.${list}`) : t('noSign')}
        </p>
      )}
      {rows.length > 0 && (
        <TableScroll label={t(`title.${list}`)}>
          <Table dense>
            <TableHead>
              <tr>
                <Th>{t('task')}</Th>
                <Th className="w-1/5 max-md:w-auto">{t(list === 'waiting' ? 'queue' : 'worker')}</Th>
                <Th numeric className="w-28 max-md:w-auto">
                  {t(`since.${list}`)}
                </Th>
                <Th className="w-60 max-md:w-auto">
                  <span className="max-md:sr-only">{t('became')}</span>
                </Th>
              </tr>
            </TableHead>
            <tbody>
              {rows.map((row) => (
                <TaskLine key={`${row.uuid} ${row.worker ?? ''}`} row={row} at={past.at} />
              ))}
            </tbody>
          </Table>
        </TableScroll>
      )}
      {rows.length > 0 && total !== null && rows.length < total && (
        <ListEnd past={past} kind={kind} list={list} shown={rows.length} total={total} />
      )}
    </Section>
  );
}

interface ListEndProps extends PastTasksProps {
  readonly shown: number;
  readonly total: number;
}

function ListEnd({ past, kind, list, shown, total }: ListEndProps) {
  const t = useTranslations('rewind.tasks');
  const format = useFormat();
  const href = usePastHref();
  return (
    <p className="mt-2 text-small text-fg-3">
      {t('first', { shown: format.count(shown), total: format.count(total) })}{' '}
      {kind === 'now' && past[list].length > shown && (
        <TextLink href={href(WHOLE[list], past.at)} variant="in-text">
          {t('more', { count: past[list].length })}
        </TextLink>
      )}
    </p>
  );
}

function TaskLine({ row, at }: { readonly row: PastRow; readonly at: number }) {
  const format = useFormat();
  return (
    <Tr>
      <Td className="max-w-0 max-md:w-full">
        <TextLink href={taskHref(row.uuid)} variant="name" className="block truncate">
          <TaskName name={row.name} />
        </TextLink>
      </Td>
      <Td>
        {row.worker !== null && (
          <TextLink href={workerHref(row.worker)} variant="in-text">
            {row.worker}
          </TextLink>
        )}
        {row.worker === null && row.queue !== null && (
          <TextLink href={queueHref(row.queue)} variant="in-text">
            {row.queue}
          </TextLink>
        )}
      </Td>
      <Td numeric>{format.age(Math.max(0, at - row.since))}</Td>
      <Td>
        <span className="inline-flex items-center gap-2 align-middle">
          <StateLabel state={row.state} wordClassName="max-md:sr-only" />
          {row.endedAt !== null && row.endedAt > at && <Clock at={row.endedAt} className="text-fg-3 max-md:hidden" />}
        </span>
      </Td>
    </Tr>
  );
}
