'use client';

import { useTranslations } from 'use-intl';
import { Segmented } from '@/components/ui/segmented';
import { GROUPINGS } from '@/lib/workers/worker-groups';
import type { WorkersUrl } from './use-workers-url';

/** What stands together in the list. */
export function GroupingSwitch({ url, className }: { readonly url: WorkersUrl; readonly className?: string }) {
  const t = useTranslations('workers.group');
  return (
    <Segmented
      label={t('label')}
      value={url.grouping}
      onChange={url.setGrouping}
      options={GROUPINGS.map((value) => ({ value, label: t(value) }))}
      {...(className ? { className } : {})}
    />
  );
}
