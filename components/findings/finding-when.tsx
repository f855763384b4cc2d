'use client';

import { useTranslations } from 'use-intl';
import type { FindingView } from '@/lib/api/views';
import { useNow } from '../live/use-now';
import { Tag } from '../ui/tag';
import { useFormat } from '../ui/use-format';

/** For how long it has been so, or was. */
export function FindingWhen({ finding }: { readonly finding: FindingView }) {
  const t = useTranslations('common.finding');
  const format = useFormat();
  const now = useNow();
  const time = format.age((finding.closedAt ?? now) - finding.since);
  const title = t('since', { time: format.instant(finding.since) });
  if (finding.closedAt !== null)
    return <span title={title}>{t('lasted', { time, at: format.clock(finding.closedAt) })}</span>;
  return (
    <span title={title}>
      <Tag tone={finding.severity}>{t('for', { time })}</Tag>
    </span>
  );
}
