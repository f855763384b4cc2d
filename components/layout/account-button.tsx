'use client';

import dynamic from 'next/dynamic';
import { useEffect } from 'react';
import { AccountName } from './account-name';
import { Deferred } from './deferred';
import { useStatus } from './use-status';

const AccountMenu = dynamic(() => import('./account-menu').then((module) => module.AccountMenu), {
  ssr: false,
  loading: () => <AccountLoading />,
});

/** Who is signed in; nothing where nobody is asked who they are. */
export function AccountButton() {
  const user = useStatus()?.user;
  const isAsked = user !== undefined && user.by !== 'none';
  useEffect(() => (isAsked ? readAnewWhenBroughtBack() : undefined), [isAsked]);
  if (!isAsked) return null;
  return (
    <Deferred closed={(open) => <AccountName user={user} onClick={open} />} opened={<AccountMenu user={user} />} />
  );
}

function AccountLoading() {
  const user = useStatus()?.user;
  return user && <AccountName user={user} />;
}

/** The back button may bring a page back as it was left: the server decides again who may see it. */
function readAnewWhenBroughtBack(): () => void {
  const read = (event: PageTransitionEvent) => {
    if (event.persisted) window.location.reload();
  };
  window.addEventListener('pageshow', read);
  return () => window.removeEventListener('pageshow', read);
}
