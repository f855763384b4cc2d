'use client';

import { useFormat } from '../ui/use-format';

/** A second of the past with its seconds, also where other times leave them out: of another day. */
export function useMoment(): (at: number) => string {
  const format = useFormat();
  return (at) => {
    const clock = format.clock(at);
    return /^\d\d:\d\d:\d\d$/.test(clock) ? clock : format.instant(at);
  };
}
