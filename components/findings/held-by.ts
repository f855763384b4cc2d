import type { FindingView } from '@/lib/api/views';

/** Who holds the tasks that a finding is about, and how many; null when it is about something else. */
export function heldBy(
  finding: Pick<FindingView, 'figure' | 'subject'>,
): { readonly worker: string; readonly count: number } | null {
  const { figure, subject } = finding;
  if (figure?.kind !== 'slots' || subject.kind !== 'worker') return null;
  const row = figure.rows.find((candidate) => candidate.worker === subject.id);
  return row && row.reserved > 0 ? { worker: row.worker, count: row.reserved } : null;
}
