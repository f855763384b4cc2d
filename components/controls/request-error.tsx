'use client';

import { useTranslations } from 'use-intl';
import type { ApiError } from '@/components/live/api';
import { SeveritySign } from '@/components/ui/severity-sign';

/** Why a change was not made, in the dialog that asked for it. */
export function RequestError({ error }: { readonly error: ApiError }) {
  const t = useTranslations('controls.error');
  return (
    <div role="alert" className="mt-3 flex gap-2.5 rounded-md bg-severity-warning-tint px-3 py-2.5">
      <SeveritySign severity="warning" className="mt-0.75" />
      <div className="min-w-0">
        <b>{t('title')}</b>
        <p className="text-fg-2 wrap-anywhere">{error.code === 'network' ? t('network') : error.detail}</p>
        {error.requestId !== null && <code className="text-fg-2">{t('request', { id: error.requestId })}</code>}
      </div>
    </div>
  );
}
