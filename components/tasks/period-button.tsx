'use client';

import { ChevronDown } from 'lucide-react';
import type { ComponentProps } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import type { PeriodText } from '@/lib/tasks/period';
import { usePeriodWords } from './use-period-words';

type PeriodButtonProps = Omit<ComponentProps<typeof Button>, 'children'> & { readonly period: PeriodText };

/** Says which time the list is of, and opens the choice. */
export function PeriodButton({ period, ...rest }: PeriodButtonProps) {
  const t = useTranslations('tasks.period');
  const words = usePeriodWords();
  return (
    <Button aria-label={`${t('label')}: ${words(period)}`} className="[&::first-letter]:uppercase" {...rest}>
      <span className="first-letter:uppercase">{words(period)}</span>
      <Icon as={ChevronDown} size={14} />
    </Button>
  );
}
