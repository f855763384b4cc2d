'use client';

import { useTranslations } from 'use-intl';
import { useFormat } from '../ui/use-format';
import { useStatus } from './use-status';

/** For how long what has ended is kept; null while that is not known. */
export function useKeptNote(): string | null {
  const t = useTranslations('common');
  const format = useFormat();
  const status = useStatus();
  return status ? t('keptFor', { age: format.age(status.store.retentionSeconds) }) : null;
}
