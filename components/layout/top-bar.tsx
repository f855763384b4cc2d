'use client';

import { Search } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'use-intl';
import { useLive } from '../live/use-live';
import { useRewindState } from '../rewind/rewind-store';
import { Age } from '../ui/age';
import { Icon } from '../ui/icon';
import { Kbd } from '../ui/kbd';
import { useFormat } from '../ui/use-format';
import { AccountButton } from './account-button';
import { Brand } from './brand';
import { BrokerButton } from './broker-button';
import { Deferred } from './deferred';
import { LiveControl } from './live-control';
import { useStatus } from './use-status';
import { ViewButton } from './view-button';

const ViewMenu = dynamic(() => import('./view-menu').then((module) => module.ViewMenu), {
  ssr: false,
  loading: () => <ViewButton />,
});

export function TopBar({ onSearch }: { readonly onSearch: () => void }) {
  const t = useTranslations('common');
  return (
    <header className="sticky top-0 z-20 flex h-topbar items-center gap-3 border-b border-line bg-canvas pr-5 pl-3.5 max-md:gap-1 max-md:pr-2 max-md:pl-3">
      <Brand className="md:hidden" nameClassName="sr-only" />
      <BrokerButton />
      <button
        type="button"
        onClick={onSearch}
        aria-keyshortcuts="Control+K Meta+K"
        className="flex h-control w-66 shrink items-center gap-2 rounded-md border border-line-strong pr-1.5 pl-2.25 text-fg-3 hover:border-line-control max-lg:w-10 max-md:hidden"
      >
        <Icon as={Search} size={14} />
        <span className="truncate max-lg:sr-only">{t('search')}</span>
        <Kbd keys={['mod', 'K']} className="ml-auto max-lg:hidden" />
      </button>
      <div className="ml-auto flex items-center gap-2.5 max-md:gap-0.5">
        <DataAge />
        <LiveControl />
        <button
          type="button"
          onClick={onSearch}
          aria-label={t('search')}
          className="grid h-touch w-10 place-items-center text-fg-2 md:hidden"
        >
          <Icon as={Search} />
        </button>
        <Deferred closed={(open) => <ViewButton onClick={open} />} opened={<ViewMenu />} />
        <AccountButton />
      </div>
    </header>
  );
}

/** How old what is shown is, and how much arrives. */
function DataAge() {
  const t = useTranslations('common');
  const format = useFormat();
  const status = useStatus();
  const { pausedAt, pace } = useLive();
  const { at: rewoundAt } = useRewindState();
  // The age of a second in the past stands on its page.
  if (!status || rewoundAt !== null) return null;
  // Without its broker the collector's own numbers are fresh and say nothing new.
  const newestAt = status.broker.state === 'lost' ? status.broker.since : status.at;
  // At a pace all views are sent at the same instants.
  const seenAt = pace === null ? newestAt : Math.min(newestAt, Math.floor(status.at / pace) * pace);
  return (
    <span className="flex gap-3.5 text-small whitespace-nowrap text-fg-3 max-lg:hidden">
      <span>
        {t.rich('dataAge', {
          age: () => <Age at={pausedAt ?? seenAt} precise evenPaused className="font-medium text-fg-2" />,
        })}
      </span>
      <span className="max-[1359px]:hidden">
        {t('eventsPerSecond', { rate: format.count(status.collector.eventsPerSecond) })}
      </span>
    </span>
  );
}
