import { isLive, type Job, type JobResult } from '@/lib/jobs/job';
import { sleep } from '../brokers/sleep';
import { StoreError, type JobChange, type StoredJobs } from '../store/store';

const STORE_AGAIN_MS = 2_000;
/** Waiting does not mend these: another collector writes, or the row is wrong. */
const HOPELESS: readonly StoreError['code'][] = ['fenced', 'bad_row', 'damaged'];

export interface KeptJobParts {
  readonly store: StoredJobs;
  readonly now: () => number;
  /** It was written: pages that show it are out of date. */
  readonly written: () => void;
  readonly failed: (error: unknown) => void;
}

/** A job and its stored row: what was not stored was not done. */
export class KeptJob {
  constructor(
    public job: Job,
    private readonly parts: KeptJobParts,
  ) {}

  /** Rejects with a StoreError where the store does not take it. */
  async put(job: Job, more: Omit<JobChange, 'job'> = {}): Promise<void> {
    const at = this.parts.now();
    const changed = { ...job, changedAt: at, endedAt: isLive(job) ? null : (job.endedAt ?? at) };
    await this.parts.store.write({ job: changed, ...more });
    this.job = changed;
    this.parts.written();
  }

  /** Tries until the store takes it; false where that is given up. */
  async insist(make: (job: Job) => Job, signal: AbortSignal, results: readonly JobResult[] = []): Promise<boolean> {
    for (let isTold = false; ;) {
      try {
        await this.put(make(this.job), { results });
        return true;
      } catch (error) {
        if (!(error instanceof StoreError) || HOPELESS.includes(error.code)) throw error;
        if (!isTold) this.parts.failed(error);
        isTold = true;
      }
      if (signal.aborted) return false;
      await sleep(STORE_AGAIN_MS, signal);
    }
  }

  /** What the store answers; not ok while it can't be read. */
  async answer<T>(ask: () => Promise<T>): Promise<{ readonly ok: true; readonly value: T } | { readonly ok: false }> {
    try {
      return { ok: true, value: await ask() };
    } catch (error) {
      if (!(error instanceof StoreError) || HOPELESS.includes(error.code)) throw error;
      this.parts.failed(error);
      return { ok: false };
    }
  }
}
