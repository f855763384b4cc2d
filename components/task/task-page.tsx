'use client';

import { useTranslations } from 'use-intl';
import { usePageTitle } from '@/components/layout/use-page-title';
import { useView } from '@/components/live/use-view';
import { ErrorPanel } from '@/components/ui/error-panel';
import { LoadingRows } from '@/components/ui/skeleton';
import { withTexts } from '@/components/ui/page-texts';
import task from '@/lib/i18n/en/task.json';
import { TaskDetailView } from './task-detail-view';
import { TaskUnknown } from './task-unknown';
import { useTaskUuid } from './use-task-uuid';

/** `/tasks/<uuid>` */
function TaskContent() {
  const uuid = useTaskUuid();
  return uuid === null ? <LoadingRows /> : <TaskOf key={uuid} uuid={uuid} />;
}

function TaskOf({ uuid }: { readonly uuid: string }) {
  const t = useTranslations('task');
  const { value, status, error, at, retry } = useView('task', { uuid });
  const name = value?.task.name ?? null;
  usePageTitle(name === null ? uuid.slice(0, 8) : `${name} ${uuid.slice(0, 8)}`);
  if (value === null) return <TaskUnknown uuid={uuid} />;
  if (value === undefined) {
    return status === 'failed' ? (
      <ErrorPanel title={t('failed')} detail={error?.message ?? null} onRetry={retry} />
    ) : (
      <LoadingRows />
    );
  }
  return <TaskDetailView detail={value} staleAt={status === 'live' ? null : at} />;
}

export const TaskPage = withTexts({ task }, TaskContent);
