'use client';

import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { EnableEventsButton } from '@/components/controls/enable-events-button';
import { cx } from '@/components/ui/class-names';
import { ExportButton } from '@/components/ui/export-button';
import { exportText } from '@/lib/export/export-text';
import { WORKER_COLUMNS } from '@/lib/export/worker-columns';
import { filterWorkers, sortWorkers } from '@/lib/workers/sort-workers';
import { Tag } from '@/components/ui/tag';
import { AllWorkersControls } from '@/components/worker-controls/controls-button';
import type { WorkerView } from '@/lib/cluster/worker';
import { FilterBox } from './filter-box';
import type { WorkersUrl } from './use-workers-url';
import { GroupingSwitch } from './grouping-switch';

interface WorkersBarProps {
  readonly workers: readonly WorkerView[];
  readonly url: WorkersUrl;
}

/** What the signs of the list mean, and what narrows it. */
export function WorkersBar({ workers, url }: WorkersBarProps) {
  const t = useTranslations('workers');
  const up = workers.filter((worker) => worker.status !== 'gone');
  const silent = up.filter((worker) => worker.taskEvents === false).map((worker) => worker.hostname);
  return (
    <div className="flex flex-wrap items-center gap-x-5 gap-y-2 px-6 py-3 max-md:px-4">
      <Legend silent={silent.length > 0} />
      <span className="ml-auto flex flex-wrap items-center gap-2 max-md:ml-0 max-md:w-full">
        {silent.length > 0 && (
          <>
            <Tag tone="warning">{t('silent.badge', { count: silent.length, total: up.length })}</Tag>
            <EnableEventsButton hostnames={silent} primary={false} />
          </>
        )}
        <FilterBox
          label={t('filter.label')}
          placeholder={t('filter.placeholder')}
          clearLabel={t('filter.clear')}
          value={url.text}
          onChange={url.setText}
        />
        <AllWorkersControls />
        <ExportButton
          name="workers"
          source={{
            textOf: (format) =>
              exportText(
                format,
                WORKER_COLUMNS,
                sortWorkers(filterWorkers(workers, url.text), url.sorting.field, url.sorting.descending),
              ),
          }}
        />
        <GroupingSwitch url={url} className="md:hidden max-md:w-full" />
      </span>
    </div>
  );
}

const CELL = 'h-4 w-2.5 rounded-cell';
const TICK = 'h-2.5 w-0.75 rounded-[1px]';

function Legend({ silent }: { readonly silent: boolean }) {
  const t = useTranslations('workers.legend');
  return (
    <ul className="flex flex-wrap gap-x-5 gap-y-1.5 text-small text-fg-3">
      <Sign text={t('running')}>
        <span className={cx(CELL, 'bg-state-started-fill')} />
      </Sign>
      <Sign text={t('free')}>
        <span className={cx(CELL, 'inset-ring inset-ring-line-control')} />
      </Sign>
      <Sign text={t('starved')}>
        <span className={cx(CELL, 'bg-severity-warning-tint inset-ring-[1.5px] inset-ring-severity-warning-fill')} />
      </Sign>
      <Sign text={t('reserved')}>
        <Ticks className="bg-state-received-fill" />
      </Sign>
      <Sign text={t('scheduled')}>
        <Ticks className="inset-ring inset-ring-line-control" />
      </Sign>
      {silent && (
        <Sign text={t('silent')}>
          <span className={cx(CELL, 'border border-dashed border-worker-unknown-fill')} />
        </Sign>
      )}
    </ul>
  );
}

function Sign({ text, children }: { readonly text: string; readonly children: ReactNode }) {
  return (
    <li className="inline-flex items-center gap-1.75">
      <span aria-hidden className="flex items-center">
        {children}
      </span>
      {text}
    </li>
  );
}

function Ticks({ className }: { readonly className: string }) {
  return (
    <span className="flex gap-0.5">
      <span className={cx(TICK, className)} />
      <span className={cx(TICK, className)} />
      <span className={cx(TICK, className)} />
    </span>
  );
}
