'use client';

import { useTranslations } from 'use-intl';
import { useNow } from '@/components/live/use-now';
import { Elapsed } from '@/components/tasks/elapsed';
import { Section } from '@/components/ui/section';
import { Unknown } from '@/components/ui/stat-strip';
import { Td, Th } from '@/components/ui/table';
import { useFormat } from '@/components/ui/use-format';
import type { WorkerPageView } from '@/lib/api/page-views';
import type { TaskRow } from '@/lib/api/views';
import type { PlannedStart } from '@/lib/workers/lane-picture';
import type { Typical } from '@/lib/workers/typical-run';
import { HeldRows } from './held-rows';

interface HeldTasksProps {
  readonly view: WorkerPageView;
  readonly plan: readonly PlannedStart[];
  /** When each could start if free slots elsewhere could take it; null where none is starved. */
  readonly shared: readonly PlannedStart[] | null;
  readonly typical: ReadonlyMap<string, Typical>;
}

/** What it runs, and what stands in its line. */
export function HeldTasks({ view, plan, shared, typical }: HeldTasksProps) {
  const t = useTranslations('worker.held');
  const { reserved, running, scheduled } = view;
  const none = (key: string) => t(view.worker.taskEvents === false ? 'silent' : key);
  return (
    <>
      <Section
        title={t('reserved')}
        note={reserved.length === 0 ? none('nobodyReserved') : <ReservedNote rows={reserved} typical={typical} />}
      >
        {reserved.length > 0 && <Reserved rows={reserved} plan={plan} shared={shared} />}
      </Section>
      <Section title={t('running')} note={running.length === 0 ? none('nobodyRuns') : running.length}>
        {running.length > 0 && <Running rows={running} typical={typical} />}
      </Section>
      <Section title={t('scheduled')} note={scheduled.length === 0 ? none('nobodyScheduled') : scheduled.length}>
        {scheduled.length > 0 && <Scheduled rows={scheduled} />}
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

interface ReservedProps extends Pick<HeldTasksProps, 'plan' | 'shared'> {
  readonly rows: readonly TaskRow[];
}

function Reserved({ rows, plan, shared }: ReservedProps) {
  const t = useTranslations('worker.held');
  const startOf = startsOf(plan);
  const sharedOf = startsOf(shared ?? []);
  return (
    <HeldRows
      rows={rows}
      label={t('reserved')}
      head={
        <>
          <Th numeric>{t('reservedFor')}</Th>
          <Th numeric>{t('startsIn')}</Th>
          {shared !== null && <Th numeric>{t('ifShared')}</Th>}
        </>
      }
      cells={(row) => (
        <>
          <Td numeric>{row.receivedAt === null ? <Unknown /> : <Elapsed from={row.receivedAt} />}</Td>
          <Td numeric className="text-fg-2">
            <Start inSeconds={startOf.get(row.uuid) ?? null} />
          </Td>
          {shared !== null && (
            <Td numeric className="text-fg-2">
              <Start inSeconds={sharedOf.get(row.uuid) ?? null} />
            </Td>
          )}
        </>
      )}
    />
  );
}

function startsOf(plan: readonly PlannedStart[]): ReadonlyMap<string, number | null> {
  return new Map(plan.map(({ uuid, inSeconds }) => [uuid, inSeconds]));
}

function Start({ inSeconds }: { readonly inSeconds: number | null }) {
  const t = useTranslations('worker.held');
  const format = useFormat();
  if (inSeconds === null) return <Unknown />;
  return inSeconds === 0 ? <b className="text-fg">{t('now')}</b> : format.estimate(inSeconds);
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
    <HeldRows
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
    <HeldRows
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
