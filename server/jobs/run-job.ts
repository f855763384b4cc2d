import type { Task } from '@/lib/cluster/task';
import { isUnderWay, type Job } from '@/lib/jobs/job';
import { addAnswers, addResults } from '@/lib/jobs/job-progress';
import { refill, share, spend, startPace } from '@/lib/jobs/pace';
import { sleep } from '../brokers/sleep';
import type { StoredJobs } from '../store/store';
import type { JobContext } from './job-context';
import type { KeptJob } from './kept-job';
import { retryStep } from './retry-step';
import { revokeStep } from './revoke-step';
import type { Step, Stepped } from './step';

/** Ids in one broadcast; messages between two looks at the store. */
const MOST_A_STEP = { revoke: 1_000, retry: 100 } as const;
/** A broadcast costs each worker a message, however many ids it holds. */
const STEP_MS = { revoke: 1_000, retry: 250 } as const;
const PAUSE_LOOK_MS = 1_000;
const STEPS = { revoke: revokeStep, retry: retryStep } as const;

export interface RunJobParts {
  readonly store: StoredJobs;
  /** Asked at each step: a collector may have begun anew. */
  readonly context: () => JobContext;
  /** Seconds by a clock that nobody sets. */
  readonly steady: () => number;
}

/** Works on a job until it is done, or until `signal` aborts, which leaves it as it is then. */
export async function runJob(kept: KeptJob, parts: RunJobParts, signal: AbortSignal): Promise<void> {
  const { action, ratePerSecond } = kept.job;
  let pace = startPace(ratePerSecond, parts.steady());
  let held: string | null = null;
  while (!signal.aborted && isUnderWay(kept.job)) {
    const startedAt = parts.steady();
    held = parts.context().canAsk() ? held : 'The broker is not connected.';
    if (held !== null) {
      await pause(kept, held, signal);
      held = null;
      await sleep(PAUSE_LOOK_MS, signal);
      if (!parts.context().canAsk()) continue;
    }
    pace = refill(pace, ratePerSecond, parts.steady());
    const count = share(pace, MOST_A_STEP[action]);
    if (count > 0) {
      const stepped = await takeStep(kept, parts, count, signal);
      if (stepped === null) return;
      pace = spend(pace, stepped.results.length);
      held = stepped.held;
    }
    const waitMs = STEP_MS[action] - (parts.steady() - startedAt) * 1000;
    if (isUnderWay(kept.job) && held === null) await sleep(Math.max(waitMs, 1000 / ratePerSecond / 2), signal);
  }
}

/** Acts on the next targets; null when none are left, or nothing more may be done. */
async function takeStep(
  kept: KeptJob,
  { store, context: current }: RunJobParts,
  count: number,
  signal: AbortSignal,
): Promise<Stepped | null> {
  const { id, settled, action } = kept.job;
  const uuids = await patiently(kept, signal, () => store.targets(id, settled, count));
  if (uuids === null) return null;
  if (uuids.length === 0) {
    await kept.insist((job) => ({ ...job, state: 'done', note: null, claimed: job.settled }), signal);
    return null;
  }
  const context = current();
  const stored = await patiently(kept, signal, () =>
    store.tasks(uuids.filter((uuid) => context.inMemory(uuid) === null)),
  );
  if (stored === null) return null;
  // What is sent twice runs twice: that it may be sent is stored before. A revoke may come twice.
  const claimed = settled + uuids.length;
  const isNoted = action === 'revoke' || (await kept.insist((job) => ({ ...job, claimed }), signal));
  if (!isNoted) return null;
  const known = new Map<string, Task>(stored.map((task) => [task.uuid, task]));
  const task = (uuid: string): Task | null => context.inMemory(uuid) ?? known.get(uuid) ?? null;
  const step: Step = { job: kept.job, first: settled + 1, uuids, task, context, isOver: () => signal.aborted };
  const stepped = await STEPS[action](step);
  const after = (job: Job): Job => {
    const added = addAnswers(addResults(job, stepped.results), stepped.answers);
    // It may have been aborted while this was under way.
    const goesOn = stepped.held === null && isUnderWay(job);
    return { ...added, ...(goesOn && { state: 'running', note: null }), claimed: added.settled };
  };
  return (await kept.insist(after, signal, stepped.results)) ? stepped : null;
}

/** Asks the store until it answers; null where that is given up. */
async function patiently<T>(kept: KeptJob, signal: AbortSignal, ask: () => Promise<T>): Promise<T | null> {
  for (;;) {
    const answer = await kept.answer(ask);
    if (answer.ok) return answer.value;
    if (signal.aborted) return null;
    await sleep(PAUSE_LOOK_MS, signal);
  }
}

async function pause(kept: KeptJob, text: string, signal: AbortSignal): Promise<void> {
  if (kept.job.state === 'paused' && kept.job.note?.text === text) return;
  await kept.insist((job) => ({ ...job, state: 'paused', note: { code: 'broker', text } }), signal);
}
