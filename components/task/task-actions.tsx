'use client';

import { Ban, RotateCw } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { RetryDialog } from '@/components/controls/retry-dialog';
import { RevokeDialog } from '@/components/controls/revoke-dialog';
import { usePermission, useRefusalText } from '@/components/controls/use-permission';
import { useShortcuts } from '@/components/layout/use-shortcuts';
import { Button } from '@/components/ui/button';
import type { Task } from '@/lib/cluster/task';
import { retryRefusal, revokeRefusal } from '@/lib/tasks/task-actions';

type ActionTask = Pick<Task, 'uuid' | 'name' | 'state' | 'worker' | 'queue'>;

/** Revoke… and Retry… of one task; what can't be done now stays visible and says why. */
export function TaskActions({ task, shortcuts = false }: { readonly task: ActionTask; readonly shortcuts?: boolean }) {
  const t = useTranslations('controls');
  const mayRevoke = usePermission('revoke');
  const mayRetry = usePermission('retry');
  const words = useRefusalText();
  const [open, setOpen] = useState<'revoke' | 'retry' | null>(null);
  const revoke = words(revokeRefusal(task.state, mayRevoke));
  const retry = words(retryRefusal(task.state, mayRetry));
  const close = () => setOpen(null);
  useShortcuts(
    shortcuts
      ? {
          R: () => retry === null && setOpen('retry'),
          C: () => revoke === null && setOpen('revoke'),
        }
      : {},
  );
  return (
    <>
      <Button icon={Ban} disabledReason={revoke} onClick={() => setOpen('revoke')}>
        {t('revoke.button')}
      </Button>
      <Button icon={RotateCw} disabledReason={retry} onClick={() => setOpen('retry')}>
        {t('retry.button')}
      </Button>
      {open === 'revoke' && <RevokeDialog target={task} onClose={close} />}
      {open === 'retry' && <RetryDialog target={task} onClose={close} />}
    </>
  );
}
