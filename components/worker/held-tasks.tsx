'use client';

import { useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useNow } from '@/components/live/use-now';
import { Elapsed } from '@/components/tasks/elapsed';
import { Button } from '@/components/ui/button';
import { taskHref } from '@/components/ui/hrefs';
import { Section } from '@/components/ui/section';
import { Unknown } from '@/components/ui/stat-strip';
import { Table, TableHead, TableScroll, Td, Th, Tr } from '@/components/ui/table';
import { TaskName } from '@/components/ui/task-name';
import { TextLink } from '@/components/ui/text-link';
import { useFormat } from '@/components/ui/use-format';
import type { TaskRow, WorkerPageView } from '@/lib/api/views';
import type { PlannedStart } from '@/lib/workers/lane-picture';
import type { Typical } from '@/lib/workers/typical-run';

interface HeldTasksProps {
  readonly view: WorkerPageView;
  readonly plan: readonly PlannedStart[];
  readonly typical: ReadonlyMap<string, Typical>;
}

/** What it runs, and what stands in its line. */
export function HeldTasks({ view, plan, typical }: HeldTasksProps) {
  const t = useTranslations('worker.held');
  const silent = view.worker.taskEvents === false;
  const none = (text: string) => <p className="py-1 text-fg-3">{silent ? t('silent') : text}</p>;
  return (
    <>
      <Section title={t('reserved')} note={<ReservedNote rows={view.reserved} typical={typical} />}>
        {view.reserved.length === 0 ? none(t('nobodyReserved')) : <Reserved rows={view.reserved} plan={plan} />}
      </Section>
      <Section title={t('running')} note={view.running.length > 0 && view.running.length}>
        {view.running.length === 0 ? none(t('nobodyRuns')) : <Running rows={view.running} typical={typical} />}
      </Section>
      <Section title={t('scheduled')} note={view.scheduled.length > 0 && view.scheduled.length}>
        {view.scheduled.length === 0 ? none(t('nobodyScheduled')) : <Scheduled rows={view.scheduled} />}
      </Section>
    </>
  );
}

function ReservedNote({
  rows,
  typical,
}: {
  readonly rows: readonly TaskRow[];
  readonly typical: ReadonlyMap<string, Typical>;
}) {
  const t = useTranslations('worker.held');
  const format = useFormat();
  const since = rows[0]?.receivedAt ?? null;
  if (rows.length === 0) return null;
  const names = new Set(rows.map((row) => row.name));
  const [only] = names;
  const known = names.size === 1 && typeof only === 'string' ? typical.get(only) : undefined;
  return (
    <>
      {since === null
        ? rows.length
        : t.rich('reservedNoteRich', { count: rows.length, age: () => <Elapsed from={since} /> })}
      {known && (
        <span className="ml-4 text-small">
          {t('plannedWith', { p50: format.duration(known.p50), runs: known.runs })}
        </span>
      )}
    </>
  );
}

function Reserved({ rows, plan }: { readonly rows: readonly TaskRow[]; readonly plan: readonly PlannedStart[] }) {
  const t = useTranslations('worker.held');
  const format = useFormat();
  const startOf = new Map(plan.map(({ uuid, inSeconds }) => [uuid, inSeconds]));
  return (
    <Rows
      rows={rows}
      label={t('reserved')}
      head={
        <>
          <Th numeric>{t('reservedFor')}</Th>
          <Th numeric>{t('startsIn')}</Th>
        </>
      }
      cells={(row) => {
        const inSeconds = startOf.get(row.uuid) ?? null;
        return (
          <>
            <Td numeric>{row.receivedAt === null ? <Unknown /> : <Elapsed from={row.receivedAt} />}</Td>
            <Td numeric className="text-fg-2">
              {inSeconds === null ? <Unknown /> : inSeconds === 0 ? t('due') : format.estimate(inSeconds)}
            </Td>
          </>
        );
      }}
    />
  );
}

function Running({
  rows,
  typical,
}: {
  readonly rows: readonly TaskRow[];
  readonly typical: HeldTasksProps['typical'];
}) {
  const t = useTranslations('worker.held');
  const format = useFormat();
  return (
    <Rows
      rows={rows}
      label={t('running')}
      head={
        <>
          <Th numeric>{t('runs')}</Th>
          <Th numeric>{t('typical')}</Th>
        </>
      }
      cells={(row) => {
        const p50 = row.name === null ? undefined : typical.get(row.name)?.p50;
        return (
          <>
            <Td numeric>{row.startedAt === null ? <Unknown /> : <Elapsed from={row.startedAt} />}</Td>
            <Td numeric className="text-fg-2">
              {p50 === undefined ? <Unknown /> : format.duration(p50)}
            </Td>
          </>
        );
      }}
    />
  );
}

function Scheduled({ rows }: { readonly rows: readonly TaskRow[] }) {
  const t = useTranslations('worker.held');
  const format = useFormat();
  const now = useNow();
  return (
    <Rows
      rows={rows}
      label={t('scheduled')}
      head={
        <>
          <Th numeric>{t('eta')}</Th>
          <Th numeric>{t('in')}</Th>
        </>
      }
      cells={(row) => (
        <>
          <Td numeric>{row.eta === null ? <Unknown /> : format.clock(row.eta)}</Td>
          <Td numeric className="text-fg-2">
            {row.eta === null ? <Unknown /> : row.eta <= now ? t('due') : format.age(row.eta - now)}
          </Td>
        </>
      )}
    />
  );
}

/** Shown before the rest is asked for. */
const FIRST = 12;
/** As many as the server gives. */
const LIMIT = 500;

interface RowsProps {
  readonly rows: readonly TaskRow[];
  readonly label: string;
  readonly head: ReactNode;
  readonly cells: (row: TaskRow) => ReactNode;
}

function Rows({ rows, label, head, cells }: RowsProps) {
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
