'use client';

import { usePermission, useRefusalText } from './use-permission';

/** Why nothing can be changed now, in words; null when it can. */
export function useActRefusal(): string | null {
  const { canControl, connected } = usePermission();
  const words = useRefusalText();
  return words(canControl ? (connected ? null : 'offline') : 'no-permission');
}
