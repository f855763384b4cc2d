'use client';

import { useLive } from '../live/use-live';
import { useNow } from '../live/use-now';
import { liveState, type LiveState } from './live-state';
import { useStatus } from './use-status';

export function useLiveState(): LiveState {
  const { connection, pausedAt } = useLive();
  const now = useNow({ evenPaused: true });
  const status = useStatus();
  return liveState({
    connection: connection.state,
    pausedAt,
    broker: status?.broker ?? null,
    dataAt: status?.at ?? null,
    now,
  });
}
