'use client';

import { useTranslations } from 'use-intl';
import { useStatus } from '@/components/layout/use-status';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHead } from '@/components/ui/page-head';
import { Section } from '@/components/ui/section';
import { useFormat } from '@/components/ui/use-format';
import { StoredResult } from './stored-result';
import { useMayRead } from './use-may-read';
import { WaitingWhy } from './waiting-why';

/** Nothing is stored of the task: what the broker and the result backend tell, what that can mean, where to go on. */
export function TaskUnknown({ uuid }: { readonly uuid: string }) {
  const t = useTranslations('task');
  const format = useFormat();
  const status = useStatus();
  const mayRead = useMayRead();
  const store = status?.store;
  return (
    <>
      <PageHead
        title={t('notFound.title', { id: uuid.slice(0, 64) })}
        crumb={{ label: t('tasks'), href: '/tasks/', here: <code>{uuid.slice(0, 8)}</code> }}
      />
      <WaitingWhy
        task={{ uuid, state: 'UNKNOWN', updatedAt: 0 }}
        className="border-t border-line px-6 pt-4 pb-4.5 max-md:px-4"
      />
      {mayRead && (
        <Section title={t('result.title')}>
          <StoredResult uuid={uuid} hasTraceback={false} />
        </Section>
      )}
      <EmptyState
        title={t('notFound.body')}
        action={
          <ButtonLink variant="primary" href={`/tasks/?q=${encodeURIComponent(uuid.slice(0, 8))}&from=`}>
            {t('notFound.search')}
          </ButtonLink>
        }
      >
        <ul className="mt-2 grid list-disc gap-1.5 pl-4.5">
          {store !== undefined && (
            <li>
              {t('notFound.older', {
                age: format.duration(store.retentionSeconds),
                limit: format.count(store.maxTasks),
              })}
            </li>
          )}
          <li>{t('notFound.quiet')}</li>
          <li>{t('notFound.wrong')}</li>
        </ul>
      </EmptyState>
    </>
  );
}
