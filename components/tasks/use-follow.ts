'use client';

import { useEffect } from 'react';
import { announce } from '@/components/layout/announcer';
import { useTranslations } from 'use-intl';

interface Follow {
  readonly follow: boolean;
  readonly unseen: number;
  /** Something is marked, open or being read: nothing may move. */
  readonly held: boolean;
  readonly onLoadNew: () => void;
}

/** With Follow on, new rows come in by themselves while the list is at its top and nobody works in it. */
export function useFollow({ follow, unseen, held, onLoadNew }: Follow): void {
  const t = useTranslations('tasks.bar');
  useEffect(() => {
    if (unseen === 0) return;
    const reading =
      window.getSelection()?.isCollapsed === false || document.querySelector('dialog[open], [role="menu"]') !== null;
    if (follow && !held && !reading && window.scrollY < 8) onLoadNew();
    else announce(t('announce', { count: unseen }));
  }, [follow, unseen, held, onLoadNew, t]);
}
