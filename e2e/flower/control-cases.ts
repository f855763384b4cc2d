import { cases, SIGNED_IN, type FlowerCase } from './flower-case';

const post = (path: string, form: Readonly<Record<string, string>> = {}): FlowerCase => ({
  method: 'POST',
  path,
  form,
});
const CONTROLS: readonly string[] = [
  '/api/worker/shutdown/{worker}',
  '/api/worker/pool/restart/{worker}',
  '/api/worker/pool/grow/{worker}',
  '/api/worker/pool/shrink/{worker}',
  '/api/worker/pool/autoscale/{worker}',
  '/api/worker/queue/add-consumer/{worker}',
  '/api/worker/queue/cancel-consumer/{worker}',
  '/api/task/revoke/{napping}',
  '/api/task/timeout/scope.add',
  '/api/task/rate-limit/scope.add',
];

/**
 * Everything that changes workers. A consumer is not asked for without a queue: Flower's request would kill the worker.
 * The worker is shut down last.
 */
export const CONTROL_CASES: readonly FlowerCase[] = [
  ...cases('closed', ...CONTROLS.map((path) => post(path))),
  ...cases('locked', ...CONTROLS.flatMap((path) => [post(path), { ...post(path), headers: SIGNED_IN }]), {
    ...post('/api/worker/pool/grow/zzz', { n: 'x' }),
    headers: SIGNED_IN,
  }),
  ...cases(
    'open',
    { path: '/api/worker/pool/grow/{worker}' },
    post('/api/worker/pool/grow/{worker}'),
    post('/api/worker/pool/shrink/{worker}', { n: '1' }),
    post('/api/worker/pool/grow/{worker}?n=1'),
    post('/api/worker/pool/grow/nope'),
    post('/api/worker/pool/grow/{worker}', { n: 'abc' }),
    post('/api/worker/pool/grow/nope', { n: 'abc' }),
    post('/api/worker/pool/autoscale/{worker}'),
    post('/api/worker/pool/autoscale/{worker}', { min: '1', max: 'x' }),
    post('/api/worker/pool/autoscale/{worker}', { min: '3', max: '10' }),
    post('/api/worker/pool/restart/{worker}'),
    post('/api/worker/queue/add-consumer/{worker}', { queue: 'jokes-{own}' }),
    post('/api/worker/queue/cancel-consumer/{worker}', { queue: 'jokes-{own}' }),
    post('/api/worker/queue/add-consumer/nope', { queue: 'jokes' }),
    post('/api/task/timeout/scope.add', { workername: '{worker}', soft: '10', hard: '20' }),
    post('/api/task/timeout/nope', { workername: '{worker}', soft: '10' }),
    post('/api/task/timeout/scope.add', { workername: 'zzz', soft: '10' }),
    post('/api/task/timeout/scope.add', { soft: '10' }),
    post('/api/task/rate-limit/scope.add', { workername: '{worker}', ratelimit: '1000/s' }),
    post('/api/task/rate-limit/scope.add', { workername: '{worker}', ratelimit: 'garbage' }),
    post('/api/task/rate-limit/nope', { workername: '{worker}', ratelimit: '1' }),
    post('/api/task/revoke/xyz-{own}'),
    post('/api/task/revoke/{napping}', { terminate: 'maybe' }),
    { method: 'POST', path: '/api/task/revoke/xyz-{own}', json: { terminate: false } },
    post('/api/worker/shutdown/zzz'),
    ...CONTROLS.map((path) => ({ path })),
    {
      ...post('/api/worker/shutdown/'),
      differs: 'no name is an unknown worker, not an unknown page',
      ours: { status: 404, text: "Unknown worker ''" },
    },
    post('/api/worker/pool/restart/zzz'),
    post('/api/worker/pool/shrink/zzz'),
    post('/api/worker/pool/autoscale/zzz', { min: '1', max: '2' }),
    post('/api/worker/queue/cancel-consumer/zzz', { queue: 'jokes' }),
    post('/api/worker/pool/shrink/{worker}', { n: '1.5' }),
    post('/api/worker/pool/autoscale/{worker}', { min: '1' }),
    post('/api/worker/queue/cancel-consumer/w1@compat', { queue: 'not-consumed' }),
    // Its time limits are written back to none.
    post('/api/task/timeout/scope.add', { workername: '{worker}' }),
    post('/api/task/timeout/scope.add', { workername: '{worker}', hard: '20.5' }),
    post('/api/task/timeout/scope.add', { workername: '{worker}', soft: 'x' }),
    post('/api/task/timeout/nope', { workername: 'zzz', soft: 'x' }),
    post('/api/task/timeout/scope.add?workername=w1@compat&soft=30'),
    post('/api/task/rate-limit/scope.add', { ratelimit: '1' }),
    post('/api/task/rate-limit/scope.add', { workername: 'zzz', ratelimit: '1' }),
    post('/api/task/rate-limit/scope.add', { workername: ' {worker} ', ratelimit: ' 1000/m ' }),
    post('/api/task/revoke/xyz-{own}', { terminate: 'no', signal: 'SIGKILL' }),
    // What is idle ends, the one that naps stays.
    {
      ...post('/api/worker/pool/shrink/{worker}', { n: '50' }),
      differs: 'a pool is not shrunk to nothing: its worker would hold messages and run none',
      ours: { status: 403, text: /^Failed to shrink 'WORKER' worker's pool: / },
    },
  ),
];

export const LAST_CASES: readonly FlowerCase[] = [
  { ...post('/api/task/revoke/{napping}', { terminate: 'true', signal: 'SIGKILL' }) },
  post('/api/worker/shutdown/{worker}'),
  // It is dead by now, or dies.
  post('/api/worker/shutdown/{worker}'),
];
