import { isQueueName, type WorkerCommand, type WorkerCommandKind } from '@/lib/cluster/worker-command';
import { CollectorError } from '../../collector-error';
import { callerOf } from '../../http/authorise';
import { requireCommandInScope } from '../../http/control-scope';
import type { FlowerEndpoint } from '../flower-endpoint';
import { FlowerError } from '../flower-error';
import type { FlowerParams } from '../flower-params';
import { knownWorker, tellWorker } from '../tell-worker';

interface Told {
  readonly command: WorkerCommand;
  readonly done: (words: string) => string;
  readonly refused: (reason: string) => string;
}

function workerControl(
  path: string,
  action: WorkerCommandKind,
  tell: (worker: string, params: FlowerParams) => Told,
): FlowerEndpoint {
  return {
    method: 'POST',
    path: `/api/worker/${path}/*`,
    permission: 'control',
    door: 'api',
    action,
    async handle({ name, params, principal }, services) {
      const worker = knownWorker(name, services);
      const { command, done, refused } = tell(worker, params);
      return { message: done(await tellWorker(services, principal, worker, command, refused)) };
    },
  };
}

/** A pool of none, or of less, is nothing that a worker could be told. */
function sizeOf(params: FlowerParams): number {
  const n = params.int('n') ?? 1;
  if (n < 1 || n > 1_000) throw new FlowerError(400, `Invalid argument '${n}' of type 'int'`);
  return n;
}

/** A request without a queue kills the worker that it is sent to. */
function queueOf(params: FlowerParams): string {
  const queue = params.text('queue');
  if (queue === null) throw new FlowerError(400, "Missing argument 'queue'");
  if (!isQueueName(queue)) throw new FlowerError(400, "Invalid argument 'queue'");
  return queue;
}

function rangeOf(params: FlowerParams): { readonly min: number; readonly max: number } {
  const [min, max] = [params.requiredInt('min'), params.requiredInt('max')];
  if (min < 0 || max < 1 || max > 1_000 || min > max)
    throw new FlowerError(400, `Invalid range from ${min} to ${max}: 0 <= min <= max <= 1000 and max > 0`);
  return { min, max };
}

/** No reply is awaited, and it is no error when the worker is dead. */
const shutdown: FlowerEndpoint = {
  method: 'POST',
  path: '/api/worker/shutdown/*',
  permission: 'control',
  door: 'api',
  action: 'shutdown',
  async handle({ name, principal }, services) {
    const worker = knownWorker(name, services);
    const command: WorkerCommand = { kind: 'shutdown' };
    requireCommandInScope(principal, command, [worker], services);
    const request = { ...callerOf(principal), command, hostnames: [worker] };
    await services.collector.call('controlWorkers', request).catch((error: unknown) => {
      if (!(error instanceof CollectorError) || error.code !== 'worker_gone') throw error;
    });
    return { message: 'Shutting down!' };
  },
};

export const WORKER_CONTROLS: readonly FlowerEndpoint[] = [
  shutdown,
  workerControl('pool/restart', 'pool-restart', (worker) => ({
    command: { kind: 'pool-restart' },
    done: () => `Restarting '${worker}' worker's pool`,
    refused: (reason) => `Failed to restart the '${worker}' pool: ${reason}`,
  })),
  workerControl('pool/grow', 'pool-grow', (worker, params) => {
    const n = sizeOf(params);
    return {
      command: { kind: 'pool-grow', n },
      done: () => `Growing '${worker}' worker's pool by ${n}`,
      refused: (reason) => `Failed to grow '${worker}' worker's pool: ${reason}`,
    };
  }),
  workerControl('pool/shrink', 'pool-shrink', (worker, params) => {
    const n = sizeOf(params);
    return {
      command: { kind: 'pool-shrink', n },
      done: () => `Shrinking '${worker}' worker's pool by ${n}`,
      refused: (reason) => `Failed to shrink '${worker}' worker's pool: ${reason}`,
    };
  }),
  workerControl('pool/autoscale', 'autoscale', (worker, params) => {
    const { min, max } = rangeOf(params);
    return {
      command: { kind: 'autoscale', min, max },
      done: () => `Autoscaling '${worker}' worker (min=${min}, max=${max})`,
      refused: (reason) => `Failed to autoscale '${worker}' worker: ${reason}`,
    };
  }),
  workerControl('queue/add-consumer', 'add-consumer', (worker, params) => {
    const queue = queueOf(params);
    return {
      command: { kind: 'add-consumer', queue, force: false },
      done: (words) => words,
      refused: (reason) => `Failed to add '${queue}' consumer to '${worker}' worker: ${reason}`,
    };
  }),
  workerControl('queue/cancel-consumer', 'cancel-consumer', (worker, params) => {
    const queue = queueOf(params);
    return {
      command: { kind: 'cancel-consumer', queue },
      done: (words) => words,
      refused: (reason) => `Failed to cancel '${queue}' consumer from '${worker}' worker: ${reason}`,
    };
  }),
];
