'use client';

import { History } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from '../ui/button';
import type { Rewind } from './use-rewind';

/** Looks at the page as it was. */
export function RewindButton({ rewind }: { readonly rewind: Rewind }) {
  const t = useTranslations('rewind');
  return (
    <Button icon={History} onClick={rewind.begin} title={t('hint')}>
      {t('button')}
    </Button>
  );
}
