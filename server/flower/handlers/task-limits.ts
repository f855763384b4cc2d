import type { WorkerCommand, WorkerCommandKind } from '@/lib/cluster/worker-command';
import { CollectorError } from '../../collector-error';
import type { FlowerEndpoint } from '../flower-endpoint';
import { FlowerError } from '../flower-error';
import type { FlowerParams } from '../flower-params';
import { knownWorker, tellWorker } from '../tell-worker';

function taskControl(
  path: string,
  action: WorkerCommandKind,
  commandOf: (task: string, params: FlowerParams) => WorkerCommand,
  refused: (reason: string) => string,
): FlowerEndpoint {
  return {
    method: 'POST',
    path: `/api/task/${path}/*`,
    permission: 'control',
    door: 'api',
    action,
    async handle({ name: task, params, principal }, services) {
      const command = commandOf(task, params);
      const worker = knownWorker(params.text('workername'), services);
      const message = await tellWorker(services, principal, worker, command, refused).catch((error: unknown) => {
        if (error instanceof CollectorError && error.code === 'task_unknown')
          throw new FlowerError(404, `Unknown task '${task}'`);
        throw error;
      });
      return { message };
    },
  };
}

function secondsOf(params: FlowerParams, name: string): number | null {
  const seconds = params.float(name);
  if (seconds !== null && seconds <= 0) throw new FlowerError(400, `Invalid argument '${seconds}' of type 'float'`);
  return seconds;
}

export const timeLimit = taskControl(
  'timeout',
  'time-limit',
  (task, params) => ({
    kind: 'time-limit',
    task,
    soft: secondsOf(params, 'soft'),
    hard: secondsOf(params, 'hard'),
  }),
  (reason) => `Failed to set timeouts: '${reason}'`,
);

/** What Python reads as a number although it is no rate: a worker takes it, and then runs the task never or at once. */
function isNoRate(rate: string): boolean {
  const [number = ''] = rate.split('/', 1);
  return /^\s*([+-]?(nan|inf(inity)?)\s*$|-)/i.test(number) || Math.abs(Number(number)) === Number.POSITIVE_INFINITY;
}

/** What is no number at all the worker refuses itself, in words that scripts may know. */
export const rateLimit = taskControl(
  'rate-limit',
  'rate-limit',
  (task, params) => {
    const rate = params.text('ratelimit');
    if (rate === null || rate === '') throw new FlowerError(400, "Missing argument 'ratelimit'");
    if (rate.length > 100 || isNoRate(rate)) throw new FlowerError(400, "Invalid argument 'ratelimit'");
    return { kind: 'rate-limit', task, rate };
  },
  (reason) => `Failed to set rate limit: '${reason}'`,
);
