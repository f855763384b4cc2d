'use client';

import { Keyboard, Menu as MenuIcon } from 'lucide-react';
import Link from 'next/link';
import { usePathname, useRouter } from 'next/navigation';
import { useTranslations } from 'use-intl';
import { cx } from '../ui/class-names';
import { Icon } from '../ui/icon';
import { Menu, MenuItem, MenuSeparator } from '../ui/menu';
import { isCurrent, NAV_ITEMS, type NavItem } from './nav-items';
import { FindingsPill } from './nav-count';

const SHOWN: readonly NavItem['name'][] = ['now', 'tasks', 'queues', 'workers'];
const ITEM = 'relative grid h-full w-full place-items-center content-center gap-0.5 text-micro leading-3.5';

/** Navigation within reach of a thumb. */
export function BottomBar({ onHelp }: { readonly onHelp: () => void }) {
  const t = useTranslations('common');
  const pathname = usePathname();
  const router = useRouter();
  const more = NAV_ITEMS.filter((item) => !SHOWN.includes(item.name));
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
      <Menu
        trigger={
          <button
            type="button"
            className={cx(ITEM, more.some((item) => isCurrent(item, pathname)) ? 'font-[550]' : 'text-fg-3')}
          >
            <Icon as={MenuIcon} size={18} />
            {t('nav.more')}
          </button>
        }
      >
        {more.map((item) => (
          <MenuItem key={item.href} icon={item.icon} onSelect={() => router.push(item.href)}>
            {t(`nav.${item.name}`)}
          </MenuItem>
        ))}
        <MenuSeparator />
        <MenuItem icon={Keyboard} onSelect={onHelp}>
          {t('shortcuts')}
        </MenuItem>
      </Menu>
    </nav>
  );
}
