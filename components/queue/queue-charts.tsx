'use client';

import { memo } from 'react';
import { useTranslations } from 'use-intl';
import { DepthChart } from '@/components/charts/depth-chart';
import { LatencyChart } from '@/components/charts/latency-chart';
import { ThroughputChart } from '@/components/charts/throughput-chart';
import { PERIODS } from '@/components/now/use-period';
import { queryTerm } from '@/components/ui/hrefs';
import { Section } from '@/components/ui/section';
import { Segmented } from '@/components/ui/segmented';
import { useFormat } from '@/components/ui/use-format';
import type { Period, QueuePageView } from '@/lib/api/views';

interface QueueChartsProps extends Pick<QueuePageView, 'depth' | 'throughput' | 'latency'> {
  readonly queue: string;
  readonly period: Period;
  readonly onPeriod: (period: Period) => void;
}

/** How deep it was, how fast it was worked off, how long tasks waited and ran. */
export const QueueCharts = memo(function QueueCharts(props: QueueChartsProps) {
  const { queue, depth, throughput, latency, period, onPeriod } = props;
  const t = useTranslations('queue');
  const format = useFormat();
  const [first, second] = throughput;
  const seconds = first && second ? second.at - first.at : 60;
  const label = seconds === 60 ? t('throughputPerMinute') : t('throughputPer', { bucket: format.duration(seconds) });
  const hrefOf = (from: number, to: number) => {
    const search = new URLSearchParams({ q: queryTerm('queue', queue), from: String(from), to: String(to) });
    return `/tasks/?${search.toString()}`;
  };
  return (
    <>
      <Section
        title={t('depth')}
        note={t('depthNote')}
        actions={
          <Segmented
            label={t('period.label')}
            value={period}
            onChange={onPeriod}
            options={PERIODS.map((value) => ({ value, label: t(`period.${value}`) }))}
          />
        }
      >
        <DepthChart buckets={depth} label={t('depth')} />
      </Section>
      <div className="grid grid-cols-2 border-t border-line max-lg:block [&>section]:min-w-0 [&>section]:border-t-0 max-lg:[&>section+section]:border-t lg:[&>section+section]:border-l lg:[&>section+section]:border-line">
        <Section title={label}>
          <ThroughputChart buckets={throughput} label={label} hrefOf={hrefOf} />
        </Section>
        <Section title={t('latency')}>
          <LatencyChart buckets={latency} label={t('latency')} />
        </Section>
      </div>
    </>
  );
});
