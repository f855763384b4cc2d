import { NO_MASKER } from '@/lib/masking/masker';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import type { Action } from '@/lib/cluster/action';
import type { Task } from '@/lib/cluster/task';
import type { Job, JobItem, JobRequest } from '@/lib/jobs/job';
import type { ControlReply, ControlRequest, OutgoingTask } from '../brokers/broker';
import { createReplayBroker } from '../brokers/replay';
import { openReader } from '../store/sqlite';
import { openSyncWriter, toStoreWriter } from '../store/sqlite.fixture';
import { batchOf, NOW, taskOf } from '../store/store.fixture';
import type { StoredJobs } from '../store/store';
import { requestOf } from './job.fixture';
import { createJobs, type Jobs } from './jobs';

export const WHO = { actor: 'ada', address: '10.0.0.9' };

/** What the broker and the workers of a test do; a test changes it. */
export interface Outside {
  isConnected: boolean;
  publish: (task: OutgoingTask) => Promise<void>;
  control: (request: ControlRequest) => Promise<readonly ControlReply[]>;
}

interface OpenJobsOptions {
  readonly dataDir?: string;
  /** So many times faster goes the clock that a job's rate is kept by. */
  readonly hurry?: number;
}

/** Jobs on a real store, with the collector's memory and the broker at hand. */
export function openJobs({ dataDir = newFolder(), hurry = 1 }: OpenJobsOptions = {}) {
  const opened = openSyncWriter({ dataDir, now: NOW }).writer;
  const writer = toStoreWriter(opened);
  const reader = openReader({ dataDir });
  const memory = new Map<string, Task>();
  const actions = new Map<string, Action>();
  const failures: unknown[] = [];
  const sent: OutgoingTask[] = [];
  const told: ControlRequest[] = [];
  const store: StoredJobs = { ...writer.jobs };
  const outside: Outside = {
    isConnected: true,
    publish: (task) => Promise.resolve(void sent.push(task)),
    control(request) {
      told.push(request);
      return Promise.resolve([{ hostname: 'w1@alpha', reply: { ok: 'flagged' }, ms: 2 }]);
    },
  };
  const jobs: Jobs = createJobs({
    store,
    now: () => Date.now() / 1000,
    steady: () => (hurry * performance.now()) / 1000,
    failed: (error) => void failures.push(error),
    context: () => ({
      broker: {
        ...createReplayBroker({ file: 'none' }),
        kind: 'redis',
        publish: (task) => outside.publish(task),
        control: (request) => outside.control(request),
      },
      backend: () => null,
      task: (uuid) => memory.get(uuid) ?? null,
      inMemory: (uuid) => memory.get(uuid) ?? null,
      held: () => null,
      masker: NO_MASKER,
      liveWorkers: () => ['w1@alpha'],
      now: () => Date.now() / 1000,
      published: (task) => void memory.set(task.uuid, task),
      record: (action) => void actions.set(action.id, action),
      note: () => undefined,
      keepRevokes: () => undefined,
      revoked: () => undefined,
      canAsk: () => outside.isConnected,
    }),
  });
  const stop = new AbortController();
  const running = jobs.run(stop.signal);
  return {
    ...{ dataDir, jobs, store, memory, actions, failures, sent, told, outside },
    /** Tasks that the store has and memory has not. */
    storeTasks: (tasks: readonly Task[]) => writer.write(batchOf({ tasks })),
    failed: (count: number) => Array.from({ length: count }, (_, n) => taskOf(`t${n + 1}`, { state: 'FAILURE' })),
    waiting: (count: number) =>
      Array.from({ length: count }, (_, n) => taskOf(`t${n + 1}`, { state: 'RECEIVED', endedAt: null })),
    async start(uuids: readonly string[], different: Partial<JobRequest> = {}): Promise<string> {
      const { id } = await jobs.create({ ...WHO, job: requestOf({ ratePerSecond: 500, ...different }) });
      await jobs.addTargets(id, uuids);
      await jobs.start(id);
      return id;
    },
    job: (id: string): Job | null => reader.job(id),
    items: (id: string): readonly JobItem[] => reader.jobItems(id, null, null, 100_000).items,
    /** As a stop of Celeryscope. */
    async stop(): Promise<void> {
      stop.abort();
      await running;
    },
    async close(): Promise<void> {
      stop.abort();
      await running;
      reader.close();
      await writer.close();
    },
    remove: () => rmSync(dataDir, { recursive: true }),
  };
}

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'celeryscope-jobs-'));
}

export type OpenedJobs = ReturnType<typeof openJobs>;

/** Of its tasks, in their order. */
export const uuids = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => `t${n + 1}`);
/** Waits until a job is in that state. */
export const until = (on: OpenedJobs, id: string, state: string) =>
  vi.waitFor(() => expect(on.job(id)?.state).toBe(state), { timeout: 20_000 });
