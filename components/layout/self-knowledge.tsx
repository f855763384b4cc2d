'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Unknown } from '../ui/stat-strip';
import { useFormat } from '../ui/use-format';
import { useStatus } from './use-status';

/** What the dashboard knows about itself; the whole of it is on the System page. */
export function SelfKnowledge() {
  const t = useTranslations('common');
  const format = useFormat();
  const status = useStatus();
  const lag = status?.collector.lagSeconds ?? null;
  const lost = status?.collector.eventsLost ?? null;
  return (
    <Link
      href="/system/"
      prefetch={false}
      className="block rounded-md px-2 pt-1.5 pb-2 text-small leading-5 text-fg-3 hover:bg-inset max-lg:hidden"
    >
      <Line label={t('collectorLag')}>{lag === null ? <Unknown /> : format.duration(Math.max(0, lag))}</Line>
      <Line label={t('eventsLost')}>{lost === null ? <Unknown /> : format.count(lost, { exact: lost === 0 })}</Line>
      <Line label={t('store')}>
        {status ? (
          t('storeUse', {
            tasks: format.count(status.store.tasks),
            count: status.store.tasks,
            size: format.bytes(status.store.bytes),
          })
        ) : (
          <Unknown />
        )}
      </Line>
    </Link>
  );
}

function Line({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <span className="flex justify-between gap-2">
      <span className="truncate">{label}</span>
      <span className="whitespace-nowrap text-fg-2">{children}</span>
    </span>
  );
}
