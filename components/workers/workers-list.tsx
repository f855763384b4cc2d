'use client';

import { useMemo, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { useIsPhone } from '@/components/tasks/use-media';
import { useRowWindow } from '@/components/tasks/use-row-window';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ListFoot } from '@/components/ui/list-foot';
import { useFormat } from '@/components/ui/use-format';
import { GONE_WORKER_SECONDS } from '@/lib/api/limits';
import type { FindingView } from '@/lib/api/views';
import type { WorkerView } from '@/lib/cluster/worker';
import { filterWorkers, sortWorkers } from '@/lib/workers/sort-workers';
import { openStarvations, starvedWorkers } from '@/lib/workers/starved-workers';
import { groupWorkers, type WorkerGroup } from '@/lib/workers/worker-groups';
import { useRowKeys } from './use-row-keys';
import type { WorkersUrl } from './use-workers-url';
import { CARD_HEIGHT, WorkerCard } from './worker-card';
import { WorkerGroupHead } from './worker-group-head';
import { WorkerTable } from './worker-table';

interface WorkersListProps {
  readonly workers: readonly WorkerView[];
  readonly findings: readonly FindingView[];
  readonly url: WorkersUrl;
}

/** A row of the list: the head of a group, or a worker. */
export type ListRow =
  | { readonly kind: 'group'; readonly group: WorkerGroup; readonly finding: FindingView | null }
  | { readonly kind: 'worker'; readonly worker: WorkerView; readonly starved: boolean };

export function WorkersList({ workers, findings, url }: WorkersListProps) {
  const t = useTranslations('workers');
  const format = useFormat();
  const phone = useIsPhone();
  const { text, sorting, grouping } = url;
  const { field, descending } = sorting;
  const rows = useMemo(() => {
    const shown = sortWorkers(filterWorkers(workers, text), field, descending);
    return rowsOf(groupWorkers(shown, grouping), findings, grouping !== 'all');
  }, [workers, findings, text, field, descending, grouping]);
  const widest = Math.max(0, ...workers.map((worker) => worker.concurrency ?? 0));
  if (rows.length === 0) {
    return (
      <EmptyState
        title={t('noMatch.title', { text })}
        action={<Button onClick={() => url.setText('')}>{t('filter.clear')}</Button>}
        className="border-t border-line"
      >
        {t('noMatch.text', { count: workers.length })}
      </EmptyState>
    );
  }
  return (
    <>
      {phone ? <Cards rows={rows} widest={widest} /> : <WorkerTable rows={rows} widest={widest} url={url} />}
      <ListFoot notes={[t('end', { age: format.age(GONE_WORKER_SECONDS) })]} />
    </>
  );
}

function Cards({ rows, widest }: { readonly rows: readonly ListRow[]; readonly widest: number }) {
  const list = useRef<HTMLDivElement>(null);
  const shown = useRowWindow(list, rows.length, CARD_HEIGHT);
  useRowKeys(list);
  return (
    <div ref={list} className="border-t border-line">
      <div style={{ height: shown.before }} />
      {rows.slice(shown.first, shown.last).map((row) =>
        row.kind === 'group' ? (
          <div key={`g ${row.group.key}`} className="border-b border-line bg-sunken px-4 py-2 text-fg-3">
            <WorkerGroupHead group={row.group} finding={row.finding} />
          </div>
        ) : (
          <WorkerCard key={row.worker.hostname} worker={row.worker} starved={row.starved} widest={widest} />
        ),
      )}
      <div style={{ height: shown.after }} />
    </div>
  );
}

function rowsOf(groups: readonly WorkerGroup[], findings: readonly FindingView[], heads: boolean): readonly ListRow[] {
  const starved = starvedWorkers(findings);
  const open = openStarvations(findings);
  return groups.flatMap((group): ListRow[] => {
    const hosts = new Set(group.workers.map((worker) => worker.hostname));
    const finding = open.find(({ subject }) => subject.kind === 'worker' && hosts.has(subject.id)) ?? null;
    const rows = group.workers.map((worker): ListRow => ({
      kind: 'worker',
      worker,
      starved: starved.has(worker.hostname),
    }));
    return heads ? [{ kind: 'group', group, finding }, ...rows] : rows;
  });
}
