'use client';

import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from './button';
import { cx } from './class-names';
import { SeveritySign } from './severity-sign';

interface ErrorPanelProps {
  /** What could not be read. */
  readonly title: ReactNode;
  /** Why, in the server's words. */
  readonly detail?: string | null;
  readonly requestId?: string | null;
  readonly onRetry?: () => void;
  readonly className?: string;
}

/** One panel failed; the rest of the page is current. */
export function ErrorPanel({ title, detail, requestId, onRetry, className }: ErrorPanelProps) {
  const t = useTranslations('common');
  return (
    <div role="alert" className={cx('flex gap-2.5 px-6 py-4 max-md:px-4', className)}>
      <SeveritySign severity="warning" className="mt-0.75" />
      <div className="min-w-0">
        <b>{title}</b>
        <p className="mt-0.5 mb-2.5 text-fg-2 wrap-anywhere">
          {detail ? `${detail} ` : ''}
          {t('restIsCurrent')}
        </p>
        <div className="flex items-center gap-3">
          {onRetry && <Button onClick={onRetry}>{t('tryAgain')}</Button>}
          {requestId && <code className="text-fg-3">{t('request', { id: requestId })}</code>}
        </div>
      </div>
    </div>
  );
}
