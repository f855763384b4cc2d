'use client';

import { useState } from 'react';
import type { PeriodText } from '@/lib/tasks/period';
import { Popover } from '../ui/popover';
import { BetweenButton } from './between-button';
import { BetweenForm } from './between-form';

/** Fetched when it is first opened. */
export function BetweenPopover({ onApply }: { readonly onApply: (period: PeriodText) => void }) {
  const [open, setOpen] = useState(true);
  return (
    <Popover align="end" open={open} onOpenChange={setOpen} className="w-64" trigger={<BetweenButton />}>
      <BetweenForm
        both
        onApply={(period) => {
          onApply(period);
          setOpen(false);
        }}
      />
    </Popover>
  );
}
