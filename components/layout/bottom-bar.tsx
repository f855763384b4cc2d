'use client';

import { Menu as MenuIcon } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import type { ComponentProps } from 'react';
import { useTranslations } from 'use-intl';
import { cx } from '../ui/class-names';
import { Icon } from '../ui/icon';
import { Deferred } from './deferred';
import { isCurrent, NAV_ITEMS, type NavItem } from './nav-items';
import { FindingsPill } from './nav-count';

const SHOWN: readonly NavItem['name'][] = ['now', 'tasks', 'queues', 'workers'];
const ITEM = 'relative grid h-full w-full place-items-center content-center gap-0.5 text-micro leading-3.5';

const MoreMenu = dynamic(() => import('./more-menu').then((module) => module.MoreMenu), { ssr: false });

/** Navigation within reach of a thumb. */
export function BottomBar({ onHelp }: { readonly onHelp: () => void }) {
  const t = useTranslations('common');
  const pathname = usePathname();
  const more = NAV_ITEMS.filter((item) => !SHOWN.includes(item.name));
  const moreIsCurrent = more.some((item) => isCurrent(item, pathname));
  return (
    <nav
      aria-label={t('mainNavigation')}
      className="fixed inset-x-0 bottom-0 z-30 grid h-14 grid-cols-5 border-t border-line-strong bg-canvas md:hidden"
    >
      {NAV_ITEMS.filter((item) => SHOWN.includes(item.name)).map((item) => (
        <Link
          key={item.href}
          href={item.href}
          aria-current={isCurrent(item, pathname) ? 'page' : undefined}
          className={cx(ITEM, isCurrent(item, pathname) ? 'font-[550]' : 'text-fg-3')}
        >
          <Icon as={item.icon} size={18} />
          {t(`nav.${item.name}`)}
          {item.name === 'now' && <FindingsPill className="absolute top-1 left-[calc(50%+4px)]" />}
        </Link>
      ))}
      <Deferred
        closed={(open) => <MoreButton current={moreIsCurrent} onClick={open} />}
        opened={<MoreMenu items={more} trigger={<MoreButton current={moreIsCurrent} />} onHelp={onHelp} />}
      />
    </nav>
  );
}

type MoreButtonProps = ComponentProps<'button'> & { readonly current: boolean };

function MoreButton({ current, ...rest }: MoreButtonProps) {
  const t = useTranslations('common');
  return (
    <button type="button" aria-haspopup="menu" className={cx(ITEM, current ? 'font-[550]' : 'text-fg-3')} {...rest}>
      <Icon as={MenuIcon} size={18} />
      {t('nav.more')}
    </button>
  );
}
