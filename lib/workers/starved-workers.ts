import type { FindingView } from '../api/views';

/** Workers with free slots while another one holds what they could run, as the open findings tell. */
export function starvedWorkers(findings: readonly FindingView[]): ReadonlySet<string> {
  return new Set(openStarvations(findings).flatMap(starvedBy));
}

export function openStarvations(findings: readonly FindingView[]): readonly FindingView[] {
  return findings.filter((finding) => finding.detector === 'prefetch-starvation' && finding.closedAt === null);
}

export function starvedBy(finding: Pick<FindingView, 'figure'>): readonly string[] {
  if (finding.figure?.kind !== 'slots') return [];
  return finding.figure.rows.filter((row) => row.starved).map((row) => row.worker);
}
