'use client';

import { useLive } from '../live/use-live';
import { useNow } from '../live/use-now';
import { useRewindState } from '../rewind/rewind-store';
import { liveState, type LiveState } from './live-state';
import { useStatus } from './use-status';

export function useLiveState(): LiveState {
  const { connection, pausedAt } = useLive();
  const { at } = useRewindState();
  const now = useNow({ evenPaused: true });
  const status = useStatus();
  return liveState({
    connection: connection.state,
    pausedAt,
    rewoundAt: at,
    broker: status?.broker ?? null,
    dataAt: status?.at ?? null,
    now,
  });
}
