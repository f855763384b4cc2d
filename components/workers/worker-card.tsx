'use client';

import { useTranslations } from 'use-intl';
import { Age } from '@/components/ui/age';
import { workerHref } from '@/components/ui/hrefs';
import { Slots } from '@/components/ui/slots';
import { Tag } from '@/components/ui/tag';
import { TextLink } from '@/components/ui/text-link';
import { WorkerLabel } from '@/components/ui/worker-sign';
import { WorkerRowControls } from '@/components/worker-controls/controls-button';
import type { WorkerView } from '@/lib/cluster/worker';
import { PrefetchCell } from './prefetch-cell';
import { WorkerStanding } from './worker-standing';

/** All cards have one height, so that a long list can be windowed. */
export const CARD_HEIGHT = 92;

interface WorkerCardProps {
  readonly worker: WorkerView;
  readonly starved: boolean;
  readonly widest: number;
}

/** A worker on a phone. */
export function WorkerCard({ worker, starved, widest }: WorkerCardProps) {
  const t = useTranslations('workers.row');
  const standing = worker.status === 'gone' || worker.status === 'unknown' || worker.status === 'not-consuming';
  return (
    <div
      className="flex flex-col justify-center gap-1 overflow-hidden border-b border-line px-4"
      style={{ height: CARD_HEIGHT }}
    >
      <div className="flex items-center gap-2">
        <TextLink
          href={workerHref(worker.hostname)}
          variant="name"
          data-row
          className="inline-flex min-h-6 min-w-0 items-center truncate"
        >
          {worker.hostname}
        </TextLink>
        {worker.taskEvents === false && <Tag tone="warning">{t('silent')}</Tag>}
        {worker.quiet && <Tag>{t('quiet')}</Tag>}
        <span className="ml-auto flex items-center gap-1">
          <WorkerLabel status={worker.status} />
          {worker.status !== 'gone' && <WorkerRowControls worker={worker} />}
        </span>
      </div>
      {standing ? (
        <p className="truncate text-fg-2">
          <WorkerStanding worker={worker} />
        </p>
      ) : (
        <div className="overflow-hidden">
          <Slots
            worker={worker.hostname}
            slots={worker.concurrency}
            running={worker.active}
            reserved={worker.reserved}
            scheduled={worker.scheduled}
            starved={starved}
            silent={worker.taskEvents === false && worker.active === null}
            widest={Math.min(widest, 16)}
          />
        </div>
      )}
      <div className="flex gap-x-3 text-small whitespace-nowrap text-fg-3">
        {worker.active !== null && worker.concurrency !== null && (
          <span>{t('busyOf', { busy: worker.active, slots: worker.concurrency })}</span>
        )}
        {worker.status !== 'gone' && (
          <span>{t.rich('prefetchRich', { value: () => <PrefetchCell worker={worker} /> })}</span>
        )}
        {worker.lastHeartbeatAt !== null && (
          <span className="ml-auto">
            <Age at={worker.lastHeartbeatAt} prose />
          </span>
        )}
      </div>
    </div>
  );
}
