import { z } from 'zod';
import { ACCESS_ACTION_NAMES, ACTION_NAMES } from '@/lib/cluster/action';
import { JOB_ACTIONS, MOST_RATE } from '@/lib/jobs/job';
import type { CollectorCalls } from '../collector/messages';
import { Frame, type ShareFrame } from './share-frame';
import { WorkerCommandSchema } from './worker-command-schema';

// What collector and web processes tell each other through Redis. They are of one deployment, as trusted as the store:
// of what they say of the cluster the envelope is checked, of what is to be done everything.

const id = z.string().min(1).max(64);

const caller = { actor: z.string().max(1000), address: z.string().max(1000) };
const text = z.string().max(10_000);
const reason = { reason: text.optional(), batchId: text.optional() };

const moment = z.union([z.number(), z.object({ wall: z.number() })]);

const waiting = {
  ...caller,
  reason: text.optional(),
  queue: text,
  message: z.object({ id: text, sizeBytes: z.int(), priority: z.int() }),
  uuid: text.nullable(),
};

type CallSchemas = {
  readonly [N in keyof CollectorCalls]: z.ZodType<{
    readonly name: N;
    readonly request: CollectorCalls[N]['request'];
  }>;
};

const CALLS = {
  workerDetail: z.object({
    name: z.literal('workerDetail'),
    request: z.object({ hostname: text, refresh: z.boolean() }),
  }),
  counts: z.object({ name: z.literal('counts'), request: z.object({}) }),
  taskPlace: z.object({ name: z.literal('taskPlace'), request: z.object({ uuid: text }) }),
  retryPreview: z.object({ name: z.literal('retryPreview'), request: z.object({ uuid: text }) }),
  retry: z.object({
    name: z.literal('retry'),
    request: z.object({
      ...caller,
      ...reason,
      uuid: text,
      args: z.string().optional(),
      kwargs: z.string().optional(),
      queue: text.optional(),
      countdown: z.number().optional(),
    }),
  }),
  sendTask: z.object({
    name: z.literal('sendTask'),
    request: z.object({
      ...caller,
      reason: text.optional(),
      name: text,
      args: z.string(),
      kwargs: z.string(),
      uuid: text.optional(),
      queue: text.optional(),
      exchange: text.optional(),
      routingKey: text.optional(),
      priority: z.int().optional(),
      countdown: z.number().optional(),
      eta: moment.optional(),
      expires: z.union([moment, z.object({ in: z.number() })]).optional(),
      timeLimit: z.number().optional(),
      softTimeLimit: z.number().optional(),
      shadow: text.optional(),
      ignoreResult: z.boolean().optional(),
      headers: z.record(text, z.union([text, z.number(), z.boolean(), z.null()])).optional(),
      unregistered: z.boolean(),
      ownOptions: z.boolean(),
      needsResult: z.boolean().optional(),
    }),
  }),
  taskResult: z.object({ name: z.literal('taskResult'), request: z.object({ uuid: text }) }),
  abortTask: z.object({
    name: z.literal('abortTask'),
    request: z.object({ ...caller, uuid: text, reason: text.optional() }),
  }),
  revoke: z.object({
    name: z.literal('revoke'),
    request: z.object({
      ...caller,
      ...reason,
      uuids: z.array(text),
      terminate: z.boolean(),
      signal: text,
      force: z.boolean().optional(),
    }),
  }),
  toldWorkers: z.object({
    name: z.literal('toldWorkers'),
    request: z.object({ hostnames: z.array(text), refresh: z.boolean() }),
  }),
  brokerQueues: z.object({ name: z.literal('brokerQueues'), request: z.object({ names: z.array(text) }) }),
  revocation: z.object({ name: z.literal('revocation'), request: z.object({ uuid: text }) }),
  withdrawRevoke: z.object({
    name: z.literal('withdrawRevoke'),
    request: z.object({ ...caller, uuid: text, reason: text.optional() }),
  }),
  enableEvents: z.object({
    name: z.literal('enableEvents'),
    request: z.object({ ...caller, ...reason, hostnames: z.array(text).nullable() }),
  }),
  controlWorkers: z.object({
    name: z.literal('controlWorkers'),
    request: z.object({
      ...caller,
      command: WorkerCommandSchema,
      hostnames: z.array(text).nullable(),
      askAnyway: z.boolean().optional(),
      reason: text.optional(),
    }),
  }),
  revokeByHeaders: z.object({
    name: z.literal('revokeByHeaders'),
    request: z.object({
      ...caller,
      headers: z.record(text, z.array(text)),
      terminate: z.boolean(),
      signal: text,
      reason: text.optional(),
    }),
  }),
  pauseQueue: z.object({
    name: z.literal('pauseQueue'),
    request: z.object({ ...caller, queue: text, isHeld: z.boolean(), reason: text.optional() }),
  }),
  resumeQueue: z.object({
    name: z.literal('resumeQueue'),
    request: z.object({ ...caller, queue: text, reason: text.optional() }),
  }),
  inFlight: z.object({
    name: z.literal('inFlight'),
    request: z.object({ queue: text.nullable(), limit: z.int() }),
  }),
  putBack: z.object({
    name: z.literal('putBack'),
    request: z.object({
      ...caller,
      ...reason,
      messages: z.array(z.object({ deliveryTag: text, uuid: text })),
      workerIsDead: z.boolean().optional(),
    }),
  }),
  peekQueue: z.object({
    name: z.literal('peekQueue'),
    request: z.object({ queue: text, limit: z.int(), by: z.object(caller).nullable() }),
  }),
  removeMessage: z.object({ name: z.literal('removeMessage'), request: z.object(waiting) }),
  moveMessage: z.object({ name: z.literal('moveMessage'), request: z.object({ ...waiting, to: text }) }),
  purgeQueue: z.object({
    name: z.literal('purgeQueue'),
    request: z.object({ ...caller, reason: text.optional(), queue: text, count: z.int() }),
  }),
  createJob: z.object({
    name: z.literal('createJob'),
    request: z.object({
      ...caller,
      job: z.object({
        action: z.enum(JOB_ACTIONS),
        scope: z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('named') }),
          z.object({ kind: z.literal('filter'), q: text, from: z.number().nullable(), to: z.number() }),
        ]),
        terminate: z.boolean(),
        signal: text,
        queue: text.nullable(),
        countdown: z.number().nullable(),
        ratePerSecond: z.number().positive().max(MOST_RATE),
        reason: text.nullable(),
      }),
    }),
  }),
  addTargets: z.object({ name: z.literal('addTargets'), request: z.object({ id, uuids: z.array(text) }) }),
  startJob: z.object({ name: z.literal('startJob'), request: z.object({ id }) }),
  abortJob: z.object({ name: z.literal('abortJob'), request: z.object({ ...caller, id, reason: text.optional() }) }),
  resumeJob: z.object({ name: z.literal('resumeJob'), request: z.object({ ...caller, id, reason: text.optional() }) }),
  recordRefusal: z.object({
    name: z.literal('recordRefusal'),
    request: z.object({ ...caller, name: z.enum(ACTION_NAMES), subject: text, summary: text }),
  }),
  recordAccess: z.object({
    name: z.literal('recordAccess'),
    request: z.object({
      ...caller,
      name: z.enum(ACCESS_ACTION_NAMES),
      subject: text,
      outcome: z.enum(['done', 'refused']),
      summary: text,
      parameters: z.record(z.string(), text),
    }),
  }),
} satisfies CallSchemas;

const Call = z.object({
  /** The run of the collector that is asked: no other answers. */
  to: id,
  /** Whom to answer. */
  web: id,
  id: z.int(),
  call: z.discriminatedUnion('name', [
    CALLS.workerDetail,
    CALLS.counts,
    CALLS.taskPlace,
    CALLS.retryPreview,
    CALLS.retry,
    CALLS.sendTask,
    CALLS.taskResult,
    CALLS.abortTask,
    CALLS.revoke,
    CALLS.revocation,
    CALLS.withdrawRevoke,
    CALLS.enableEvents,
    CALLS.controlWorkers,
    CALLS.revokeByHeaders,
    CALLS.pauseQueue,
    CALLS.resumeQueue,
    CALLS.inFlight,
    CALLS.putBack,
    CALLS.peekQueue,
    CALLS.removeMessage,
    CALLS.moveMessage,
    CALLS.purgeQueue,
    CALLS.createJob,
    CALLS.addTargets,
    CALLS.startJob,
    CALLS.abortJob,
    CALLS.resumeJob,
    CALLS.recordRefusal,
    CALLS.recordAccess,
  ]),
});

const Answer = z.object({
  web: id,
  answer: z.discriminatedUnion('ok', [
    z.object({ id: z.int(), ok: z.literal(true), value: z.unknown() }),
    z.object({ id: z.int(), ok: z.literal(false), code: z.string(), message: z.string(), status: z.int() }),
  ]),
});

export const SHARE_MESSAGES = {
  /** A web process has nothing, or missed something. */
  hello: z.object({ web: id }),
  frame: Frame as unknown as z.ZodType<ShareFrame>,
  /** The collector stops in an orderly way. */
  bye: z.object({ from: id }),
  call: Call,
  answer: Answer,
};

export type ShareMessages = { readonly [E in keyof typeof SHARE_MESSAGES]: z.infer<(typeof SHARE_MESSAGES)[E]> };
export type ShareEvent = keyof ShareMessages;
