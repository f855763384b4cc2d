import type { Finding, Severity } from '@/lib/detectors/finding';

const RANK: Readonly<Record<Severity, number>> = { critical: 0, warning: 1, notice: 2 };

/** The worst first, then the one that began last. */
export function bySeverity<F extends Pick<Finding, 'severity' | 'since' | 'id'>>(findings: readonly F[]): readonly F[] {
  return [...findings].sort(
    (a, b) => RANK[a.severity] - RANK[b.severity] || b.since - a.since || (a.id < b.id ? -1 : 1),
  );
}

export function worstSeverity(findings: readonly Pick<Finding, 'severity'>[]): Severity | null {
  return findings.map((finding) => finding.severity).sort((a, b) => RANK[a] - RANK[b])[0] ?? null;
}
