'use client';

import { useRefusalText } from '@/components/controls/use-permission';
import { useStatus } from '@/components/layout/use-status';
import type { ActionName } from '@/lib/cluster/action';

/** Why this reader can't do an action now, in words; null when he can. For many actions at once. */
export function useMayDo(): (action: ActionName) => string | null {
  const status = useStatus();
  const words = useRefusalText();
  return (action) => {
    if (status === undefined) return null;
    if (!status.user.may.includes(action)) return words('no-permission');
    return words(status.broker.state === 'connected' ? null : 'offline');
  };
}
