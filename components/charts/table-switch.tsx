'use client';

import { useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';

/** The numbers of a chart as a table, on request. */
export function TableSwitch({ children }: { readonly children: ReactNode }) {
  const t = useTranslations('common.chart');
  const [open, setOpen] = useState(false);
  return (
    <div className="mt-1">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="-ml-(--gutter) min-h-6 text-small text-fg-3 hover:text-fg hover:underline"
      >
        {open ? t('hideTable') : t('showTable')}
      </button>
      {open && <div className="-ml-(--gutter) mt-1 max-h-80 overflow-auto">{children}</div>}
    </div>
  );
}
