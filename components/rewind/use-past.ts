'use client';

import { useEffect, useState } from 'react';
import { useFetched } from '../tasks/use-fetched';
import { useKept } from '../live/use-kept';
import type { PastView } from '@/lib/api/past-view';

/** A hand that moves the slider stands still for longer than this where it wants to look. */
const STILL_MS = 150;

/** The cluster at a second; that of the second before stays until it is there. */
export function usePast(at: number) {
  const [asked, setAsked] = useState(at);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(at), STILL_MS);
    return () => clearTimeout(timer);
  }, [at]);
  const { value, error, again } = useFetched<PastView>('/api/v1/at', { time: asked });
  const kept = useKept(value ?? undefined);
  return { past: kept.value, old: kept.old || asked !== at, error, again };
}
