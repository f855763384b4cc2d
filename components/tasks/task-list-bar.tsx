'use client';

import { RotateCw } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { IconButton } from '@/components/ui/button';
import { Clock } from '@/components/ui/age';
import { ListBar, NewPill } from '@/components/ui/list-bar';
import { Switch } from '@/components/ui/switch';
import type { TaskSort } from '@/lib/query/task-query';

interface TaskListBarProps {
  readonly sort: TaskSort;
  readonly selected: number;
  readonly unseen: number;
  readonly onLoadNew: () => void;
  readonly onReload: () => void;
  readonly follow: boolean;
  readonly onFollow: (follow: boolean) => void;
  /** The list is not live: since when. */
  readonly staleAt: number | null;
}

export function TaskListBar({
  sort,
  selected,
  unseen,
  onLoadNew,
  onReload,
  follow,
  onFollow,
  staleAt,
}: TaskListBarProps) {
  const t = useTranslations('tasks');
  return (
    <div className="[&>div]:pl-3.5 max-md:[&>div]:pl-4">
      <ListBar>
        <span>{t(`sort.${sort.field}`, { direction: sort.descending ? 'desc' : 'asc' })}</span>
        {selected > 0 && (
          <span className="inline-flex items-center gap-2 max-md:hidden">
            <span aria-hidden className="size-0.75 rounded-full bg-line-control" />
            {t('sort.keptSelected', { count: selected })}
          </span>
        )}
        {staleAt !== null && (
          <span className="text-severity-warning">{t.rich('bar.staleRich', { at: () => <Clock at={staleAt} /> })}</span>
        )}
        <span className="flex-1" />
        <NewPill count={unseen} onLoad={onLoadNew} />
        <IconButton icon={RotateCw} size={14} label={t('bar.reload')} onClick={onReload} className="max-md:hidden" />
        <span title={t('bar.followHint')} className="ml-1">
          <Switch checked={follow} onChange={onFollow}>
            {t('bar.follow')}
          </Switch>
        </span>
      </ListBar>
    </div>
  );
}
