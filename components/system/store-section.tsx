'use client';

import { useTranslations } from 'use-intl';
import type { StatusView } from '@/lib/api/page-views';
import { Age } from '../ui/age';
import { Fact, Facts } from '../ui/facts';
import { Section } from '../ui/section';
import { useFormat } from '../ui/use-format';

export function StoreSection({ status }: { readonly status: StatusView }) {
  const t = useTranslations('system');
  const format = useFormat();
  const { store, collector } = status;
  const share = store.maxTasks > 0 ? Math.min(1, store.tasks / store.maxTasks) : 0;
  return (
    <Section title={t('store')}>
      <div
        role="img"
        aria-label={t('storeUse', { tasks: format.count(store.tasks), most: format.count(store.maxTasks) })}
        className="mb-1 h-1.5 overflow-hidden rounded-full bg-inset"
      >
        <div className="h-full bg-state-pending-fill" style={{ width: `${share * 100}%` }} />
      </div>
      <Facts>
        <Fact label={t('tasks')}>
          {t('storeUse', { tasks: format.count(store.tasks), most: format.count(store.maxTasks) })}
        </Fact>
        <Fact label={t('size')}>{format.bytes(store.bytes)}</Fact>
        <Fact label={t('oldest')}>{store.oldestAt === null ? t('nothingYet') : <Age at={store.oldestAt} prose />}</Fact>
        <Fact label={t('retention')}>{t('retentionText', { time: format.age(store.retentionSeconds) })}</Fact>
        <Fact label={t('backlog')}>{t('backlogText', { count: collector.storeBacklog })}</Fact>
        {collector.storeNotices.map((notice) => (
          <Fact key={notice} label={t('notice')}>
            <span className="text-severity-warning wrap-anywhere">{notice}</span>
          </Fact>
        ))}
        {collector.storeError !== null && (
          <Fact label={t('storeError')}>
            <span className="text-danger">{collector.storeError}</span>
          </Fact>
        )}
        <Fact label={t('path')}>
          <code>{store.path}</code>
        </Fact>
      </Facts>
    </Section>
  );
}
