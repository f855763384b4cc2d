import { cases, SIGNED_IN, type FlowerCase } from './flower-case';

const REASON = 'a bad request is told with a reason';
const SIGNATURE = 'signatures are known to workers only: the task is sent, and fails there';
const NO_BACKEND = 'that there is no result backend is told, not left to an empty 503';
const TIMEOUT = 'a timeout that is no number is told with a reason, not by an empty 500';
const post = (path: string, json: unknown): FlowerCase => ({ method: 'POST', path, json });

const SENDING: readonly string[] = [
  '/api/task/apply/scope.add',
  '/api/task/async-apply/scope.add',
  '/api/task/send-task/scope.add',
  '/api/task/abort/{scheduled}',
];
/** Both look into the result backend once, right after they published; whether the worker was quicker is chance. */
const raced = (one: FlowerCase, ended: 'SUCCESS' | 'FAILURE'): FlowerCase => ({
  ...one,
  atThatInstant: { states: ['PENDING', ended], because: 'the worker may end the task before the backend is read' },
});
/** No worker consumes from it, so that no task there ever has another state. */
const queue = 'nobody-consumes';

/** Where no result backend is set up. */
export const BACKENDLESS_CASES: readonly FlowerCase[] = [
  ...['async-apply', 'send-task'].map((way) => ({
    ...post(`/api/task/${way}/scope.add`, { args: [1, 2] }),
    differs: 'the state is told always: PENDING where nobody can know it; Flower leaves it out',
    ours: { status: 200, text: /^{"task-id":"[\da-f-]{36}","state":"PENDING"}$/ },
  })),
  {
    ...post('/api/task/apply/scope.add', { args: [1, 2] }),
    differs: 'what no result can come of is refused, not sent and then answered by an empty 500',
    ours: { status: 503 },
  },
  { path: '/api/task/result/nope', differs: NO_BACKEND, ours: { status: 503, text: /result backend/ } },
  { method: 'POST', path: '/api/task/abort/nope', differs: NO_BACKEND, ours: { status: 503, text: /result backend/ } },
];

/** Everything that sends tasks or reads their results. */
export const PUBLISH_CASES: readonly FlowerCase[] = [
  ...cases('closed', ...SENDING.map((path) => post(path, {})), { path: '/api/task/result/{added}' }),
  ...cases(
    'locked',
    ...SENDING.flatMap((path) => [post(path, {}), { ...post(path, {}), headers: SIGNED_IN }]),
    { path: '/api/task/result/{added}' },
    { path: '/api/task/result/{added}', headers: SIGNED_IN },
  ),
  ...cases(
    'open',
    post('/api/task/apply/scope.add', { args: [1, 2] }),
    post('/api/task/apply/scope.fail', { args: ['no'] }),
    raced(post('/api/task/async-apply/scope.add', { args: [1], kwargs: { y: 2 } }), 'SUCCESS'),
    raced(post('/api/task/send-task/scope.echo', { args: ['<b>'], kwargs: { a: 1 } }), 'SUCCESS'),
    raced(post('/api/task/send-task/no.such.task', {}), 'FAILURE'),
    post('/api/task/async-apply/scope.add', { args: [1, 2], queue }),
    post('/api/task/send-task/scope.add', { args: [1, 2], queue }),
    // The backend holds a result under this id already: what it says is told, not what is known of new tasks.
    post('/api/task/async-apply/scope.add', { args: [1, 2], queue, task_id: 'stored-{own}' }),
    post('/api/task/send-task/scope.add', { args: [1, 2], queue, task_id: 'stored-too-{own}' }),
    post('/api/task/async-apply/scope.add', { args: [1, 2], eta: '2040-01-02 03:04:05.678' }),
    post('/api/task/async-apply/scope.add', { args: [1, 2], countdown: 3600, expires: 7200 }),
    post('/api/task/async-apply/scope.add', { args: [1, 2], queue, expires: '2040-01-02 03:04:05.678' }),
    post('/api/task/send-task/scope.add', { args: [1, 2], queue, countdown: 10, expires: 60, priority: 3 }),
    {
      ...post('/api/task/async-apply/scope.add', { args: [1, 2], queue, task_id: '{failed}' }),
      differs: 'no second task gets an id that is known',
      ours: { status: 409 },
    },
    { ...post('/api/task/async-apply/scope.add', { args: [1] }), differs: SIGNATURE, ours: { status: 200 } },
    post('/api/task/apply/no.such.task', {}),
    post('/api/task/async-apply/no.such.task', {}),
    { ...post('/api/task/async-apply/scope.add', 'text'), differs: REASON, ours: { status: 400 } },
    { ...post('/api/task/async-apply/scope.add', { args: 7 }), differs: REASON, ours: { status: 400 } },
    { ...post('/api/task/async-apply/scope.add', { args: [1, 2], eta: 'x' }), differs: REASON, ours: { status: 400 } },
    { ...post('/api/task/async-apply/scope.add', { countdown: 'x' }), differs: REASON, ours: { status: 400 } },
    { ...post('/api/task/async-apply/scope.add', { expires: 'x' }), differs: REASON, ours: { status: 400 } },
    { ...post('/api/task/apply/scope.add', []), differs: REASON, ours: { status: 400 } },
    { ...post('/api/task/send-task/scope.add', { args: {} }), differs: REASON, ours: { status: 400 } },
    { method: 'POST', path: '/api/task/send-task/scope.add', raw: '{"args"', differs: REASON, ours: { status: 400 } },
    { path: '/api/task/send-task/scope.add' },
    { path: '/api/task/abort/{scheduled}' },
    { path: '/api/task/apply/scope.add' },
    { path: '/api/task/result/{added}' },
    { path: '/api/task/result/{failed}' },
    { path: '/api/task/result/{retried}' },
    { path: '/api/task/result/{scheduled}' },
    { path: '/api/task/result/nope' },
    { path: '/api/task/result/{added}?timeout=5' },
    { path: '/api/task/result/{added}?timeout=soon', differs: TIMEOUT, ours: { status: 400 } },
    {
      path: '/api/task/result/{napping}?timeout=0.2',
      differs: 'a result that does not come in time is 504, not an empty 500',
      ours: { status: 504 },
    },
    { method: 'POST', path: '/api/task/abort/{scheduled}' },
    { path: '/api/task/result/{scheduled}' },
    { method: 'POST', path: '/api/task/abort/nobody-{own}' },
  ),
];
