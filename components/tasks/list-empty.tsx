'use client';

import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { EnableEventsButton } from '@/components/controls/enable-events-button';
import { useStatus } from '@/components/layout/use-status';
import { Age } from '@/components/ui/age';
import { Button } from '@/components/ui/button';
import { CodeBlock } from '@/components/ui/code-block';
import { EmptyState } from '@/components/ui/empty-state';
import { SeveritySign } from '@/components/ui/severity-sign';
import { useFormat } from '@/components/ui/use-format';
import type { StatusView } from '@/lib/api/page-views';
import type { TaskPage } from '@/lib/api/views';
import { removeChip } from '@/lib/query/edit-filter';
import { shownChips, type ShownChip } from '@/lib/tasks/filter-chips';
import type { PeriodText } from '@/lib/tasks/period';
import { FilterChip } from './filter-chip';
import { usePeriodWords } from './use-period-words';
import { useFetched } from './use-fetched';

interface ListEmptyProps {
  readonly q: string;
  readonly period: PeriodText;
  readonly onQ: (q: string) => void;
  readonly onPeriod: (period: PeriodText) => void;
}

/** Nothing to list: because nothing was seen at all, or because the filter leaves nothing. */
export function ListEmpty(props: ListEmptyProps) {
  const status = useStatus();
  if (status !== undefined && status.store.tasks === 0 && props.q === '') return <NothingYet status={status} />;
  return <NothingMatches {...props} />;
}

function NothingMatches({ q, period, onQ, onPeriod }: ListEmptyProps) {
  const t = useTranslations('tasks.noMatch');
  const words = usePeriodWords();
  const chips = shownChips(q);
  const open = period.from === '' && period.to === '';
  const searched = open ? t('searchedAll') : t('searched', { period: words(period) });
  return (
    <EmptyState
      title={t('title')}
      action={
        <>
          {!open && <Button onClick={() => onPeriod({ from: '', to: '' })}>{t('longer')}</Button>}
          {chips.length > 1 && (
            <Button variant="ghost" onClick={() => onQ('')}>
              {t('removeAll')}
            </Button>
          )}
        </>
      }
    >
      <p>{chips.length === 0 ? t('plain', { period: words(period) }) : searched}</p>
      <ul className="mt-2 grid gap-2">
        {chips.map((chip) => (
          <ChipCount key={chip.index} chip={chip} q={removeChip(q, chip.index)} period={period} onRemove={onQ} />
        ))}
      </ul>
    </EmptyState>
  );
}

interface ChipCountProps {
  readonly chip: ShownChip;
  /** The filter without the chip. */
  readonly q: string;
  readonly period: PeriodText;
  readonly onRemove: (q: string) => void;
}

/** A chip with what its removal would bring. */
function ChipCount({ chip, q, period, onRemove }: ChipCountProps) {
  const t = useTranslations('tasks.noMatch');
  const format = useFormat();
  const { value } = useFetched<TaskPage>('/api/v1/tasks', { q, from: period.from, to: period.to, limit: 1 });
  const count = value === null ? null : format.total(value.count);
  return (
    <li className="flex items-center gap-3">
      <FilterChip chip={chip} onRemove={() => onRemove(q)} />
      <span className="text-fg-3">{count === null ? t('counting') : t('count', { count })}</span>
    </li>
  );
}

function NothingYet({ status }: { readonly status: StatusView }) {
  const t = useTranslations('tasks.empty');
  const { broker, collector } = status;
  return (
    <EmptyState title={t('title')}>
      <p>{t.rich('bodyRich', { age: () => <Age at={collector.startedAt} /> })}</p>
      <div className="mt-4 max-w-155">
        {broker.state !== 'connected' ? (
          <Cause
            title={t('noBroker.title')}
            body={t('noBroker.body', { url: broker.url, error: broker.error ?? broker.state })}
          />
        ) : collector.workersTotal === 0 ? (
          <Cause title={t('noWorkers.title')} body={t('noWorkers.body')}>
            <CodeBlock text={t('noWorkers.command')} label={t('noWorkers.title')} className="mt-2" />
          </Cause>
        ) : collector.silentWorkers.length > 0 ? (
          <Silent count={collector.silentWorkers.length} />
        ) : (
          <Cause title={t('waiting.title')} body={t('waiting.body')} />
        )}
      </div>
    </EmptyState>
  );
}

function Silent({ count }: { readonly count: number }) {
  const t = useTranslations('tasks.empty.silent');
  return (
    <Cause title={t('title', { count })} body={t('body')}>
      <div className="my-3">
        <EnableEventsButton />
      </div>
      <p>{t('persist')}</p>
      <CodeBlock text={t('setting')} label={t('persist')} className="mt-2" />
    </Cause>
  );
}

function Cause({
  title,
  body,
  children,
}: {
  readonly title: string;
  readonly body: string;
  readonly children?: ReactNode;
}) {
  return (
    <section>
      <h4 className="flex items-center gap-2 font-[550] text-fg">
        <SeveritySign severity="notice" />
        {title}
      </h4>
      <p className="mt-0.5 wrap-anywhere">{body}</p>
      {children}
    </section>
  );
}
