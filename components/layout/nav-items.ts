import { Activity, Bell, HeartPulse, History, Layers, List, Server, type LucideIcon } from 'lucide-react';

export interface NavItem {
  readonly href: string;
  /** Its name in the catalogue, under `common.nav`. */
  readonly name: 'now' | 'tasks' | 'queues' | 'workers' | 'actions' | 'alerts' | 'system';
  readonly icon: LucideIcon;
  /** Pressed after `g`. */
  readonly letter: string;
}

/** The pages, in the groups of the sidebar. */
export const NAV_GROUPS: readonly (readonly NavItem[])[] = [
  [
    { href: '/', name: 'now', icon: Activity, letter: 'n' },
    { href: '/tasks/', name: 'tasks', icon: List, letter: 't' },
  ],
  [
    { href: '/queues/', name: 'queues', icon: Layers, letter: 'q' },
    { href: '/workers/', name: 'workers', icon: Server, letter: 'w' },
  ],
  [
    { href: '/actions/', name: 'actions', icon: History, letter: 'a' },
    { href: '/alerts/', name: 'alerts', icon: Bell, letter: 'l' },
    { href: '/system/', name: 'system', icon: HeartPulse, letter: 's' },
  ],
];

export const NAV_ITEMS: readonly NavItem[] = NAV_GROUPS.flat();

/** True on the page itself and on the pages of its entities. */
export function isCurrent(item: NavItem, pathname: string): boolean {
  const path = pathname.endsWith('/') ? pathname : `${pathname}/`;
  return item.href === '/' ? path === '/' : path.startsWith(item.href);
}
