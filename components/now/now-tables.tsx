'use client';

import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { Overview, Period, QueuesView, TypeSummary } from '@/lib/api/views';
import type { QueueView } from '@/lib/cluster/queue';
import { queryTerm, queueHref, tasksHref } from '../ui/hrefs';
import { Unknown } from '../ui/stat-strip';
import { Table, TableHead, Td, Th, Tr } from '../ui/table';
import { TaskName } from '../ui/task-name';
import { TextLink } from '../ui/text-link';
import { useFormat } from '../ui/use-format';
import { heldOrReady, waitingLongest } from './now-numbers';

const ROWS = 5;
// The name takes what the numbers leave, and is cut before they are.
const NAME_CELL = 'w-full max-w-0';

interface NowTablesProps {
  readonly overview: Overview | undefined;
  readonly queues: QueuesView | undefined;
  readonly period: Period;
}

/** What is slow, what fails, what waits: five each. */
export function NowTables({ overview, queues, period }: NowTablesProps) {
  return (
    <div className="grid grid-cols-3 border-t border-line max-[1199px]:grid-cols-1 [&>section+section]:border-l [&>section+section]:border-line max-[1199px]:[&>section+section]:border-t max-[1199px]:[&>section+section]:border-l-0">
      <SlowestTypes types={overview?.slowest} period={period} />
      <FailingTypes overview={overview} period={period} />
      <WaitingQueues queues={queues} />
    </div>
  );
}

function Panel({
  title,
  link,
  children,
}: {
  readonly title: ReactNode;
  readonly link: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section className="min-w-0 px-6 py-3.5 max-md:px-4 [&_td]:px-2 [&_th]:px-2">
      <div className="mb-2 flex min-h-7 items-center gap-2.5">
        <h2 className="text-strong tracking-title">{title}</h2>
        <span className="ml-auto text-small">{link}</span>
      </div>
      {children}
    </section>
  );
}

function TypeLink({
  name,
  period,
  failures,
}: {
  readonly name: string;
  readonly period: Period;
  readonly failures?: boolean;
}) {
  const q = failures ? `${queryTerm('task', name)} state:FAILURE` : queryTerm('task', name);
  return (
    <TextLink href={tasksHref({ q, from: `-${period}` })} variant="name" title={name} className="block truncate">
      <TaskName name={name} />
    </TextLink>
  );
}

function SlowestTypes({
  types,
  period,
}: {
  readonly types: readonly TypeSummary[] | undefined;
  readonly period: Period;
}) {
  const t = useTranslations('now.table');
  const format = useFormat();
  const head = useTranslations('now');
  return (
    <Panel
      title={t('slowest', { period: head(`period.${period}`) })}
      link={<TextLink href={tasksHref({ from: `-${period}` })}>{t('allTasks')}</TextLink>}
    >
      <Table dense>
        <TableHead>
          <tr>
            <Th>{t('type')}</Th>
            <Th numeric className="max-md:hidden">
              {t('runs')}
            </Th>
            <Th numeric>{t('p50')}</Th>
            <Th numeric>{t('p95')}</Th>
          </tr>
        </TableHead>
        <tbody>
          {types?.slice(0, ROWS).map((type) => (
            <Tr key={type.name}>
              <Td className={NAME_CELL}>
                <TypeLink name={type.name} period={period} />
              </Td>
              <Td numeric className="text-fg-3 max-md:hidden">
                {format.count(type.runs)}
              </Td>
              <Td numeric className="text-fg-2">
                {type.runP50 === null ? <Unknown /> : format.duration(type.runP50)}
              </Td>
              <Td numeric>{type.runP95 === null ? <Unknown /> : format.duration(type.runP95)}</Td>
            </Tr>
          ))}
          <LastRow span={4} known={types !== undefined} empty={types?.length === 0 ? t('noRuns') : null} />
        </tbody>
      </Table>
    </Panel>
  );
}

function FailingTypes({ overview, period }: { readonly overview: Overview | undefined; readonly period: Period }) {
  const t = useTranslations('now.table');
  const head = useTranslations('now');
  const format = useFormat();
  const types = overview?.failing.filter((type) => type.failures > 0);
  const shown = types?.slice(0, ROWS) ?? [];
  const rest = types && types.length <= ROWS ? (types.length === 0 ? t('noneFailed') : t('noOtherFailed')) : null;
  return (
    <Panel
      title={t('failing', { period: head(`period.${period}`) })}
      link={
        overview && (
          <TextLink href={tasksHref({ q: 'state:FAILURE', from: `-${period}` })}>
            {t('failures', { count: overview.finished.failure })}
          </TextLink>
        )
      }
    >
      <Table dense>
        <TableHead>
          <tr>
            <Th>{t('type')}</Th>
            <Th numeric>{t('failed')}</Th>
            <Th numeric>{t('share')}</Th>
          </tr>
        </TableHead>
        <tbody>
          {shown.map((type) => (
            <Tr key={type.name}>
              <Td className={NAME_CELL}>
                <TypeLink name={type.name} period={period} failures />
              </Td>
              <Td numeric>{format.count(type.failures)}</Td>
              <Td numeric className="text-fg-2">
                {type.runs > 0 ? format.share(type.failures / type.runs) : <Unknown />}
              </Td>
            </Tr>
          ))}
          <LastRow span={3} known={types !== undefined} empty={shown.length < ROWS ? rest : null} />
        </tbody>
      </Table>
    </Panel>
  );
}

function WaitingQueues({ queues }: { readonly queues: QueuesView | undefined }) {
  const t = useTranslations('now.table');
  const shown = waitingLongest(queues, ROWS);
  return (
    <Panel title={t('waitingLongest')} link={<TextLink href="/queues/">{t('allQueues')}</TextLink>}>
      <Table dense>
        <TableHead>
          <tr>
            <Th>{t('queue')}</Th>
            <Th numeric>{t('waiting')}</Th>
            <Th numeric>{t('oldest')}</Th>
            <Th numeric>{t('drains')}</Th>
          </tr>
        </TableHead>
        <tbody>
          {shown.map((queue) => (
            <WaitingRow key={queue.name} queue={queue} />
          ))}
          <LastRow span={4} known={queues !== undefined} empty={shown.length === 0 ? t('nothingWaits') : null} />
        </tbody>
      </Table>
    </Panel>
  );
}

function WaitingRow({ queue }: { readonly queue: QueueView }) {
  const t = useTranslations('now.table');
  const format = useFormat();
  return (
    <Tr>
      <Td className={NAME_CELL}>
        <TextLink href={queueHref(queue.name)} variant="name" className="block truncate">
          {queue.name}
        </TextLink>
      </Td>
      <Td numeric>{format.count(heldOrReady(queue))}</Td>
      <Td numeric>{queue.oldestAgeSeconds === null ? <Unknown /> : format.age(queue.oldestAgeSeconds)}</Td>
      <Td numeric className="text-fg-2">
        {queue.drainSeconds === null ? t(drainWord(queue)) : format.estimate(queue.drainSeconds)}
      </Td>
    </Tr>
  );
}

function drainWord(queue: QueueView): 'growing' | 'steady' | 'notKnown' {
  if (queue.inPerSecond === null || queue.outPerSecond === null) return 'notKnown';
  return queue.inPerSecond > queue.outPerSecond ? 'growing' : 'steady';
}

function LastRow({
  span,
  known,
  empty,
}: {
  readonly span: number;
  readonly known: boolean;
  readonly empty: string | null;
}) {
  const t = useTranslations('common');
  if (known && empty === null) return null;
  return (
    <Tr still>
      <Td colSpan={span} className="text-fg-3">
        {known ? empty : t('loading')}
      </Td>
    </Tr>
  );
}
