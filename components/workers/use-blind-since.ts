'use client';

import { useStatus } from '@/components/layout/use-status';
import { useLive } from '@/components/live/use-live';

/** Since when nothing new can be known: no answer from our server, or none from the broker. null while all is seen. */
export function useBlindSince(): number | null {
  const { connection } = useLive();
  const broker = useStatus()?.broker;
  if (connection.state === 'down') return connection.since;
  if (broker === undefined) return null;
  const lost = broker.state === 'lost' || (broker.state === 'connecting' && broker.errorCode !== null);
  return lost ? broker.since : null;
}
