import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runPython, startWorker, type CeleryWorker } from '../support/celery-worker';
import { startProgram, temporaryFolder, type Answers, type Program } from '../support/program';
import { startRedis, type RedisServer } from '../support/redis-server';
import { stopAll } from '../support/stop-all';

const folder = temporaryFolder();
let redis: RedisServer;
let program: Program;
let worker: CeleryWorker;
let settings: Readonly<Record<string, unknown>>;

beforeAll(async () => {
  redis = await startRedis();
  settings = { result_backend: redis.url.replace(/0$/, '1'), result_extended: true };
  program = await startProgram({ brokerUrl: redis.url, dataDir: folder.path });
  worker = await startWorker({ brokerUrl: redis.url, name: 'w1@alpha', settings });
  await program.until('workers', '', ({ workers }) => workers.length === 1, 'the worker');
});
afterAll(() =>
  stopAll(
    () => worker.stop(),
    () => program.stop(),
    () => redis.stop(),
    () => folder.remove(),
  ),
);

describe('retry', () => {
  // Python reads and writes the long number as it is; JavaScript could not.
  const args = '["한국어 ä\\n\\" 🐢", {"nested": [1, [2.5, null, true]]}, 12345678901234567890, 0]';
  const kwargs = '{"when": "2026-11-21T10:00:00+00:00", "odd key": {"α": []}}';
  const send = async (options: string, change: object = {}, values = args): Promise<string> =>
    (
      await runPython(
        ['send.py'],
        redis.url,
        { ...settings, ...change },
        `{"name": "scope.echo", "args": ${values}, "kwargs": ${kwargs}, "options": ${options}}`,
      )
    ).trim();
  const storedResult = async (uuid: string): Promise<string> => {
    const results = redis.client.duplicate({ db: 1 });
    try {
      return (await results.get(`celery-task-meta-${uuid}`)) ?? '';
    } finally {
      results.disconnect();
    }
  };
  /** Retries the task and gives what the new one got, as a worker really received it. */
  const runAgain = async (uuid: string, source: string, body = {}): Promise<string> => {
    const answer = await program.post(`/api/v1/tasks/${uuid}/retry`, body);
    expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 201, body: { source } });
    const { uuid: again } = answer.body as { uuid: string };
    // Its events may be there before it is written down that we sent it.
    const isDone = ({ task: t }: Answers['task']): boolean => t.state === 'SUCCESS' && t.retryOf !== null;
    const { task } = await program.untilTask(again, isDone, 'the run of the retry');
    expect(task).toMatchObject({ retryOf: uuid, name: 'scope.echo', queue: 'celery' });
    const { retriedAs } = await program.untilTask(uuid, (t) => t.retriedAs.length > 0, 'that it was sent again');
    expect(retriedAs).toEqual([again]);
    expect(await program.action('done', uuid)).toMatchObject({ name: 'retry' });
    return storedResult(again);
  };
  const expected = async (uuid: string): Promise<unknown> => {
    await program.untilTask(uuid, (t) => t.task.state === 'SUCCESS', 'its end');
    return resultText(await storedResult(uuid));
  };
  /** The worker may have been asked in the instant in which it ran them, and have told their arguments. */
  const isListedNoMore = (...uuids: readonly string[]): Promise<Answers['worker']> =>
    program.until(
      'worker',
      'w1@alpha',
      ({ activeTasks, reservedTasks }) =>
        ![...(activeTasks ?? []), ...(reservedTasks ?? [])].some(({ uuid }) => uuids.includes(uuid)),
      'that no answer of the worker lists them',
    );
  const resultText = (stored: string): unknown => /"result": (\{.*?\}), "traceback"/.exec(stored)?.[1];

  it('keeps what the message of a task that waits for its time holds', async () => {
    const uuid = await send('{"countdown": 600, "priority": 3}');
    await program.untilTask(uuid, (t) => t.task.state === 'RECEIVED', 'its receipt');
    const preview = await program.request(`/api/v1/tasks/${uuid}/message`);
    expect(preview.body).toMatchObject({ source: 'unacked message', queue: 'celery', priority: 3 });
    const stored = await runAgain(uuid, 'unacked message');
    expect(stored).toContain('12345678901234567890');
    expect(resultText(stored)).toBe(await expected(await send('{}')));
  });

  it('keeps what a message in its queue holds', async () => {
    const uuid = await send('{"queue": "later"}');
    await program.untilTask(uuid, (t) => t.task.state === 'SENT', 'its sending');
    const stored = await runAgain(uuid, 'queue message', { queue: 'celery' });
    expect(stored).toContain('12345678901234567890');
    expect(resultText(stored)).toContain('"when": "2026-11-21T10:00:00+00:00"');
  });

  it('keeps what the result backend holds of a task that ended', async () => {
    const uuid = await send('{}', {}, '["한국어 ä\\n\\"", {"nested": [1, [2.5, null, true]]}]');
    const result = await expected(uuid);
    await isListedNoMore(uuid);
    expect(resultText(await runAgain(uuid, 'result backend'))).toBe(result);
  });

  it('keeps real dates, from the message and from the result backend, and does not guess them from a text', async () => {
    const code = [
      'from datetime import datetime, timezone',
      'from decimal import Decimal',
      'from scope_tasks import echo',
      'when = datetime(2026, 11, 21, 10, 0, tzinfo=timezone.utc)',
      'for countdown in (600, None):',
      '    print(echo.apply_async([when], {"price": Decimal("9.90")}, countdown=countdown).id)',
    ].join('\n');
    const [uuid = '', ended = ''] = (await runPython(['-c', code], redis.url, settings)).trim().split('\n');
    await program.untilTask(uuid, (t) => t.task.state === 'RECEIVED', 'its receipt');
    const fromMessage = resultText(await runAgain(uuid, 'unacked message'));
    expect(fromMessage).toContain('"__type__": "datetime"');
    expect(fromMessage).toContain('"__type__": "decimal"');
    expect(fromMessage).toBe(await expected(ended));
    await isListedNoMore(ended);
    const answer = await program.post(`/api/v1/tasks/${ended}/retry`);
    expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 201, body: { source: 'result backend' } });
    const { uuid: again } = answer.body as { uuid: string };
    expect(await expected(again)).toBe(fromMessage);
  });

  it('sends edited arguments as they were edited, and refuses what is no list', async () => {
    const uuid = await send('{}', {}, '[1]');
    await expected(uuid);
    const stored = await runAgain(uuid, 'edited', { args: '[12345678901234567890]', kwargs: { a: 1 } });
    expect(resultText(stored)).toBe('{"args": [12345678901234567890], "kwargs": {"a": 1}}');
    expect(await program.post(`/api/v1/tasks/${uuid}/retry`, { args: '{"a": 1}' })).toMatchObject({ status: 400 });
  });

  it('takes the text of the events where nothing else is left, and only if it is whole and plain', async () => {
    const plain = await send('{}', {}, '["한국어", [1, 2.5, null, true]]');
    const cut = await send('{}', {}, JSON.stringify([Array.from({ length: 500 }, (_each, n) => n)]));
    for (const uuid of [plain, cut]) {
      await program.untilTask(uuid, (t) => t.task.state === 'SUCCESS', 'its end');
      const results = redis.client.duplicate({ db: 1 });
      await results.del(`celery-task-meta-${uuid}`);
      results.disconnect();
    }
    await isListedNoMore(plain, cut);
    const stored = await runAgain(plain, 'event repr');
    expect(JSON.parse(stored)).toMatchObject({
      result: { args: ['한국어', [1, 2.5, null, true]], kwargs: { 'odd key': { α: [] } } },
    });
    const refused = await program.post(`/api/v1/tasks/${cut}/retry`);
    expect(refused).toMatchObject({ status: 409, body: { code: 'args_unknown' } });
    expect(JSON.stringify(refused.body)).toContain('not whole and plain (cut)');
    expect(await program.action('refused', cut)).toMatchObject({ name: 'retry' });
  });

  it('of an unknown task is refused', async () => {
    expect(await program.post('/api/v1/tasks/no-such-task/retry')).toMatchObject({
      status: 404,
      body: { code: 'task_unknown' },
    });
  });
});
