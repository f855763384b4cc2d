'use client';

import { KeyRound, LogOut } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'use-intl';
import { apiPost } from '../live/api';
import { leaveFor } from '../live/leave-for';
import { PREFIX } from '../live/prefix';
import { MenuItem, MenuSeparator } from '../ui/menu';
import { showToast } from '../ui/toast';
import { useStatus } from './use-status';

/** Who is signed in, and the way out; nothing where nobody is asked. */
export function AccountItems() {
  const t = useTranslations('common.account');
  const router = useRouter();
  const user = useStatus()?.user;
  if (user === undefined || user.by === 'none') return null;
  const signOut = () =>
    apiPost('/api/v1/logout').then(
      () => leaveFor(`${PREFIX}/login/`),
      () => showToast({ title: t('failed') }),
    );
  return (
    <>
      <MenuSeparator />
      <p className="max-w-60 px-2.5 py-1.5 text-small text-fg-3 wrap-anywhere">
        {t('as', { name: user.name, role: user.role })}
      </p>
      {user.may.includes('manage-tokens') && (
        <MenuItem icon={KeyRound} onSelect={() => router.push('/access/')}>
          {t('access')}
        </MenuItem>
      )}
      {user.by === 'session' && (
        <MenuItem icon={LogOut} onSelect={() => void signOut()}>
          {t('signOut')}
        </MenuItem>
      )}
    </>
  );
}
