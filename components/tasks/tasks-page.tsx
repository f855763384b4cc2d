'use client';

import dynamic from 'next/dynamic';
import { useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useStepKeys } from '@/components/time/use-time-shown';
import { Button } from '@/components/ui/button';
import { PanelBoundary } from '@/components/ui/error-boundary';
import { PageHead } from '@/components/ui/page-head';
import { useFormat } from '@/components/ui/use-format';
import { withTexts } from '@/components/ui/page-texts';
import { setFieldValues } from '@/lib/query/edit-filter';
import { parseFilter } from '@/lib/query/parse-filter';
import { EMPTY_SELECTION, setScope, type Selection } from '@/lib/tasks/selection';
import tasks from '@/lib/i18n/en/tasks.json';
import task from '@/lib/i18n/en/task.json';
import type { BulkAction } from './bulk-bar';
import { FacetsPanel } from './facets-panel';
import { FilterBar } from './filter-bar';
import { StateTabs } from './state-tabs';
import { TaskListPanel } from './task-list-panel';
import { useFacets } from './use-facets';
import { useIsWide } from './use-media';
import { useTaskList } from './use-task-list';
import { usePeriodWords } from './use-period-words';
import { useTasksUrl } from './use-tasks-url';

const BulkDialog = dynamic(() => import('@/components/jobs/bulk-dialog').then((module) => module.BulkDialog), {
  ssr: false,
});
const FacetsSheet = dynamic(() => import('./facets-sheet').then((module) => module.FacetsSheet), { ssr: false });
const BadFilter = dynamic(() => import('./bad-filter').then((module) => module.BadFilter), { ssr: false });

/** `/tasks` */
function TasksContent() {
  const t = useTranslations('tasks');
  const url = useTasksUrl();
  const { q, period, sort } = url;
  useStepKeys(period, url.setPeriod);
  const readable = parseFilter(q, 0).ok;
  // A filter that can't be read is not asked for; the page says where it breaks.
  const asked = readable ? q : '';
  const list = useTaskList({ q: asked, from: period.from, to: period.to, sort });
  const facets = useFacets(asked, period.from, period.to);
  const wide = useIsWide();
  const [sheet, setSheet] = useState(false);
  const [marked, setMarked] = useState<{ readonly key: string; readonly selection: Selection }>({
    key: '',
    selection: EMPTY_SELECTION,
  });
  const [bulk, setBulk] = useState<BulkAction | null>(null);
  // Another filter is another list: what was marked in the one before is let go.
  const listKey = JSON.stringify([q, period]);
  const selection = marked.key === listKey ? marked.selection : EMPTY_SELECTION;
  const setSelection = (next: Selection) => setMarked({ key: listKey, selection: next });
  const scope = useMemo(
    () =>
      selection.scope === 'all'
        ? ({ kind: 'all', q, period } as const)
        : ({ kind: 'these', uuids: selection.ids } as const),
    [selection, q, period],
  );
  const closeBulk = () => setBulk(null);
  return (
    <>
      <PageHead title={t('title')}>
        {readable && <MatchCount list={list} url={url} />}
        <span className="ml-auto">
          <Button onClick={() => setSelection(setScope(selection, 'all'))}>{t('bulk.open')}</Button>
        </span>
      </PageHead>
      <FilterBar url={url} facets={facets.value} onFacets={wide ? null : () => setSheet(true)} />
      <StateTabs
        q={asked}
        facets={readable ? facets.value : null}
        count={readable && list.current ? (list.table?.count ?? null) : null}
        onState={(state) => url.setQ(setFieldValues(q, 'state', state === null ? [] : [state]))}
      />
      <div className={wide && readable ? 'grid grid-cols-[192px_minmax(0,1fr)]' : ''}>
        {wide && readable && (
          <aside aria-label={t('facet.label')} className="border-r border-line">
            <PanelBoundary name={t('facet.label')}>
              <FacetsPanel facets={facets} q={q} onQ={url.setQ} />
            </PanelBoundary>
          </aside>
        )}
        <PanelBoundary name={t('title')}>
          {readable ? (
            <TaskListPanel
              url={url}
              list={list}
              selection={selection}
              onSelection={setSelection}
              onBulk={setBulk}
              frozen={bulk !== null || sheet}
            />
          ) : (
            <BadFilter q={q} facets={facets.value} onQ={url.setQ} />
          )}
        </PanelBoundary>
      </div>
      {sheet && <FacetsSheet facets={facets} q={q} onQ={url.setQ} onClose={() => setSheet(false)} />}
      {bulk !== null && <BulkDialog action={bulk} scope={scope} onClose={closeBulk} />}
    </>
  );
}

function MatchCount({
  list,
  url,
}: {
  readonly list: ReturnType<typeof useTaskList>;
  readonly url: ReturnType<typeof useTasksUrl>;
}) {
  const t = useTranslations('tasks');
  const format = useFormat();
  const words = usePeriodWords();
  if (!list.current || list.table === null) return <span className="text-fg-3">{words(url.period)}</span>;
  return (
    <span className="text-fg-3">
      {t('matchingPeriod', { count: format.total(list.table.count), period: words(url.period) })}
    </span>
  );
}

export const TasksPage = withTexts({ tasks, task }, TasksContent);
