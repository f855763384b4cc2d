'use client';

import dynamic from 'next/dynamic';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { LanesLegend } from '@/components/lanes/lanes-legend';
import { TimeControl } from '@/components/time/time-control';
import type { TimeChoice } from '@/components/time/use-time-shown';
import { Section } from '@/components/ui/section';
import { Segmented } from '@/components/ui/segmented';
import { LoadingRows } from '@/components/ui/skeleton';

const LanesPanel = dynamic(() => import('@/components/lanes/lanes-panel').then((module) => module.LanesPanel), {
  ssr: false,
  loading: () => <LoadingRows rows={3} />,
});

const KINDS = ['now', 'time'] as const;

interface WorkerLanesProps {
  readonly hostname: string;
  readonly time: TimeChoice;
  /** The last minutes and what is planned, with this switch in its head. */
  readonly now: (kinds: ReactNode) => ReactNode;
}

/** What its slots do now and next, or what they did in any time. */
export function WorkerLanes({ hostname, time, now }: WorkerLanesProps) {
  const t = useTranslations('worker.lanes');
  const [kind, setKind] = useQueryState('lanes', parseAsStringLiteral(KINDS).withDefault('now'));
  const kinds = (
    <Segmented
      label={t('kinds')}
      value={kind}
      onChange={(next) => void setKind(next)}
      options={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
    />
  );
  if (kind === 'now') return now(kinds);
  return (
    <Section
      flush
      title={t('titleOverTime')}
      note={<LanesLegend />}
      actions={
        <>
          {kinds}
          <TimeControl time={time} />
        </>
      }
    >
      <LanesPanel time={time} worker={hostname} />
    </Section>
  );
}
