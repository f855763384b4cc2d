'use client';

import { useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu';
import { CommandDialog } from './command-dialog';
import { StampDialog } from './stamp-dialog';
import { useMayDo } from './use-may-do';

type AllKind = 'rate-limit' | 'time-limit' | 'revoke-by-headers';

/** What all workers can be told at once. */
export function AllWorkersMenu({ trigger }: { readonly trigger: ReactNode }) {
  const t = useTranslations();
  const mayDo = useMayDo();
  const [asked, setAsked] = useState<AllKind | null>(null);
  if (!t.has('workerControls')) return trigger;
  const close = () => setAsked(null);
  const item = (kind: AllKind) => (
    <MenuItem disabledReason={mayDo(kind)} onSelect={() => setAsked(kind)}>
      {t(`workerControls.menu.${kind}`)}
    </MenuItem>
  );
  return (
    <>
      <Menu defaultOpen trigger={trigger}>
        {item('rate-limit')}
        {item('time-limit')}
        <MenuSeparator />
        {item('revoke-by-headers')}
      </Menu>
      {asked === 'revoke-by-headers' && <StampDialog onClose={close} />}
      {asked !== null && asked !== 'revoke-by-headers' && <CommandDialog kind={asked} worker={null} onClose={close} />}
    </>
  );
}
