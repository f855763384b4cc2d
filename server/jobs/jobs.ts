import { randomUUID } from 'node:crypto';
import { isUnderWay, MOST_LIVE_JOBS, MOST_TARGETS, type Job, type JobRequest } from '@/lib/jobs/job';
import { newJob } from '@/lib/jobs/new-job';
import type { Caller } from '../collector/messages';
import { repeat } from '../collector/repeat';
import { ControlError, newAction } from '../control/control-context';
import { checkSignal } from '../control/revoke';
import { orAborted } from '../or-aborted';
import { StoreError, type StoredJobs } from '../store/store';
import { auditOf } from './job-audit';
import type { JobContext } from './job-context';
import { KeptJob } from './kept-job';
import { restoreJob } from './restore-job';
import { runJob } from './run-job';

/** Whoever froze the targets is gone. */
const PREPARED_WITHIN_SECONDS = 600;
/** A broadcast that is under way is waited for. */
const ABORT_WAITS_MS = 4_000;
const RESTORE_AGAIN_MS = 2_000;

export interface JobsParts {
  readonly store: StoredJobs;
  readonly context: () => JobContext;
  readonly now: () => number;
  readonly steady: () => number;
  readonly failed: (error: unknown) => void;
}

type About = Caller & { readonly id: string; readonly reason?: string };

/** Bulk actions that go on by themselves. Each call rejects with a ControlError. */
export interface Jobs {
  create(request: Caller & { readonly job: JobRequest }): Promise<Job>;
  /** More of its targets, before it is started. */
  addTargets(id: string, uuids: readonly string[]): Promise<null>;
  start(id: string): Promise<Job>;
  abort(request: About): Promise<Job>;
  /** Goes on with one that was interrupted. */
  resume(request: About): Promise<Job>;
  /** Rises with each change that was stored. */
  readonly revision: number;
  /** Works on what is under way until `signal` aborts, which interrupts it. */
  run(signal: AbortSignal): Promise<void>;
}

interface Running {
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

export function createJobs(parts: JobsParts): Jobs {
  const { store, context, now, failed } = parts;
  const kept = new Map<string, KeptJob>();
  const running = new Map<string, Running>();
  const restored = Promise.withResolvers<undefined>();
  let ending: AbortSignal = new AbortController().signal;
  let revision = 0;

  const keep = (job: Job): KeptJob => new KeptJob(job, { store, now, failed, written: () => void (revision += 1) });
  const audit = ({ job }: KeptJob): void => context().record(auditOf(job));

  const work = (of: KeptJob): void => {
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, ending]);
    const ended = runJob(of, parts, signal)
      .catch((error: unknown) => {
        failed(error);
        // What can't be gone on with must not look as if it went on.
        const text = 'It could not go on: the log says why';
        return of.put({ ...of.job, state: 'interrupted', note: { code: 'failed', text } }).catch(failed);
      })
      .then(async () => {
        running.delete(of.job.id);
        if (ending.aborted && isUnderWay(of.job)) await interrupt(of).catch(failed);
        if (!ending.aborted && !isUnderWay(of.job)) audit(of);
        if (of.job.state === 'done') kept.delete(of.job.id);
      });
    running.set(of.job.id, { stop, ended });
  };

  const interrupt = (of: KeptJob): Promise<void> => {
    const note = { code: 'stopped', text: 'Celeryscope stopped in the middle of it' };
    return of.put({ ...of.job, state: 'interrupted', note });
  };

  const restore = async (): Promise<void> => {
    for (const job of await store.live()) {
      const change = await restoreJob(store, job, now());
      await store.write(change);
      revision += 1;
      const of = keep(change.job);
      audit(of);
      if (change.job.state === 'interrupted') kept.set(job.id, of);
    }
  };

  const find = async (id: string): Promise<KeptJob> => {
    await restored.promise;
    const of = kept.get(id);
    if (of === undefined) throw new ControlError('job_unknown', 'There is no such job that could still change.', 404);
    return of;
  };
  const expectState = (of: KeptJob, states: readonly Job['state'][]): void => {
    if (states.includes(of.job.state)) return;
    throw new ControlError('job_state', `The job is ${of.job.state}, not ${states.join(' or ')}.`, 409);
  };
  const forgetUnprepared = async (): Promise<void> => {
    for (const of of kept.values()) {
      if (of.job.state !== 'preparing' || now() - of.job.changedAt < PREPARED_WITHIN_SECONDS) continue;
      await told(() =>
        of.put({ ...of.job, state: 'aborted', note: { code: 'unprepared', text: 'It was never started' } }),
      );
      kept.delete(of.job.id);
    }
  };
  const expectRoom = (): void => {
    if (context().broker.kind === 'replay')
      throw new ControlError('replay_read_only', 'This is a replay of a recording: nothing can be sent to it.', 409);
    const count = [...kept.values()].filter(({ job }) => isUnderWay(job) || job.state === 'preparing').length;
    if (count < MOST_LIVE_JOBS) return;
    const text = `${count} jobs are under way, which is as many as may be; abort one, or wait for its end.`;
    throw new ControlError('too_many_jobs', text, 409);
  };

  return {
    async create({ actor, address, job: request }) {
      await restored.promise;
      checkSignal(request.signal);
      await forgetUnprepared();
      expectRoom();
      const of = keep(newJob(request, { id: randomUUID(), actor, address, at: now() }));
      kept.set(of.job.id, of);
      try {
        await told(() => of.put(of.job));
      } catch (error) {
        kept.delete(of.job.id);
        throw error;
      }
      return of.job;
    },
    async addTargets(id, uuids) {
      const of = await find(id);
      expectState(of, ['preparing']);
      const after = of.job.total;
      const total = after + uuids.length;
      if (total > MOST_TARGETS)
        throw new ControlError('selection_too_large', `A job is for ${MOST_TARGETS} tasks at most.`, 422);
      await told(() => of.put({ ...of.job, total }, { targets: { after, uuids } }));
      return null;
    },
    async start(id) {
      const of = await find(id);
      expectState(of, ['preparing']);
      await told(() => of.put({ ...of.job, state: 'running' }));
      audit(of);
      work(of);
      return of.job;
    },
    async abort({ id, reason, ...by }) {
      const of = await find(id);
      const run = running.get(id);
      run?.stop.abort();
      if (run !== undefined) await Promise.race([run.ended, new Promise((end) => setTimeout(end, ABORT_WAITS_MS))]);
      expectState(of, ['preparing', 'running', 'paused', 'interrupted']);
      await told(() => of.put({ ...of.job, state: 'aborted', note: null, claimed: of.job.settled }));
      kept.delete(id);
      audit(of);
      const entry = {
        name: 'abort-job' as const,
        subject: { kind: 'job' as const, id },
        parameters: { action: of.job.action, actor: of.job.actor },
        outcome: 'done' as const,
        summary: `Nothing more is sent: ${of.job.settled} of ${of.job.total} tasks were reached`,
      };
      context().record(newAction(by, now(), { ...entry, reason: reason ?? null }));
      return of.job;
    },
    async resume({ id, actor }) {
      const of = await find(id);
      expectState(of, ['interrupted']);
      expectRoom();
      await running.get(id)?.ended;
      const note = actor === of.job.actor ? null : { code: 'resumed', text: `Continued by ${actor}` };
      await told(() => of.put({ ...of.job, state: 'running', note }));
      audit(of);
      work(of);
      return of.job;
    },
    get revision() {
      return revision;
    },
    async run(signal) {
      ending = signal;
      const done = new AbortController();
      const attempt = async (): Promise<void> => {
        await restore();
        restored.resolve(undefined);
        done.abort();
      };
      await repeat(AbortSignal.any([signal, done.signal]), () => RESTORE_AGAIN_MS, attempt, failed);
      await orAborted(new Promise<void>(() => undefined), signal);
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },
  };
}

/** A store that does not take it is told to who asked. */
async function told(write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    throw new ControlError('store_unavailable', `The job could not be stored: ${error.message}`, 503);
  }
}
