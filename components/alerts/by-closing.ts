import type { Finding } from '@/lib/detectors/finding';

// Later than any time: Infinity would make two open ones incomparable.
const STILL_OPEN = Number.MAX_SAFE_INTEGER;

const closing = ({ closedAt }: Pick<Finding, 'closedAt'>) => closedAt ?? STILL_OPEN;

/** Open ones first, then the one that closed last. */
export function byClosing<F extends Pick<Finding, 'closedAt' | 'since' | 'id'>>(findings: readonly F[]): readonly F[] {
  return [...findings].sort((a, b) => closing(b) - closing(a) || b.since - a.since || (a.id < b.id ? -1 : 1));
}
