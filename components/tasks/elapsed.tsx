'use client';

import { useNow } from '@/components/live/use-now';
import { useFormat } from '@/components/ui/use-format';

/** Time since a moment, ticking in whole seconds. */
export function Elapsed({ from, className }: { readonly from: number; readonly className?: string }) {
  const now = useNow();
  const format = useFormat();
  return <span className={className}>{format.age(now - from)}</span>;
}
