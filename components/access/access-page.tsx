'use client';

import { useTranslations } from 'use-intl';
import { usePageTitle } from '../layout/use-page-title';
import { useStatus } from '../layout/use-status';
import { EmptyState } from '../ui/empty-state';
import { PageHead } from '../ui/page-head';
import { WhenExplained } from '../ui/when-explained';
import { SessionsSection } from './sessions-section';
import { TokensSection } from './tokens-section';

/** API tokens and sessions, for admins. */
export function AccessPage() {
  return (
    <WhenExplained namespace="access">
      <Explained />
    </WhenExplained>
  );
}

function Explained() {
  const t = useTranslations('access');
  usePageTitle(t('title'));
  const user = useStatus()?.user;
  const isAsked = user?.by !== 'none';
  const manages = user?.may.includes('manage-tokens') === true;
  return (
    <>
      <PageHead title={t('title')}>
        <span className="text-fg-3 max-md:hidden">{t('about')}</span>
        {user !== undefined && isAsked && (
          <span className="ml-auto text-fg-2">{t('you', { name: user.name, role: user.role })}</span>
        )}
      </PageHead>
      {user !== undefined && !isAsked && (
        <EmptyState title={t('nobodyAsked')} className="border-t border-line">
          {t('nobodyAskedText')}
        </EmptyState>
      )}
      {user !== undefined && isAsked && !manages && (
        <EmptyState title={t('notYours')} className="border-t border-line">
          {t('notYoursText', { role: user.role })}
        </EmptyState>
      )}
      {isAsked && manages && (
        <>
          <TokensSection />
          <SessionsSection />
        </>
      )}
    </>
  );
}
