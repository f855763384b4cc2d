'use client';

import { Keyboard } from 'lucide-react';
import { useRouter } from 'next/navigation';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Menu, MenuItem, MenuSeparator } from '../ui/menu';
import type { NavItem } from './nav-items';

interface MoreMenuProps {
  readonly items: readonly NavItem[];
  readonly trigger: ReactNode;
  readonly onHelp: () => void;
}

/** The pages for which the bottom bar has no room. */
export function MoreMenu({ items, trigger, onHelp }: MoreMenuProps) {
  const t = useTranslations('common');
  const router = useRouter();
  return (
    <Menu defaultOpen trigger={trigger}>
      {items.map((item) => (
        <MenuItem key={item.href} icon={item.icon} onSelect={() => router.push(item.href)}>
          {t(`nav.${item.name}`)}
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuItem icon={Keyboard} onSelect={onHelp}>
        {t('shortcuts')}
      </MenuItem>
    </Menu>
  );
}
