'use client';

import { Columns3 } from 'lucide-react';
import type { ComponentProps } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/ui/button';

/** Opens the choice of columns and density. */
export function ColumnsButton(props: Omit<ComponentProps<typeof Button>, 'children'>) {
  const t = useTranslations('tasks.columns');
  return (
    <Button icon={Columns3} aria-haspopup="menu" className="max-md:hidden" {...props}>
      {t('button')}
    </Button>
  );
}
