'use client';

import { X } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { IconButton } from './button';

interface DrawerProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly label: string;
  /** Left in the head: an id, prev and next. */
  readonly head: ReactNode;
  readonly children: ReactNode;
}

/** 480 px at the right, not modal: the list beside it stays usable. Escape closes it from anywhere outside a dialog. */
export function Drawer({ open, onClose, label, head, children }: DrawerProps) {
  const t = useTranslations('common');
  const ref = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!open) return;
    const close = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('dialog[open]')) return;
      onClose();
    };
    document.addEventListener('keydown', close);
    return () => document.removeEventListener('keydown', close);
  }, [open, onClose]);
  if (!open) return null;
  return (
    <aside
      ref={ref}
      aria-label={label}
      className="animate-drawer fixed top-topbar right-0 bottom-0 z-25 flex w-120 max-w-full flex-col border-l border-line-strong bg-overlay shadow-overlay max-md:bottom-14"
    >
      <header className="flex h-12 shrink-0 items-center gap-2 border-b border-line pr-2.5 pl-5 max-md:pl-4">
        <div className="flex min-w-0 flex-1 items-center gap-2">{head}</div>
        <IconButton icon={X} label={t('close')} onClick={onClose} />
      </header>
      <div className="flex-1 overflow-y-auto px-5 py-4 max-md:px-4">{children}</div>
    </aside>
  );
}
