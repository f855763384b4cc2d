'use client';

import type { ActionName } from '@/lib/cluster/action';
import { usePermission, useRefusalText } from './use-permission';

/** Why this can't be done now, in words; null when it can. */
export function useActRefusal(action: ActionName): string | null {
  const { canControl, connected } = usePermission(action);
  const words = useRefusalText();
  return words(canControl ? (connected ? null : 'offline') : 'no-permission');
}
