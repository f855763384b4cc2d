'use client';

import { CalendarRange } from 'lucide-react';
import type { ComponentProps } from 'react';
import { useTranslations } from 'use-intl';
import { IconButton } from '../ui/button';

/** Opens the fields for two fixed ends. */
export function BetweenButton(props: Omit<ComponentProps<'button'>, 'children'>) {
  const t = useTranslations('common.time');
  return <IconButton icon={CalendarRange} label={t('between')} aria-haspopup="dialog" {...props} />;
}
