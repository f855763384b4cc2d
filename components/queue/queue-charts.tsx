'use client';

import { memo, useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { ChartsOf } from '@/components/charts/chart-context';
import { marksAbout } from '@/components/charts/chart-marks';
import { DepthChart } from '@/components/charts/depth-chart';
import { LatencyChart } from '@/components/charts/latency-chart';
import { ThroughputChart } from '@/components/charts/throughput-chart';
import { bucketLength } from '@/components/charts/throughput-shape';
import { useView } from '@/components/live/use-view';
import { TimeControl } from '@/components/time/time-control';
import type { TimeChoice } from '@/components/time/use-time-shown';
import { queryTerm, tasksHref } from '@/components/ui/hrefs';
import { Section } from '@/components/ui/section';
import { useFormat } from '@/components/ui/use-format';
import type { QueuePageView } from '@/lib/api/page-views';

interface QueueChartsProps extends Pick<QueuePageView, 'depth' | 'throughput' | 'latency' | 'consumers'> {
  readonly queue: string;
  readonly time: TimeChoice;
}

/** How deep it was, how fast it was worked off, how long tasks waited and ran. */
export const QueueCharts = memo(function QueueCharts(props: QueueChartsProps) {
  const { queue, depth, throughput, latency, consumers, time } = props;
  const t = useTranslations('queue');
  const format = useFormat();
  const all = useView('marks', time.params).value;
  const marks = useMemo(
    () => all && marksAbout(all, { queue, workers: new Set(consumers.map((worker) => worker.hostname)) }),
    [all, queue, consumers],
  );
  const seconds = bucketLength(throughput);
  const label = seconds === 60 ? t('throughputPerMinute') : t('throughputPer', { bucket: format.duration(seconds) });
  const hrefOf = (from: number, to: number) =>
    tasksHref({ q: queryTerm('queue', queue), from: String(from), to: String(to) });
  return (
    <ChartsOf marks={marks} zoom={time.zoom} back={time.back}>
      <Section title={t('depth')} note={t('depthNote')} actions={<TimeControl time={time} />}>
        <DepthChart buckets={depth} label={t('depth')} />
      </Section>
      <div className="grid grid-cols-2 border-t border-line max-lg:block [&>section]:min-w-0 [&>section]:border-t-0 max-lg:[&>section+section]:border-t lg:[&>section+section]:border-l lg:[&>section+section]:border-line">
        <Section title={label}>
          <ThroughputChart buckets={throughput} label={label} hrefOf={hrefOf} />
        </Section>
        <Section title={t('latency')}>
          <LatencyChart buckets={latency} label={t('latency')} hrefOf={hrefOf} />
        </Section>
      </div>
    </ChartsOf>
  );
});
