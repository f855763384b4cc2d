import { cases, type FlowerCase } from './flower-case';

const REASON = 'a bad request is told with a reason';
const post = (path: string, json: unknown): FlowerCase => ({ method: 'POST', path, json });

/** Everything that sends tasks or reads their results. */
export const PUBLISH_CASES: readonly FlowerCase[] = [
  ...cases('closed', post('/api/task/apply/scope.add', {}), { path: '/api/task/result/{added}' }),
  ...cases('locked', post('/api/task/send-task/scope.add', {}), { path: '/api/task/result/{added}' }),
  ...cases(
    'open',
    post('/api/task/apply/scope.add', { args: [1, 2] }),
    post('/api/task/apply/scope.fail', { args: ['no'] }),
    post('/api/task/async-apply/scope.add', { args: [1], kwargs: { y: 2 } }),
    post('/api/task/send-task/scope.echo', { args: ['<b>'], kwargs: { a: 1 } }),
    post('/api/task/send-task/no.such.task', {}),
    post('/api/task/apply/no.such.task', {}),
    post('/api/task/async-apply/no.such.task', {}),
    { ...post('/api/task/async-apply/scope.add', 'text'), differs: REASON, ours: { status: 400 } },
    { ...post('/api/task/async-apply/scope.add', { args: 7 }), differs: REASON, ours: { status: 400 } },
    { ...post('/api/task/async-apply/scope.add', { args: [1, 2], eta: 'x' }), differs: REASON, ours: { status: 400 } },
    { path: '/api/task/apply/scope.add' },
    { path: '/api/task/result/{added}' },
    { path: '/api/task/result/{failed}' },
    { path: '/api/task/result/nope' },
    {
      path: '/api/task/result/{napping}?timeout=0.2',
      differs: 'a result that does not come in time is 504, not an empty 500',
      ours: { status: 504 },
    },
    { method: 'POST', path: '/api/task/abort/{scheduled}' },
  ),
];
