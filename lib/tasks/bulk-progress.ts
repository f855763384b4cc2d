/** What came of one task of a bulk retry, as the API answers it. */
export interface RetryResult {
  readonly uuid: string;
  readonly outcome: 'retried' | 'refused' | 'failed';
  readonly newUuid: string | null;
  readonly code: string | null;
  readonly detail: string | null;
}

export interface BulkProgress {
  readonly total: number;
  readonly results: readonly RetryResult[];
  readonly ended: boolean;
}

export function startProgress(total: number): BulkProgress {
  return { total, results: [], ended: false };
}

/** Adds the answer of one request; a text is the reason why the request itself failed. */
export function addBatch(
  progress: BulkProgress,
  uuids: readonly string[],
  answer: readonly RetryResult[] | string,
): BulkProgress {
  const results =
    typeof answer === 'string'
      ? uuids.map((uuid): RetryResult => ({ uuid, outcome: 'failed', newUuid: null, code: null, detail: answer }))
      : answer;
  return { ...progress, results: [...progress.results, ...results] };
}

export interface BulkCounts {
  readonly done: number;
  readonly skipped: number;
  readonly failed: number;
  readonly left: number;
}

export function countResults({ total, results }: BulkProgress): BulkCounts {
  const of = (outcome: RetryResult['outcome']) => results.filter((result) => result.outcome === outcome).length;
  return {
    done: of('retried'),
    skipped: of('refused'),
    failed: of('failed'),
    left: Math.max(0, total - results.length),
  };
}

/** Why tasks were skipped or failed: each reason once, the most frequent first. */
export function reasonsOf(
  results: readonly RetryResult[],
): readonly { readonly outcome: 'refused' | 'failed'; readonly detail: string; readonly count: number }[] {
  const reasons = new Map<string, { outcome: 'refused' | 'failed'; detail: string; count: number }>();
  for (const { outcome, detail, code } of results) {
    if (outcome === 'retried') continue;
    const words = detail ?? code ?? '';
    const known = reasons.get(`${outcome} ${words}`) ?? { outcome, detail: words, count: 0 };
    reasons.set(`${outcome} ${words}`, { ...known, count: known.count + 1 });
  }
  return [...reasons.values()].sort((a, b) => b.count - a.count);
}
