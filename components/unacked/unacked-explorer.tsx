'use client';

import { Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useActRefusal } from '@/components/controls/use-act-refusal';
import { usePageTitle } from '@/components/layout/use-page-title';
import { useNow } from '@/components/live/use-now';
import { useStatus } from '@/components/layout/use-status';
import { Clock } from '@/components/ui/age';
import { Button } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorPanel } from '@/components/ui/error-panel';
import { ListFoot } from '@/components/ui/list-foot';
import { PageHead } from '@/components/ui/page-head';
import { Segmented } from '@/components/ui/segmented';
import { LoadingRows } from '@/components/ui/skeleton';
import { SeveritySign } from '@/components/ui/severity-sign';
import type { InFlight } from '@/lib/queues/in-flight';
import type { InFlightList } from '@/lib/queues/in-flight-list';
import { MAX_PUT_BACK } from '@/lib/queues/put-back';
import { PutBackDialog } from './put-back-dialog';
import { UnackedTable } from './unacked-table';
import { SHOWN, useUnacked, useUnackedUrl } from './use-unacked';

/** It is read every three seconds. */
const STALE_SECONDS = 20;

export function UnackedExplorer() {
  const t = useTranslations('messages.unacked');
  usePageTitle(t('title'));
  const [url, setUrl] = useUnackedUrl();
  const { value, error, again } = useUnacked(url.queue);
  const kind = useStatus()?.broker.kind ?? 'redis';
  const isRedis = kind === 'redis';
  const [target, setTarget] = useState<readonly InFlight[] | null>(null);
  const refusal = useActRefusal('put-back');
  const shown = (value?.messages ?? []).filter((one) => url.show === 'all' || one.standing === url.show);
  const abandoned = shown.filter((one) => one.standing === 'abandoned').slice(0, MAX_PUT_BACK);
  return (
    <>
      <PageHead
        title={t('title')}
        crumb={{ label: useTranslations('common.nav')('queues'), href: '/queues/', here: t('title') }}
        actions={
          isRedis && (
            <div className="flex flex-wrap items-center gap-2 max-md:[&>*]:flex-1">
              <Segmented
                label={t('filter')}
                value={url.show}
                onChange={(show) => void setUrl({ show })}
                options={SHOWN.map((each) => ({ value: each, label: t(each) }))}
              />
              {abandoned.length > 1 && (
                <Button icon={Undo2} disabledReason={refusal} onClick={() => setTarget(abandoned)}>
                  {t('putBackAll', { count: abandoned.length })}
                </Button>
              )}
            </div>
          )
        }
      >
        {url.queue !== '' && <Chip label={t('queue')} value={url.queue} onRemove={() => void setUrl({ queue: '' })} />}
      </PageHead>
      {!isRedis && (
        <EmptyState title={t('notRedis')} className="border-t border-line">
          {kind === 'amqp' && t('notRedisText')}
        </EmptyState>
      )}
      {isRedis && error !== null && (
        <ErrorPanel
          title={t('failed')}
          detail={error.detail}
          requestId={error.requestId}
          onRetry={again}
          className="border-t border-line"
        />
      )}
      {isRedis && (value === null || value.at === null) && error === null && <LoadingRows rows={8} />}
      {isRedis && value !== null && value.at !== null && (
        <>
          <Summary list={value} at={value.at} />
          {shown.length > 0 ? (
            <UnackedTable messages={shown} refusal={refusal} onPutBack={(one) => setTarget([one])} />
          ) : (
            <Nothing list={value} onAll={() => void setUrl({ show: 'all', queue: '' })} />
          )}
          <Foot list={value} />
        </>
      )}
      {target && (
        <PutBackDialog
          messages={target}
          onClose={() => {
            setTarget(null);
            again();
          }}
        />
      )}
    </>
  );
}

function Summary({ list, at }: { readonly list: InFlightList; readonly at: number }) {
  const t = useTranslations('messages.unacked');
  const now = useNow({ everyMs: 5000 });
  const { counts } = list;
  const isEmpty = list.messages.length === 0;
  return (
    <p className="flex items-start gap-2 px-6 pb-3.5 text-fg-2 max-md:px-4">
      <SeveritySign severity={counts.abandoned > 0 ? 'warning' : 'healthy'} size={16} className="mt-0.5" />
      <span>
        <b className="text-fg">
          {isEmpty
            ? t('verdict.nothing')
            : counts.abandoned > 0
              ? t('verdict.abandoned', { count: counts.abandoned })
              : t('verdict.fine')}
        </b>{' '}
        {!isEmpty && t('verdict.rest', counts)}
        {now - at > STALE_SECONDS && (
          <span className="text-severity-warning"> {t.rich('staleRich', { at: () => <Clock at={at} /> })}</span>
        )}
      </span>
    </p>
  );
}

function Nothing({ list, onAll }: { readonly list: InFlightList; readonly onAll: () => void }) {
  const t = useTranslations('messages.unacked');
  const isFiltered = list.messages.length > 0 || (list.total ?? 0) > 0;
  return (
    <EmptyState
      title={isFiltered ? t('noMatch') : t('none')}
      action={isFiltered && <Button onClick={onAll}>{t('all')}</Button>}
      className="border-t border-line"
    >
      {!isFiltered && t('noneText')}
    </EmptyState>
  );
}

function Foot({ list }: { readonly list: InFlightList }) {
  const t = useTranslations('messages.unacked');
  const { counts, messages, read, total } = list;
  const count = counts.abandoned + counts.held + counts.unknown;
  return (
    <ListFoot
      notes={[
        messages.length > 0 ? t('returnsHelp') : null,
        messages.length < count ? t('limit', { shown: messages.length, count }) : null,
        total !== null && total > read ? t('notRead', { read, total }) : null,
      ]}
    />
  );
}
