'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Overview, Period } from '@/lib/api/views';
import { ThroughputChart } from '../charts/throughput-chart';
import { ThroughputLegend } from '../charts/throughput-legend';
import type { Outcome } from '../charts/throughput-shape';
import { Section } from '../ui/section';
import { Segmented } from '../ui/segmented';
import { Skeleton } from '../ui/skeleton';
import { useFormat } from '../ui/use-format';
import { PERIODS } from './use-period';

interface NowThroughputProps {
  readonly overview: Overview | undefined;
  readonly period: Period;
  readonly onPeriod: (period: Period) => void;
}

export function NowThroughput({ overview, period, onPeriod }: NowThroughputProps) {
  const t = useTranslations('now');
  const format = useFormat();
  const [hidden, setHidden] = useState<ReadonlySet<Outcome>>(new Set());
  const toggle = (outcome: Outcome) => {
    const next = new Set(hidden);
    if (!next.delete(outcome)) next.add(outcome);
    setHidden(next);
  };
  const finished = overview?.finished;
  const [first, second] = overview?.throughput ?? [];
  const bucketSeconds = first && second ? second.at - first.at : 60;
  const label =
    bucketSeconds === 60 ? t('finishedPerMinute') : t('finishedPer', { bucket: format.duration(bucketSeconds) });
  return (
    <Section
      title={label}
      note={
        finished && (
          <span className="flex flex-wrap items-center gap-x-4">
            {t('finishedNote', {
              count: format.count(finished.total),
              period: t(`period.${period}`),
              rate: format.rate(finished.perSecond),
            })}
            <ThroughputLegend totals={finished} hidden={hidden} onToggle={toggle} />
          </span>
        )
      }
      actions={
        <Segmented
          label={t('periodLabel')}
          value={period}
          onChange={onPeriod}
          options={PERIODS.map((value) => ({ value, label: t(`period.${value}`) }))}
        />
      }
    >
      {overview ? (
        <ThroughputChart buckets={overview.throughput} label={label} hidden={hidden} hrefOf={hrefOf} />
      ) : (
        <Skeleton className="h-50 w-full" />
      )}
    </Section>
  );
}

const hrefOf = (from: number, to: number) => `/tasks/?from=${from}&to=${to}`;
