'use client';

import { Download } from 'lucide-react';
import type { ComponentProps } from 'react';
import { useTranslations } from 'use-intl';
import type { ExportFormat } from '@/lib/tasks/export-rows';
import { Button } from './button';

export interface ExportProps {
  /** Of the file, without its time and ending. */
  readonly name: string;
  /** An address that answers with the file, or its text. */
  readonly source:
    { readonly hrefOf: (format: ExportFormat) => string } | { readonly textOf: (format: ExportFormat) => string };
}

/** Opens the choice of formats. */
export function ExportTrigger(props: Omit<ComponentProps<typeof Button>, 'children'>) {
  const t = useTranslations('common.export');
  return (
    <Button icon={Download} aria-haspopup="menu" {...props}>
      {t('button')}
    </Button>
  );
}
