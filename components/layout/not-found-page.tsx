'use client';

import { useTranslations } from 'use-intl';
import { ButtonLink } from '../ui/button';
import { EmptyState } from '../ui/empty-state';
import { PageHead } from '../ui/page-head';

export function NotFoundPage() {
  const t = useTranslations('common.notFound');
  return (
    <>
      <PageHead title={t('title')} />
      <EmptyState
        title={t('why')}
        action={
          <>
            <ButtonLink href="/" variant="primary">
              {t('goToNow')}
            </ButtonLink>
            <ButtonLink href="/tasks/">{t('goToTasks')}</ButtonLink>
          </>
        }
        className="border-t border-line"
      >
        {t('next')}
      </EmptyState>
    </>
  );
}
