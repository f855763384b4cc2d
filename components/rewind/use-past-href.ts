'use client';

import { parseAsString, useQueryState } from 'nuqs';
import { pastHref, type PastKind } from './past-kinds';

/** Links to the other pages at a second, the slider as it stands. */
export function usePastHref(): (kind: PastKind, at: number) => string {
  const [span] = useQueryState('span', parseAsString);
  return (kind, at) => pastHref(kind, at, span);
}
