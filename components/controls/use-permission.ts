'use client';

import { useTranslations } from 'use-intl';
import { useStatus } from '@/components/layout/use-status';
import type { ActionName } from '@/lib/cluster/action';
import type { Permission, Refusal } from '@/lib/tasks/task-actions';

/** Whether this reader may do it now. Before that is known nothing is refused: the server has the last word. */
export function usePermission(action: ActionName): Permission {
  const status = useStatus();
  if (status === undefined) return { canControl: true, connected: true };
  return { canControl: status.user.may.includes(action), connected: status.broker.state === 'connected' };
}

/** A refusal in words; null stays null. */
export function useRefusalText(): (refusal: Refusal | null) => string | null {
  const t = useTranslations('controls.refusal');
  return (refusal) => (refusal === null ? null : t(refusal));
}
