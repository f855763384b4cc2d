'use client';

import { Keyboard } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'use-intl';
import { cx } from '../ui/class-names';
import { Icon } from '../ui/icon';
import { Kbd } from '../ui/kbd';
import { Brand } from './brand';
import { NavCount } from './nav-count';
import { isCurrent, NAV_GROUPS, type NavItem } from './nav-items';
import { SelfKnowledge } from './self-knowledge';

const ITEM = 'relative flex h-7.5 w-full items-center gap-2.25 rounded-md px-2 hover:bg-inset max-lg:px-2.5';

export function Sidebar({ onHelp }: { readonly onHelp: () => void }) {
  const t = useTranslations('common');
  return (
    <aside className="sticky top-0 flex h-dvh flex-col border-r border-line bg-sunken max-md:hidden">
      <Brand className="h-topbar px-4" nameClassName="max-lg:hidden" />
      <nav aria-label={t('mainNavigation')} className="flex flex-1 flex-col gap-3.5 overflow-y-auto px-2 py-1">
        {NAV_GROUPS.map((group) => (
          <ul key={group[0]?.href}>
            {group.map((item) => (
              <SidebarItem key={item.href} item={item} />
            ))}
          </ul>
        ))}
      </nav>
      <div className="border-t border-line p-2">
        <SelfKnowledge />
        <button type="button" onClick={onHelp} title={t('shortcuts')} className={cx(ITEM, 'text-fg-2')}>
          <Icon as={Keyboard} className="text-fg-3" />
          <span className="max-lg:sr-only">{t('shortcuts')}</span>
          <Kbd keys={['?']} className="ml-auto max-lg:hidden" />
        </button>
      </div>
    </aside>
  );
}

function SidebarItem({ item }: { readonly item: NavItem }) {
  const t = useTranslations('common');
  const current = isCurrent(item, usePathname());
  return (
    <li>
      <Link
        href={item.href}
        title={t(`nav.${item.name}`)}
        aria-current={current ? 'page' : undefined}
        className={cx(ITEM, current ? 'bg-inset font-[550]' : 'text-fg-2')}
      >
        <Icon as={item.icon} className={current ? undefined : 'text-fg-3'} />
        <span className="min-w-0 flex-1 truncate max-lg:sr-only">{t(`nav.${item.name}`)}</span>
        <NavCount name={item.name} />
      </Link>
    </li>
  );
}
