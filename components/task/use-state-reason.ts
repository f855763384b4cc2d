'use client';

import { useTranslations } from 'use-intl';

/** Why a state that no event told holds, in words. */
export function useStateReason(): (code: string | null) => string | null {
  const t = useTranslations('task.reason');
  return (code) => {
    if (code === null) return null;
    return t.has(code) ? t(code) : t('other', { code });
  };
}
