'use client';

import { useTranslations } from 'use-intl';
import { cx } from '@/components/ui/class-names';

const SIGNS = [
  ['ended', 'pattern-success'],
  ['failed', 'pattern-failure'],
  ['retried', 'pattern-retry'],
  ['running', 'pattern-started'],
  ['away', 'pattern-down'],
] as const;

/** What the bars mean. */
export function LanesLegend() {
  const t = useTranslations('worker.lanes');
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-small text-fg-3">
      {SIGNS.map(([name, look]) => (
        <li key={name} className="flex items-center gap-1.5">
          <span aria-hidden className={cx('h-2.5 w-4 rounded-cell', look)} />
          {t(name)}
        </li>
      ))}
    </ul>
  );
}
