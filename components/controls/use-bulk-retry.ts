'use client';

import { useCallback, useRef, useState } from 'react';
import { apiPost } from '@/components/live/api';
import { addBatch, startProgress, type BulkProgress, type RetryResult } from '@/lib/tasks/bulk-progress';
import { toApiError } from '@/components/tasks/use-task-list';
import { reasonPart } from './reason-part';

const TASKS_A_REQUEST = 20;

export interface BulkRetry {
  /** null before it began. */
  readonly progress: BulkProgress | null;
  readonly start: (uuids: readonly string[], reason: string) => void;
  readonly stop: () => void;
}

/** Sends tasks again in small batches, so that there is progress to see and a way to stop. */
export function useBulkRetry(): BulkRetry {
  const [progress, setProgress] = useState<BulkProgress | null>(null);
  const stopped = useRef(false);
  const start = useCallback((uuids: readonly string[], reason: string) => {
    stopped.current = false;
    let now = startProgress(uuids.length);
    setProgress(now);
    const run = async () => {
      for (let from = 0; from < uuids.length && !stopped.current; from += TASKS_A_REQUEST) {
        const some = uuids.slice(from, from + TASKS_A_REQUEST);
        now = addBatch(now, some, await sendBatch(some, reason));
        setProgress(now);
      }
      setProgress({ ...now, ended: true });
    };
    void run();
  }, []);
  const stop = useCallback(() => {
    stopped.current = true;
  }, []);
  return { progress, start, stop };
}

async function sendBatch(uuids: readonly string[], reason: string): Promise<readonly RetryResult[] | string> {
  try {
    const body = { uuids, ...reasonPart(reason) };
    const answer = await apiPost<{ readonly results: readonly RetryResult[] }>('/api/v1/tasks/retry', body);
    return answer.results;
  } catch (error) {
    // One failed request must not hide what the others did.
    return toApiError(error).detail;
  }
}
