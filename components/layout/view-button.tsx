'use client';

import { SunMoon } from 'lucide-react';
import type { ComponentProps } from 'react';
import { useTranslations } from 'use-intl';
import { Icon } from '../ui/icon';

/** Opens the choice of theme and time zone. */
export function ViewButton(props: ComponentProps<'button'>) {
  const t = useTranslations('common.view');
  return (
    <button
      type="button"
      aria-label={t('title')}
      aria-haspopup="menu"
      title={t('title')}
      className="inline-grid size-control shrink-0 place-items-center rounded-md text-fg-2 hover:bg-inset max-md:h-touch max-md:w-10"
      {...props}
    >
      <Icon as={SunMoon} />
    </button>
  );
}
