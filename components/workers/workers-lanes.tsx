'use client';

import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { LanesLegend } from '@/components/lanes/lanes-legend';
import { LanesPanel } from '@/components/lanes/lanes-panel';
import { TimeControl } from '@/components/time/time-control';
import { useTimeShown } from '@/components/time/use-time-shown';
import type { WorkerView } from '@/lib/cluster/worker';
import { filterWorkers } from '@/lib/workers/sort-workers';
import { FilterBox } from './filter-box';
import type { WorkersUrl } from './use-workers-url';

/** An hour of many workers is more than can be told apart. */
const DEFAULT_TIME = { from: '-15m', to: '' };

interface WorkersLanesProps {
  readonly workers: readonly WorkerView[];
  readonly url: WorkersUrl;
}

/** What every slot of every worker ran, on one axis of time. */
export function WorkersLanes({ workers, url }: WorkersLanesProps) {
  const t = useTranslations('workers');
  const time = useTimeShown(DEFAULT_TIME);
  const matches = useMatches(workers, url.text);
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-5 gap-y-2 px-6 py-3 max-md:px-4">
        <LanesLegend />
        <span className="ml-auto flex flex-wrap items-center gap-2 max-md:ml-0 max-md:w-full">
          <FilterBox
            label={t('filter.label')}
            placeholder={t('filter.placeholder')}
            clearLabel={t('filter.clear')}
            value={url.text}
            onChange={url.setText}
          />
          <TimeControl time={time} />
        </span>
      </div>
      <LanesPanel time={time} worker={null} matches={matches} />
    </>
  );
}

/** Of workers that are known now by all that is known of them; of those that were, by their names. */
function useMatches(workers: readonly WorkerView[], text: string): (hostname: string) => boolean {
  const shown = filterWorkers(workers, text)
    .map(({ hostname }) => hostname)
    .join('\n');
  const known = workers.map(({ hostname }) => hostname).join('\n');
  return useMemo(() => {
    const [matching, all] = [new Set(shown.split('\n')), new Set(known.split('\n'))];
    const needle = text.trim().toLowerCase();
    return (hostname) => matching.has(hostname) || (!all.has(hostname) && hostname.toLowerCase().includes(needle));
  }, [shown, known, text]);
}
