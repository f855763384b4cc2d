import type { AccessActionName, ActionAnswer, ActionName } from '@/lib/cluster/action';
import type { BrokerStatus, CollectorStats } from '@/lib/cluster/cluster-status';
import type { RevokeSight } from '@/lib/cluster/kept-revokes';
import type { QueueView } from '@/lib/cluster/queue';
import type { WorkerDetail, WorkerView } from '@/lib/cluster/worker';
import type { WorkerCommand } from '@/lib/cluster/worker-command';
import type { Finding } from '@/lib/detectors/finding';
import type { Job, JobRequest } from '@/lib/jobs/job';
import type { InFlightList, InFlightQuestion } from '@/lib/queues/in-flight-list';
import type { MessageAnswer, MessageRef, PeekedQueue, PurgeAnswer } from '@/lib/queues/peek';
import type { PutBackAnswer } from '@/lib/queues/put-back';
import type { SendAnswer, SendRequest } from '@/lib/tasks/send-request';
import type { StoredAnswer } from '@/lib/tasks/stored-answer';
import type { TaskPlace } from '@/lib/why/facts';
import type { ToldCounts } from './metric-counts';

/** What changed since the frame before; the first frame holds everything. At most four a second. */
export interface ClusterFrame {
  readonly type: 'frame';
  readonly seq: number;
  readonly at: number;
  readonly broker: BrokerStatus;
  readonly stats: CollectorStats;
  readonly workers: readonly WorkerView[];
  readonly removedWorkers: readonly string[];
  readonly queues: readonly QueueView[];
  readonly removedQueues: readonly string[];
  /** All tasks in flight that were revoked, each with the worker that named it first; null: as in the frame before. */
  readonly revoked: readonly (readonly [uuid: string, by: string | null])[] | null;
  /** All open findings. */
  readonly findings: readonly Finding[];
  /** Rises when the store was written: task lists and series may have changed. */
  readonly storeRevision: number;
  /** Rises when an action or a finding was added or closed, and with each change of a bulk job. */
  readonly logRevision: number;
}

export interface Caller {
  readonly actor: string;
  readonly address: string;
}

/** Where the arguments of a retry come from, best first. */
export type ArgumentsSource =
  'queue message' | 'unacked message' | 'inspect' | 'result backend' | 'event repr' | 'edited';

export interface RetryPreview {
  readonly uuid: string;
  readonly source: ArgumentsSource;
  readonly name: string;
  readonly queue: string;
  readonly priority: number;
  /** JSON text of the positional and keyword arguments, as they will be sent. */
  readonly args: string;
  readonly kwargs: string;
  /** Secrets in them are masked here; a retry that leaves them as they are sends the real ones. */
  readonly masked: boolean;
  /** What the new message keeps and what it can't, in stable codes (`chain`, `chord`, `callbacks`, `headers`, `time-limits`, …). */
  readonly kept: readonly string[];
  readonly notKept: readonly string[];
}

type MessageRequest = Caller & { queue: string; message: MessageRef; uuid: string | null; reason?: string };

export interface CollectorCalls {
  workerDetail: { request: { hostname: string; refresh: boolean }; response: WorkerDetail | null };
  /** What is counted for Prometheus. */
  counts: { request: Readonly<Record<string, never>>; response: ToldCounts };
  /** All that workers told, as JSON by their names; those that never answered have none. */
  toldWorkers: {
    request: { hostnames: readonly string[]; refresh: boolean };
    response: Readonly<Record<string, string>>;
  };
  /** Queues in the words of RabbitMQ's management API; none where it can't be had. */
  brokerQueues: { request: { names: readonly string[] }; response: readonly unknown[] };
  /** Where a task is now; null for one of which nothing is known. */
  taskPlace: { request: { uuid: string }; response: TaskPlace };
  retryPreview: { request: { uuid: string }; response: RetryPreview };
  retry: {
    request: Caller & {
      uuid: string;
      args?: string;
      kwargs?: string;
      queue?: string;
      countdown?: number;
      reason?: string;
      batchId?: string;
    };
    response: { uuid: string; source: ArgumentsSource; queue: string; actionId: string };
  };
  sendTask: { request: Caller & SendRequest & { reason?: string }; response: SendAnswer };
  /** What the result backend holds of a task now. */
  taskResult: { request: { uuid: string }; response: StoredAnswer };
  /** Stores ABORTED where an abortable task looks for it; `ended`: it has a result, which stays. */
  abortTask: {
    request: Caller & { uuid: string; reason?: string };
    response: { actionId: string; outcome: 'aborted' | 'ended'; status?: string };
  };
  revoke: {
    request: Caller & {
      uuids: readonly string[];
      terminate: boolean;
      signal: string;
      /** Also tasks of which nothing is known. */
      force?: boolean;
      reason?: string;
      batchId?: string;
    };
    response: {
      actionIds: readonly string[];
      answers: readonly ActionAnswer[];
      /** Of these nothing is known: they were left out. */
      unknown: readonly string[];
    };
  };
  /** Who knows that a task was revoked; null: nobody revoked it as far as is known. */
  revocation: { request: { uuid: string }; response: RevokeSight | null };
  withdrawRevoke: {
    request: Caller & { uuid: string; reason?: string };
    response: { actionId: string };
  };
  enableEvents: {
    request: Caller & { hostnames: readonly string[] | null; reason?: string };
    response: { actionId: string; answers: readonly ActionAnswer[] };
  };
  /** Hostnames null: all that are up and, of a task type, know it. */
  controlWorkers: {
    request: Caller & {
      command: WorkerCommand;
      hostnames: readonly string[] | null;
      /** The worker is to refuse in its own words what it can't do; only what would harm is refused here. */
      askAnyway?: boolean;
      reason?: string;
    };
    response: { actionId: string; answers: readonly ActionAnswer[]; summary: string };
  };
  revokeByHeaders: {
    request: Caller & {
      headers: Readonly<Record<string, readonly string[]>>;
      terminate: boolean;
      signal: string;
      reason?: string;
    };
    response: { actionId: string; answers: readonly ActionAnswer[]; summary: string };
  };
  pauseQueue: {
    request: Caller & { queue: string; isHeld: boolean; reason?: string };
    response: { actionId: string; answers: readonly ActionAnswer[] };
  };
  resumeQueue: {
    request: Caller & { queue: string; reason?: string };
    response: { actionId: string; answers: readonly ActionAnswer[] };
  };
  /** Delivered messages that are not acknowledged, and who has them. */
  inFlight: { request: InFlightQuestion; response: InFlightList };
  putBack: {
    request: Caller & {
      messages: readonly { readonly deliveryTag: string; readonly uuid: string }[];
      /** Says of workers that are only silent that none of their processes runs any more. */
      workerIsDead?: boolean;
      reason?: string;
    };
    response: { actionIds: readonly string[]; results: readonly PutBackAnswer[] };
  };
  /** What waits; `by` is who asks for it where looking changes something, else null. */
  peekQueue: {
    request: { queue: string; limit: number; by: Caller | null };
    response: PeekedQueue & { readonly actionId: string | null };
  };
  removeMessage: { request: MessageRequest; response: MessageAnswer };
  moveMessage: { request: MessageRequest & { to: string }; response: MessageAnswer };
  purgeQueue: { request: Caller & { queue: string; count: number; reason?: string }; response: PurgeAnswer };
  /** A bulk job is made in three steps: created, given its targets in parts, started. */
  createJob: { request: Caller & { job: JobRequest }; response: Job };
  addTargets: { request: { id: string; uuids: readonly string[] }; response: null };
  startJob: { request: { id: string }; response: Job };
  abortJob: { request: Caller & { id: string; reason?: string }; response: Job };
  resumeJob: { request: Caller & { id: string; reason?: string }; response: Job };
  /** A change that was refused at the door still leaves an entry. */
  recordRefusal: {
    request: Caller & { name: ActionName; subject: string; summary: string };
    response: null;
  };
  /** Who came, left, or changed who may come. */
  recordAccess: {
    request: Caller & {
      name: AccessActionName;
      subject: string;
      outcome: 'done' | 'refused';
      summary: string;
      parameters: Readonly<Record<string, string>>;
    };
    response: null;
  };
}

export type CallName = keyof CollectorCalls;

export type ToCollector =
  | {
      [N in CallName]: {
        readonly type: 'call';
        readonly id: number;
        readonly name: N;
        readonly request: CollectorCalls[N]['request'];
      };
    }[CallName]
  | { readonly type: 'stop' };

export type FromCollector =
  | ClusterFrame
  | { readonly type: 'answer'; readonly id: number; readonly ok: true; readonly value: unknown }
  | {
      readonly type: 'answer';
      readonly id: number;
      readonly ok: false;
      readonly code: string;
      readonly message: string;
      readonly status: number;
    }
  | { readonly type: 'log'; readonly level: 'info' | 'warn' | 'error'; readonly text: string }
  /** The collector can't go on; the process ends with this line. */
  | { readonly type: 'fatal'; readonly code: string; readonly text: string };
