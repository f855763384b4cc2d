import type { Finding } from '@/lib/detectors/finding';

/** The one that closed last first. */
export function byClosing<F extends Pick<Finding, 'closedAt' | 'id'>>(findings: readonly F[]): readonly F[] {
  return [...findings].sort((a, b) => (b.closedAt ?? 0) - (a.closedAt ?? 0) || (a.id < b.id ? -1 : 1));
}
