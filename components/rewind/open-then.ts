import { MAX_FINDINGS } from '@/lib/api/limits';
import type { FindingView } from '@/lib/api/views';
import { bySeverity } from '../findings/finding-order';

/** The findings that stood open at a second, the worst first; not `whole` where the list does not reach back so far. */
export function openThen(
  findings: readonly FindingView[],
  at: number,
  listed = MAX_FINDINGS,
): { readonly findings: readonly FindingView[]; readonly whole: boolean } {
  const open = findings.filter(({ openedAt, closedAt }) => openedAt <= at && (closedAt === null || closedAt > at));
  const earliest = Math.min(...findings.map(({ closedAt, openedAt }) => closedAt ?? openedAt));
  return { findings: bySeverity(open), whole: findings.length < listed || earliest <= at };
}
