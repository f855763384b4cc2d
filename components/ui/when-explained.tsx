'use client';

import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { LoadingRows } from './skeleton';

/** Draws what needs texts of `namespace` once they are there: they come a moment after the page. */
export function WhenExplained({ namespace, children }: { readonly namespace: string; readonly children: ReactNode }) {
  const t = useTranslations();
  return t.has(namespace) ? children : <LoadingRows />;
}
