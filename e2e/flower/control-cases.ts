import { cases, type FlowerCase } from './flower-case';

const BASIC = { authorization: `Basic ${Buffer.from('ada:secret').toString('base64')}` };
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
  ...cases('locked', ...CONTROLS.flatMap((path) => [post(path), { ...post(path), headers: BASIC }])),
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
  ),
];

export const LAST_CASES: readonly FlowerCase[] = [
  { ...post('/api/task/revoke/{napping}', { terminate: 'true', signal: 'SIGKILL' }) },
  post('/api/worker/shutdown/{worker}'),
];
