'use client';

import { parseAsArrayOf, parseAsStringLiteral, useQueryState } from 'nuqs';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import type { Overview } from '@/lib/api/views';
import { ChartsOf } from '../charts/chart-context';
import { ThroughputChart } from '../charts/throughput-chart';
import { ThroughputLegend } from '../charts/throughput-legend';
import { bucketLength, OUTCOMES } from '../charts/throughput-shape';
import { useView } from '../live/use-view';
import { TimeControl } from '../time/time-control';
import { useTimeWords, type TimeChoice } from '../time/use-time-shown';
import { tasksHref } from '../ui/hrefs';
import { Section } from '../ui/section';
import { Skeleton } from '../ui/skeleton';
import { useFormat } from '../ui/use-format';

interface NowThroughputProps {
  readonly overview: Overview | undefined;
  readonly time: TimeChoice;
}

const HIDDEN = parseAsArrayOf(parseAsStringLiteral(OUTCOMES)).withDefault([]);

export function NowThroughput({ overview, time }: NowThroughputProps) {
  const t = useTranslations('now');
  const format = useFormat();
  const words = useTimeWords();
  const marks = useView('marks', time.params).value;
  const [off, setOff] = useQueryState('hide', HIDDEN);
  const hidden = useMemo(() => new Set(off), [off]);
  const finished = overview?.finished;
  const bucketSeconds = bucketLength(overview?.throughput ?? []);
  const label =
    bucketSeconds === 60 ? t('finishedPerMinute') : t('finishedPer', { bucket: format.duration(bucketSeconds) });
  return (
    <Section
      title={label}
      note={
        finished && (
          <span className="flex flex-wrap items-center gap-x-4">
            {t(time.period === null ? 'finishedBetween' : 'finishedNote', {
              count: format.count(finished.total),
              period: words(time),
              rate: format.rate(finished.perSecond),
            })}
            <ThroughputLegend
              totals={finished}
              hidden={hidden}
              onToggle={(outcome) =>
                void setOff(hidden.has(outcome) ? off.filter((other) => other !== outcome) : [...off, outcome])
              }
            />
          </span>
        )
      }
      actions={<TimeControl time={time} />}
    >
      {overview ? (
        <ChartsOf marks={marks} zoom={time.zoom} back={time.back}>
          <ThroughputChart buckets={overview.throughput} label={label} hidden={hidden} hrefOf={hrefOf} />
        </ChartsOf>
      ) : (
        <Skeleton className="h-50 w-full" />
      )}
    </Section>
  );
}

const hrefOf = (from: number, to: number) => tasksHref({ from: String(from), to: String(to) });
