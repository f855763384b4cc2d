'use client';

import { useCallback, useEffect, useState } from 'react';
import { apiGet, ApiError } from '@/components/live/api';
import type { WorkerDetail } from '@/lib/cluster/worker';
import type { WorkerSettings } from '@/lib/workers/settings-diff';

export const MAX_COMPARED = 50;
/** Asked all at once, fifty workers would keep the page's other requests waiting. */
const AT_ONCE = 4;

export interface ComparedSettings {
  readonly phase: 'idle' | 'reading' | 'done' | 'failed';
  readonly told: readonly WorkerSettings[];
  /** Workers that have not told their settings. */
  readonly missing: number;
  readonly error: ApiError | null;
  readonly again: () => void;
}

type Read = Omit<ComparedSettings, 'again'>;
const READING: Read = { phase: 'reading', told: [], missing: 0, error: null };
const IDLE: Read = { ...READING, phase: 'idle' };

/** The settings of these workers, read once for each set of workers; nothing is asked while `wanted` is false. */
export function useWorkerSettings(hostnames: readonly string[], wanted: boolean): ComparedSettings {
  const key = JSON.stringify(hostnames);
  const [round, setRound] = useState(0);
  const [state, setState] = useState<{ readonly key: string; readonly read: Read }>({ key: '', read: IDLE });
  useEffect(() => {
    if (!wanted) return;
    const controller = new AbortController();
    readAll(JSON.parse(key) as readonly string[], controller.signal)
      .then((read) => setState({ key, read }))
      .catch((error: unknown) => {
        if (controller.signal.aborted) return;
        const failure = error instanceof ApiError ? error : new ApiError('unknown', 0, String(error), null);
        setState({ key, read: { ...READING, phase: 'failed', error: failure } });
      });
    return () => controller.abort();
  }, [key, wanted, round]);
  const again = useCallback(() => {
    setState({ key: '', read: IDLE });
    setRound((before) => before + 1);
  }, []);
  const read = !wanted ? IDLE : state.key === key ? state.read : READING;
  return { ...read, again };
}

async function readAll(hostnames: readonly string[], signal: AbortSignal): Promise<Read> {
  const told: (WorkerSettings & Pick<WorkerDetail, 'prefetchMultiplier'>)[] = [];
  let missing = 0;
  let next = 0;
  const readOn = async (): Promise<void> => {
    for (let hostname = hostnames[next++]; hostname !== undefined; hostname = hostnames[next++]) {
      const detail = await readDetail(hostname, signal);
      if (detail?.conf == null) missing += 1;
      else told.push({ hostname, conf: detail.conf, prefetchMultiplier: detail.prefetchMultiplier });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, readOn));
  const place = new Map(hostnames.map((hostname, index) => [hostname, index]));
  told.sort((a, b) => (place.get(a.hostname) ?? 0) - (place.get(b.hostname) ?? 0));
  return { phase: 'done', told: withMultipliers(told), missing, error: null };
}

/** A multiplier given on the command line does not stand in the settings; what the worker works with tells it. */
function withMultipliers(
  told: readonly (WorkerSettings & Pick<WorkerDetail, 'prefetchMultiplier'>)[],
): readonly WorkerSettings[] {
  if (told.some(({ prefetchMultiplier }) => prefetchMultiplier === null)) return told;
  return told.map(({ hostname, conf, prefetchMultiplier }) => ({
    hostname,
    conf: { ...conf, worker_prefetch_multiplier: prefetchMultiplier },
  }));
}

async function readDetail(hostname: string, signal: AbortSignal): Promise<WorkerDetail | null> {
  try {
    return await apiGet<WorkerDetail>(`/api/v1/workers/${encodeURIComponent(hostname)}`, {}, signal);
  } catch (error) {
    // It was forgotten between the list and the question.
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}
