'use client';

import { CircleUser } from 'lucide-react';
import type { ComponentProps } from 'react';
import { useTranslations } from 'use-intl';
import type { StatusView } from '@/lib/api/page-views';
import { Icon } from '../ui/icon';

type AccountNameProps = ComponentProps<'button'> & { readonly user: Pick<StatusView['user'], 'name'> };

/** Says who is signed in; on a phone by its label only. */
export function AccountName({ user: { name }, ...rest }: AccountNameProps) {
  const t = useTranslations('common.account');
  return (
    <button
      type="button"
      aria-label={t('button', { name })}
      aria-haspopup="menu"
      title={t('button', { name })}
      className="flex h-control min-w-8 shrink-0 items-center justify-center gap-1.5 rounded-md px-2 text-fg-2 hover:bg-inset max-md:h-touch max-md:w-10 max-md:px-0"
      {...rest}
    >
      <Icon as={CircleUser} />
      <span className="max-w-36 truncate font-medium max-lg:max-w-20 max-md:hidden">{name}</span>
    </button>
  );
}
