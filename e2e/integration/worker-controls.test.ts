import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TaskPage } from '@/lib/api/views';
import type { Action, ActionAnswer } from '@/lib/cluster/action';
import { sendTasks, startWorker, type Call, type CeleryWorker } from '../support/celery-worker';
import { startProgram, temporaryFolder, type Answered, type Answers, type Program } from '../support/program';
import { startRedis, type RedisServer } from '../support/redis-server';
import { stopAll } from '../support/stop-all';

const W1 = 'w1@alpha';
const W2 = 'w2@alpha';
const folder = temporaryFolder();
let redis: RedisServer;
let program: Program;
let workers: CeleryWorker[] = [];

const start = () =>
  startProgram({ brokerUrl: redis.url, dataDir: folder.path, args: ['--unauthenticated-api', 'true'] });

beforeAll(async () => {
  redis = await startRedis();
  program = await start();
  workers = await Promise.all([
    startWorker({ brokerUrl: redis.url, name: W1, settings: { worker_pool_restarts: true } }),
    startWorker({ brokerUrl: redis.url, name: W2, queues: ['two'], events: false, args: ['--autoscale=3,1'] }),
  ]);
  for (const name of [W1, W2])
    await program.until('worker', name, ({ stats, conf, registered }) => Boolean(stats && conf && registered), name);
});
afterAll(() =>
  stopAll(
    () => program.stop(),
    ...workers.map((worker) => () => worker.stop()),
    () => redis.stop(),
    () => folder.remove(),
  ),
);

interface Told {
  readonly actionId: string;
  readonly answers: readonly ActionAnswer[];
  readonly summary: string;
}
const tell = (worker: string, what: string, body: object = {}): Promise<Answered> =>
  program.post(`/api/v1/workers/${encodeURIComponent(worker)}/${what}`, body);
async function told(worker: string, what: string, body: object = {}): Promise<Told> {
  const { status, body: answer } = await tell(worker, what, body);
  expect({ status, answer }).toMatchObject({ status: 200, answer: { answers: [{ from: worker }] } });
  // What the API answers there is held to its schema by its own tests.
  const { actionId, answers, summary } = answer as Told;
  const name = what.startsWith('consumers/') ? `${what.slice(10)}-consumer` : what.replace('/', '-');
  await isKept(actionId, name, { subject: { kind: 'worker', id: worker }, answers, ...body });
  return { actionId, answers, summary };
}
/** Waits for an action's entry in the audit log. */
async function isKept(
  actionId: string,
  name: string,
  { subject, answers, reason = null }: Partial<Action>,
): Promise<void> {
  const isIt = ({ id }: Action): boolean => id === actionId;
  const { actions } = await program.until('actions', '', (view) => view.actions.some(isIt), 'its entry in the log');
  const good = answers?.filter(({ outcome }) => outcome === 'ok').length;
  const outcome = good === 0 ? 'failed' : good === answers?.length ? 'done' : 'partial';
  expect(actions.find(isIt)).toMatchObject({ name, subject, answers, reason, outcome, actor: 'anonymous' });
}
const wordsOf = ({ answers }: Told) => answers.map(({ outcome, text }) => [outcome, text]);
const flower = (path: string) => program.request(path, { method: 'POST' });
const send = (...calls: readonly Call[]) => sendTasks(redis.url, calls);
const ends = (uuid: string, state: string) => program.untilTask(uuid, ({ task }) => task.state === state, state);

it('lets a pool grow and shrink, but not be emptied', async () => {
  expect(wordsOf(await told(W1, 'pool/grow', { n: 1, reason: 'rush' }))).toEqual([['ok', 'pool will grow']]);
  await program.until('worker', W1, ({ concurrency }) => concurrency === 3, 'three processes');
  expect(await program.action('done', W1)).toMatchObject({ name: 'pool-grow', reason: 'rush', parameters: { n: 1 } });
  expect(wordsOf(await told(W1, 'pool/shrink'))).toEqual([['ok', 'pool will shrink']]);
  await program.until('worker', W1, ({ concurrency }) => concurrency === 2, 'two processes');
  expect(await tell(W1, 'pool/shrink', { n: 2 })).toMatchObject({ status: 409, body: { code: 'pool_would_be_empty' } });
  expect(await program.action('refused', W1)).toMatchObject({ name: 'pool-shrink' });
});

it('says that a time limit holds only from the next pool, and it does', async () => {
  const { summary } = await told(W1, 'time-limit', { task: 'scope.nap', hard: 1 });
  expect(summary).toContain('only once');
  const [free = ''] = await send({ name: 'scope.nap', args: [2] });
  await ends(free, 'SUCCESS');
  const processesOf = ({ stats }: Answers['worker']) => (stats?.['pool'] as { processes: number[] }).processes;
  const before = processesOf(await program.get('worker', W1));
  expect(wordsOf(await told(W1, 'pool/restart'))).toEqual([['ok', 'reload started']]);
  const [killed = ''] = await send({ name: 'scope.nap', args: [20] });
  await ends(killed, 'FAILURE');
  await program.until(
    'worker',
    W1,
    (worker) => processesOf(worker).some((pid) => !before.includes(pid)),
    'another process',
  );
  await told(W1, 'time-limit', { task: 'scope.nap', soft: 1, hard: 30 });
  await told(W1, 'pool/restart');
  const [warned = ''] = await send({ name: 'scope.nap', args: [20] });
  await ends(warned, 'FAILURE');
  expect((await program.get('task', warned)).task.exception).toContain('SoftTimeLimitExceeded');
  await told(W1, 'time-limit', { task: 'scope.nap' });
});

it('sets the range of an autoscaler; where there is none, or restarts are off, it says so', async () => {
  expect(wordsOf(await told(W2, 'autoscale', { min: 2, max: 4 }))).toEqual([['ok', 'autoscale now max=4 min=2']]);
  const { stats } = await program.until(
    'worker',
    W2,
    ({ stats }) => /"processes":\[\d+,\d+\]/.test(JSON.stringify(stats)),
    'two processes',
  );
  expect(stats?.['autoscaler']).toMatchObject({ max: 4, min: 2 });
  expect(await tell(W1, 'autoscale', { min: 1, max: 2 })).toMatchObject({
    status: 409,
    body: { code: 'worker_not_autoscaled' },
  });
  expect(await tell(W2, 'pool/restart')).toMatchObject({ status: 409, body: { code: 'worker_restarts_off' } });
});

it('sets a rate limit on all workers that know the task, and takes it away for what comes from then on', async () => {
  const limit = (rate: string) => program.post('/api/v1/task-types/scope.add/rate-limit', { rate });
  expect(await limit('1/h')).toMatchObject({ status: 200, body: { summary: '2 of 2 accepted 1/h of scope.add' } });
  const add = { name: 'scope.add', args: [1, 2] };
  const [first = '', second = ''] = await send(add, add);
  await ends(first, 'SUCCESS');
  await ends(second, 'RECEIVED');
  expect(await limit('0')).toMatchObject({ body: { summary: '2 of 2 accepted no rate limit of scope.add' } });
  const [third = ''] = await send(add);
  await ends(third, 'SUCCESS');
  // Celery lets what it holds back already go by the pace that it came under.
  expect((await program.get('task', second)).task.state).toBe('RECEIVED');
  for (const rate of ['nan', '-1', '10/x', '', 'inf']) expect((await limit(rate)).status).toBe(400);
  expect((await program.post('/api/v1/task-types/scope.nope/rate-limit', { rate: '1' })).status).toBe(404);
});

it('adds and cancels a consumer, and never without a name', async () => {
  expect(wordsOf(await told(W1, 'consumers/add', { queue: 'extra' }))).toEqual([['ok', 'add consumer extra']]);
  await program.until('worker', W1, ({ queues }) => queues?.includes('extra') === true, 'that it takes from it');
  const [uuid = ''] = await send({ name: 'scope.add', args: [1, 2], options: { queue: 'extra' } });
  await ends(uuid, 'SUCCESS');
  await told(W1, 'consumers/cancel', { queue: 'extra' });
  await program.until('worker', W1, ({ queues }) => queues?.includes('extra') === false, 'that it does no more');
  const [left = '', other = ''] = await send(
    { name: 'scope.add', args: [1, 2], options: { queue: 'extra' } },
    { name: 'scope.add', args: [1, 2] },
  );
  await ends(other, 'SUCCESS');
  expect((await program.get('task', left)).task.state).toBe('SENT');
  for (const body of [{}, { queue: '' }, { queue: ['x'] }, { queue: 'a\u0006\u00163' }])
    expect((await tell(W1, 'consumers/add', body)).status).toBe(400);
});

it('makes a worker quiet over a restart of ours, and lets it take again', async () => {
  await told(W1, 'quiet', { reason: 'deploy' });
  const quieted = await program.until('worker', W1, ({ queues }) => queues?.length === 0, 'that it takes nothing');
  expect(quieted.quiet).toMatchObject({ actor: 'anonymous', reason: 'deploy', queues: ['celery'], taking: [] });
  const [uuid = ''] = await send({ name: 'scope.add', args: [1, 2] });
  expect(await tell(W1, 'quiet')).toMatchObject({ status: 409, body: { code: 'worker_no_queues' } });
  await program.stop();
  program = await start();
  for (const name of [W1, W2])
    await program.until('worker', name, ({ stats, registered }) => Boolean(stats && registered), `that ${name} tells`);
  expect((await program.get('worker', W1)).quiet).toMatchObject({ queues: ['celery'] });
  expect(wordsOf(await told(W1, 'unquiet'))).toEqual([['ok', 'add consumer celery']]);
  await ends(uuid, 'SUCCESS');
  await program.until('worker', W1, ({ quiet }) => quiet === undefined, 'that it is over');
});

it('switches task events on and off where the command line did not, and believes the worker before its tasks show it', async () => {
  const add = { name: 'scope.add', args: [1, 2], options: { queue: 'two' } };
  const tells = (expected: boolean) =>
    program.until('worker', W2, ({ taskEvents }) => taskEvents === expected, `taskEvents ${expected}`);
  expect(wordsOf(await told(W2, 'enable-events'))).toEqual([['ok', 'task events enabled']]);
  await tells(true);
  const [heard = ''] = await send(add);
  await ends(heard, 'SUCCESS');
  expect(wordsOf(await told(W2, 'disable-events'))).toEqual([['ok', 'task events disabled']]);
  const { processed } = await tells(false);
  const unheard = await send(add, add);
  for (const uuid of unheard) await ends(uuid, 'SENT');
  // The last heartbeat may be older than the task that was heard: with two more, one at least was not.
  await program.until('worker', W2, (worker) => (worker.processed ?? 0) >= (processed ?? 0) + 2, 'that it ran more');
  for (const uuid of unheard) expect((await program.get('task', uuid)).task.state).toBe('SENT');
  await told(W2, 'enable-events');
  await tells(true);
  expect(wordsOf(await told(W1, 'disable-events'))).toEqual([['ok', 'task events already disabled']]);
  expect((await program.get('worker', W1)).taskEvents).toBe(true);
});

it('revokes by stamp what comes later, and what runs where it is told to', async () => {
  const stamped = { stamped_headers: ['job'], job: 'night' };
  const body = { headers: { job: 'night' }, reason: 'bad input' };
  expect(await program.post('/api/v1/tasks/revoke-by-headers', body)).toMatchObject({
    status: 200,
    body: { summary: '2 of 2 workers took note' },
  });
  const [revoked = '', other = ''] = await send(
    { name: 'scope.add', args: [1, 2], options: stamped },
    { name: 'scope.add', args: [1, 2], options: { ...stamped, job: 'day' } },
  );
  await ends(revoked, 'REVOKED');
  await ends(other, 'SUCCESS');
  expect((await program.post('/api/v1/tasks/revoke-by-headers', { headers: {} })).status).toBe(400);
  const stamps = { stamped_headers: ['batch'], batch: 'b1' };
  const [running = ''] = await send({ name: 'scope.nap', args: [60], options: { queue: 'two', ...stamps } });
  await ends(running, 'STARTED');
  expect(
    await program.post('/api/v1/tasks/revoke-by-headers', { headers: { batch: 'b1' }, terminate: true }),
  ).toMatchObject({ body: { summary: '2 of 2 workers took note: 1 terminated running ones, 1 ran none' } });
  await ends(running, 'REVOKED');
});

it('says in lists that a task which waits was revoked', async () => {
  const [uuid = ''] = await send({ name: 'scope.add', args: [1, 2], options: { countdown: 600 } });
  await ends(uuid, 'RECEIVED');
  expect((await program.post(`/api/v1/tasks/${uuid}/revoke`)).status).toBe(200);
  const whyOf = ({ tasks }: TaskPage) => tasks.find((task) => task.uuid === uuid)?.waits;
  const page = await program.until('tasks', '', (view) => whyOf(view)?.key === 'tasks.why.revoked', 'its reason');
  expect(whyOf(page)?.values).toMatchObject({ from: 'here' });
});

it('tells who is silent and who did it, keeps both, and the silent one does it later', async () => {
  const frozen = workers[1]?.pid ?? 0;
  const silent = [['no-reply', 'no reply in 3 s']];
  process.kill(frozen, 'SIGSTOP');
  try {
    const [partial, ...alone] = await Promise.all([
      program.post('/api/v1/task-types/scope.add/rate-limit', { rate: '100/s', reason: 'one is silent' }),
      told(W2, 'consumers/add', { queue: 'late' }),
      told(W2, 'consumers/cancel', { queue: 'elsewhere' }),
      told(W2, 'autoscale', { min: 1, max: 3 }),
      told(W2, 'rate-limit', { task: 'scope.nap', rate: '1/m' }),
      told(W2, 'time-limit', { task: 'scope.nap', soft: 5 }),
      told(W2, 'enable-events'),
    ]);
    for (const one of alone) expect(wordsOf(one)).toEqual(silent);
    expect(partial.body).toMatchObject({ summary: '1 of 2 accepted 100/s of scope.add' });
    const { actionId, answers } = partial.body as Told;
    expect(answers.map(({ from, outcome }) => [from, outcome])).toEqual([
      [W1, 'ok'],
      [W2, 'no-reply'],
    ]);
    await isKept(actionId, 'rate-limit', { subject: { kind: 'cluster', id: '' }, answers, reason: 'one is silent' });
  } finally {
    process.kill(frozen, 'SIGCONT');
  }
  await program.until('worker', W2, ({ queues }) => queues?.includes('late') === true, 'that it did what it was told');
});

it('answers Flower’s paths in Flower’s words, refusals in the worker’s', async () => {
  const cases = [
    [`worker/pool/grow/${W1}?n=1`, 200, { message: `Growing '${W1}' worker's pool by 1` }],
    [`worker/pool/shrink/${W1}`, 200, { message: `Shrinking '${W1}' worker's pool by 1` }],
    [`worker/pool/restart/w1%40alpha`, 200, { message: `Restarting '${W1}' worker's pool` }],
    [`worker/pool/restart/${W2}`, 403, `Failed to restart the '${W2}' pool: ValueError('Pool restarts not enabled')`],
    [`worker/pool/autoscale/${W2}?min=2&max=4`, 200, { message: `Autoscaling '${W2}' worker (min=2, max=4)` }],
    [
      `worker/pool/autoscale/${W1}?min=2&max=4`,
      403,
      `Failed to autoscale '${W1}' worker: ValueError('Autoscale not enabled')`,
    ],
    [`worker/pool/autoscale/${W2}`, 400, "Invalid argument '[]' of type 'int'"],
    [`worker/pool/grow/zzz?n=x`, 404, "Unknown worker 'zzz'"],
    [`worker/pool/grow/${W1}?n=x`, 400, "Invalid argument 'x' of type 'int'"],
    [`worker/queue/add-consumer/${W1}?queue=jokes`, 200, { message: 'add consumer jokes' }],
    [`worker/queue/add-consumer/${W1}`, 400, "Missing argument 'queue'"],
    [`worker/queue/cancel-consumer/${W1}?queue=jokes`, 200, { message: 'no longer consuming from jokes' }],
    [`task/timeout/scope.nap?workername=${W1}&soft=30&hard=60`, 200, { message: 'time limits set successfully' }],
    [`task/timeout/scope.nope?workername=${W1}`, 404, "Unknown task 'scope.nope'"],
    ['task/timeout/scope.nap', 404, "Unknown worker '[]'"],
    [`task/rate-limit/scope.nap?workername=${W1}&ratelimit=10/m`, 200, { message: 'new rate limit set successfully' }],
    [
      `task/rate-limit/scope.nap?workername=${W1}&ratelimit=garbage`,
      403,
      `Failed to set rate limit: 'Invalid rate limit string: ValueError("could not convert string to float: 'garbage'")'`,
    ],
    [`task/rate-limit/scope.nap?workername=${W1}&ratelimit=nan`, 400, "Invalid argument 'ratelimit'"],
    ['task/revoke/xyz', 200, { message: "Revoked 'xyz'" }],
    ['task/revoke/xyz?terminate=maybe', 400, "Invalid argument 'maybe' of type 'bool'"],
  ] as const;
  for (const [path, status, body] of cases)
    expect([path, await flower(`/api/${path}`)]).toEqual([path, { status, body }]);
});

it('watches a worker that is told to stop, for Celery sends no answer to it', async () => {
  const { answers, summary } = await told(W2, 'shutdown', { reason: 'done with it' });
  expect(answers).toMatchObject([{ outcome: 'ok', text: 'said worker-offline: it stops' }]);
  expect(summary).toBe('It stops');
  expect(await tell(W2, 'shutdown')).toMatchObject({ status: 409, body: { code: 'worker_gone' } });
  expect(await flower(`/api/worker/shutdown/${W2}`)).toEqual({ status: 200, body: { message: 'Shutting down!' } });
  const kept = ({ name, outcome, reason }: Action) => `${name} ${outcome} ${reason ?? ''}`;
  await program.until(
    'actions',
    '',
    ({ actions }) => actions.map(kept).includes('shutdown done done with it'),
    'its entry in the log',
  );
});
