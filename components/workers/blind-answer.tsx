'use client';

import { useTranslations } from 'use-intl';
import { Age } from '@/components/ui/age';

/** The answer of a verdict while nothing new can be known. */
export function BlindAnswer({ since }: { readonly since: number }) {
  const t = useTranslations('workers.verdict');
  return t.rich('unknownRich', { age: () => <Age at={since} evenPaused /> });
}
