import { z } from 'zod';
import { ControlAnswer } from '@/lib/api/schemas';
import type { WorkerCommand, WorkerCommandKind } from '@/lib/cluster/worker-command';
import { EntityName } from '../../views/params';
import { callerOf, type Principal } from '../authorise';
import { requireCommandInScope } from '../control-scope';
import { defineEndpoint, type Endpoint, type Services } from '../endpoint';
import {
  AddConsumerBody,
  AutoscaleBody,
  ConsumerBody,
  LimitBody,
  RateBody,
  ResizeBody,
  TypeLimitBody,
  TypeRateBody,
  WorkerBody,
} from '../worker-bodies';

interface Control<B> {
  readonly path: string;
  readonly action: WorkerCommandKind;
  readonly summary: string;
  readonly body: z.ZodType<B>;
  readonly command: (body: B) => WorkerCommand;
}

function tell(
  services: Services,
  principal: Principal,
  command: WorkerCommand,
  hostnames: readonly string[] | null,
  reason: string | undefined,
): unknown {
  requireCommandInScope(principal, command, hostnames, services);
  return services.collector.call('controlWorkers', { ...callerOf(principal), command, hostnames, reason });
}

function workerControl<B extends { readonly reason?: string | undefined }>(control: Control<B>): Endpoint {
  const { path, action, summary, body, command } = control;
  return defineEndpoint({
    method: 'POST',
    path: `/api/v1/workers/:hostname/${path}`,
    permission: 'control',
    action,
    summary,
    params: z.object({ hostname: EntityName }),
    body,
    answers: { 200: ControlAnswer },
    handle: ({ params: { hostname }, body: given, principal }, services) =>
      tell(services, principal, command(given), [hostname], given.reason),
  });
}

export const WORKER_CONTROLS: readonly Endpoint[] = [
  workerControl({
    path: 'shutdown',
    action: 'shutdown',
    summary:
      'Asks a worker to stop when what it runs has ended; Celery sends no answer, so its worker-offline is awaited',
    body: WorkerBody,
    command: () => ({ kind: 'shutdown' }),
  }),
  workerControl({
    path: 'pool/grow',
    action: 'pool-grow',
    summary: 'Adds processes to a worker’s pool',
    body: ResizeBody,
    command: ({ n }) => ({ kind: 'pool-grow', n }),
  }),
  workerControl({
    path: 'pool/shrink',
    action: 'pool-shrink',
    summary: 'Takes idle processes from a worker’s pool',
    body: ResizeBody,
    command: ({ n }) => ({ kind: 'pool-shrink', n }),
  }),
  workerControl({
    path: 'pool/restart',
    action: 'pool-restart',
    summary: 'Replaces the processes of a worker’s pool, each when its task has ended',
    body: WorkerBody,
    command: () => ({ kind: 'pool-restart' }),
  }),
  workerControl({
    path: 'autoscale',
    action: 'autoscale',
    summary: 'Sets the range of a worker’s autoscaler',
    body: AutoscaleBody,
    command: ({ min, max }) => ({ kind: 'autoscale', min, max }),
  }),
  workerControl({
    path: 'consumers/add',
    action: 'add-consumer',
    summary: 'Has a worker take from a queue',
    body: AddConsumerBody,
    command: ({ queue, force }) => ({ kind: 'add-consumer', queue, force }),
  }),
  workerControl({
    path: 'consumers/cancel',
    action: 'cancel-consumer',
    summary: 'Has a worker take from a queue no more',
    body: ConsumerBody,
    command: ({ queue }) => ({ kind: 'cancel-consumer', queue }),
  }),
  workerControl({
    path: 'quiet',
    action: 'quiet',
    summary: 'Has a worker take from no queue; what it holds still runs',
    body: WorkerBody,
    command: () => ({ kind: 'quiet' }),
  }),
  workerControl({
    path: 'unquiet',
    action: 'unquiet',
    summary: 'Has a worker that was made quiet take again from the queues that it took from',
    body: WorkerBody,
    command: () => ({ kind: 'unquiet' }),
  }),
  workerControl({
    path: 'disable-events',
    action: 'disable-events',
    summary: 'Asks a worker to send no task events; one that was started with -E goes on',
    body: WorkerBody,
    command: () => ({ kind: 'disable-events' }),
  }),
  workerControl({
    path: 'rate-limit',
    action: 'rate-limit',
    summary: 'Sets the rate limit of a task type on one worker',
    body: RateBody,
    command: ({ task, rate }) => ({ kind: 'rate-limit', task, rate }),
  }),
  workerControl({
    path: 'time-limit',
    action: 'time-limit',
    summary: 'Sets the soft and the hard time limit of a task type on one worker, both at once',
    body: LimitBody,
    command: ({ task, soft, hard }) => ({ kind: 'time-limit', task, soft, hard }),
  }),
];

interface TypeControl<B> extends Omit<Control<B>, 'command'> {
  readonly command: (task: string, body: B) => WorkerCommand;
}

function typeControl<B extends { readonly reason?: string | undefined; readonly hostnames?: string[] | undefined }>(
  control: TypeControl<B>,
): Endpoint {
  const { path, action, summary, body, command } = control;
  return defineEndpoint({
    method: 'POST',
    path: `/api/v1/task-types/:name/${path}`,
    permission: 'control',
    action,
    summary,
    params: z.object({ name: EntityName }),
    body,
    answers: { 200: ControlAnswer },
    handle: ({ params: { name }, body: given, principal }, services) =>
      tell(services, principal, command(name, given), given.hostnames ?? null, given.reason),
  });
}

export const TYPE_CONTROLS: readonly Endpoint[] = [
  typeControl({
    path: 'rate-limit',
    action: 'rate-limit',
    summary: 'Sets the rate limit of a task type on the workers that are named, else on all that know it',
    body: TypeRateBody,
    command: (task, { rate }) => ({ kind: 'rate-limit', task, rate }),
  }),
  typeControl({
    path: 'time-limit',
    action: 'time-limit',
    summary: 'Sets the time limits of a task type on the workers that are named, else on all that know it',
    body: TypeLimitBody,
    command: (task, { soft, hard }) => ({ kind: 'time-limit', task, soft, hard }),
  }),
];
