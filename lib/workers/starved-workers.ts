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

/** Free slots of others that could take what this worker holds, as an open finding of it tells. */
export function freeElsewhere(findings: readonly FindingView[], holder: string): number {
  const mine = openStarvations(findings).find(({ subject }) => subject.kind === 'worker' && subject.id === holder);
  return mine === undefined ? 0 : freeSlotsOf(mine);
}

/** Free slots of the starved workers of a finding. */
export function freeSlotsOf({ figure }: Pick<FindingView, 'figure'>): number {
  if (figure?.kind !== 'slots') return 0;
  const starved = figure.rows.filter((row) => row.starved);
  return starved.reduce((sum, row) => sum + Math.max(0, row.slots - row.running), 0);
}
