'use client';

import { ArrowUp } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Icon } from './icon';
import { Kbd } from './kbd';

/** 40 px above a list, always there, so that nothing shifts when it has something to say. */
export function ListBar({ children }: { readonly children: ReactNode }) {
  return (
    <div className="flex h-10 items-center gap-2 border-b border-line px-6 text-small text-fg-3 max-md:h-12 max-md:px-4">
      {children}
    </div>
  );
}

interface NewPillProps {
  /** Rows that match the filter and are not shown yet. */
  readonly count: number;
  readonly onLoad: () => void;
}

/** `↑ 6 new n`; nothing while there is nothing new. */
export function NewPill({ count, onLoad }: NewPillProps) {
  const t = useTranslations('common');
  if (count === 0) return null;
  return (
    <button
      type="button"
      onClick={onLoad}
      className="inline-flex h-6.5 items-center gap-1.5 rounded-md bg-accent-tint pr-1.5 pl-2 font-[550] text-accent hover:text-accent-hover max-md:h-9 max-md:px-3"
    >
      <Icon as={ArrowUp} size={12} />
      {t('newRows', { count: count > 999 ? '999+' : String(count) })}
      <Kbd keys={['n']} className="max-md:hidden [&_kbd]:border-accent/35" />
    </button>
  );
}
