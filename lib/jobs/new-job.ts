import type { Job, JobRequest } from './job';

/** A job before its targets are known. */
export function newJob(
  request: JobRequest,
  by: { readonly id: string; readonly actor: string; readonly address: string; readonly at: number },
): Job {
  const { id, actor, address, at } = by;
  return {
    ...request,
    id,
    actor,
    address,
    state: 'preparing',
    note: null,
    createdAt: at,
    changedAt: at,
    endedAt: null,
    total: 0,
    claimed: 0,
    settled: 0,
    counts: { done: 0, skipped: 0, failed: 0, unsure: 0 },
    reasons: [],
    answers: [],
  };
}
