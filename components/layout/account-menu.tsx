'use client';

import { KeyRound, LogOut } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useId } from 'react';
import { useTranslations } from 'use-intl';
import type { StatusView } from '@/lib/api/page-views';
import { apiPost } from '../live/api';
import { leaveFor } from '../live/leave-for';
import { PREFIX } from '../live/prefix';
import { Menu, MenuItem, MenuSeparator } from '../ui/menu';
import { Popover } from '../ui/popover';
import { showToast } from '../ui/toast';
import { AccountName } from './account-name';

type User = StatusView['user'];

/** Who is signed in, as what and how, and the way out. */
export function AccountMenu({ user }: { readonly user: User }) {
  const t = useTranslations('common.account');
  const router = useRouter();
  const id = useId();
  const manages = user.may.includes('manage-tokens');
  const canLeave = user.by === 'session';
  // A menu without items would hold the keyboard and offer it nothing.
  if (!manages && !canLeave)
    return (
      <Popover defaultOpen align="end" label={t('button', { name: user.name })} trigger={<AccountName user={user} />}>
        <AccountFacts user={user} />
      </Popover>
    );
  const signOut = () =>
    apiPost('/api/v1/logout').then(
      () => leaveFor(`${PREFIX}/login/`),
      () => showToast({ title: t('failed') }),
    );
  return (
    <Menu defaultOpen describedBy={id} trigger={<AccountName user={user} />}>
      <div id={id} className="px-2 py-1.5">
        <AccountFacts user={user} />
      </div>
      <MenuSeparator />
      {manages && (
        <MenuItem icon={KeyRound} onSelect={() => router.push('/access/')}>
          {t('access')}
        </MenuItem>
      )}
      {canLeave && (
        <MenuItem icon={LogOut} onSelect={() => void signOut()}>
          {t('signOut')}
        </MenuItem>
      )}
    </Menu>
  );
}

function AccountFacts({ user: { name, role, isBounded, by, method } }: { readonly user: User }) {
  const t = useTranslations('common.account');
  const way = by === 'session' && method === 'password' ? 'password' : by;
  return (
    <div className="max-w-60 wrap-anywhere">
      <p className="font-semibold">{name}</p>
      <p className="text-small text-fg-2">
        {t('role', { role })}
        {isBounded && `, ${t('bounded')}`}
      </p>
      <p className="text-small text-fg-3">{t('by', { by: way, provider: method })}</p>
    </div>
  );
}
