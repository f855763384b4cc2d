import { expect, it } from 'vitest';
import type { TaskDetail } from '@/lib/api/views';
import type { SendAnswer } from '@/lib/tasks/send-request';
import type { StoredAnswer } from '@/lib/tasks/stored-answer';
import type { Program } from './program';
import { waitFor } from './redis-server';

export interface Publishing {
  readonly program: Program;
}

/** What a worker of `scope_routes` gives back of its delivery. */
interface Told {
  readonly args: unknown;
  readonly kwargs: unknown;
  readonly routing_key: string;
  readonly exchange: string;
  readonly priority: number | null;
  readonly timelimit: unknown;
  readonly expires: string | null;
  readonly header: unknown;
}

/** Sends a task and gives what was answered and what the worker that ran it tells. */
async function sendAndRun(program: Program, body: object): Promise<{ sent: SendAnswer; told: Told }> {
  const answer = await program.post('/api/v1/tasks', body);
  expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 201 });
  const sent = answer.body as SendAnswer;
  // Its events may be there before it is written down that we sent it.
  const isDone = ({ task }: TaskDetail): boolean => task.state === 'SUCCESS' && task.sentAt !== null;
  await program.untilTask(sent.uuid, isDone, 'its end');
  // With rpc the result comes on another way than the events.
  const stored = await waitFor(
    async () => {
      const { body: told } = await program.request(`/api/v1/tasks/${sent.uuid}/result`);
      return (told as Partial<StoredAnswer>).found === 'stored' ? told : null;
    },
    () => `the result of ${sent.uuid}`,
  );
  expect(stored).toMatchObject({ found: 'stored', status: 'SUCCESS', unread: null });
  return { sent, told: (stored as StoredAnswer).result as Told };
}

/** The same on both brokers: a worker of `scope_routes` consumes all its queues, and results can be read. */
export function publishes(given: () => Publishing): void {
  const send = (body: object) => sendAndRun(given().program, body);

  it('by the default queue where nothing else is named, with arguments as they were written', async () => {
    const args = '[12345678901234567890, "한국어 ä\\n", {"nested": [null, true, 2.50]}]';
    const { sent, told } = await send({ name: 'routed.plain', args, kwargs: { a: [1] } });
    expect(sent).toMatchObject({ queue: 'celery', exchange: '', routedBy: 'task_default_queue', notes: [] });
    expect(told).toMatchObject({ kwargs: { a: [1] }, routing_key: 'celery', exchange: '', timelimit: [null, null] });
    const { task } = await given().program.get('task', sent.uuid);
    expect(task).toMatchObject({ name: 'routed.plain', client: expect.stringMatching(/^gen|^celeryscope/) as string });
    expect(task.args).toContain('12345678901234567890');
    expect(await given().program.action('done', sent.uuid)).toMatchObject({
      name: 'send-task',
      parameters: { name: 'routed.plain', queue: 'celery' },
    });
  });

  it.each([
    ['a glob of task_routes', 'routed.glob.one', 'globbed', 'task_routes', 3],
    ['a regular expression of task_routes', 'routed.re.one', 'matched', 'task_routes', 0],
    ["the task's own class", 'routed.own', 'own', 'task', 6],
  ])('by %s', async (_what, name, queue, routedBy, priority) => {
    const { sent, told } = await send({ name });
    expect(sent).toMatchObject({ queue, exchange: '', routingKey: queue, priority, routedBy });
    expect(told).toMatchObject({ routing_key: queue, exchange: '', priority });
  });

  it('by the queue that was named, before all else', async () => {
    const { sent, told } = await send({ name: 'routed.own', queue: 'matched', priority: 9 });
    expect(sent).toMatchObject({ queue: 'matched', priority: 9, routedBy: 'option' });
    expect(told).toMatchObject({ routing_key: 'matched', priority: 9 });
  });

  it('through the topic exchange that the worker declares for its queue', async () => {
    const { sent, told } = await send({ name: 'routed.plain', queue: 'topical', routingKey: 'news.sport' });
    expect(sent).toMatchObject({ queue: 'topical', exchange: 'news', routingKey: 'news.sport', routedBy: 'option' });
    expect(told).toMatchObject({ exchange: 'news', routing_key: 'news.sport' });
  });

  it('with an eta, an expiry, time limits and a header of its own', async () => {
    const eta = new Date(Date.now() + 1500).toISOString();
    const { sent, told } = await send({
      name: 'routed.plain',
      eta,
      expires: 3600,
      timeLimit: 60,
      softTimeLimit: 50.5,
      headers: { tenant: 'acme' },
      shadow: 'shown as this',
    });
    expect(sent.eta).toBeCloseTo(Date.parse(eta) / 1000, 2);
    expect(told).toMatchObject({ timelimit: [60, 50.5], header: 'acme' });
    expect(Date.parse(told.expires ?? '')).toBeGreaterThan(Date.now() + 3_000_000);
    const { task } = await given().program.get('task', sent.uuid);
    expect(task.startedAt).toBeGreaterThanOrEqual(sent.eta ?? Infinity);
  });

  it('not what no worker knows, unless it is asked for, and then says so', async () => {
    const { program } = given();
    expect(await program.post('/api/v1/tasks', { name: 'nobody.knows' })).toMatchObject({
      status: 404,
      body: { code: 'task_unregistered' },
    });
    const answer = await program.post('/api/v1/tasks', { name: 'nobody.knows', unregistered: true });
    expect(answer).toMatchObject({ status: 201, body: { queue: 'celery', notes: ['not-registered'] } });
    const { uuid } = answer.body as SendAnswer;
    const { task } = await program.untilTask(uuid, (t) => t.task.state === 'FAILURE', 'its end');
    expect(task.exceptionType).toBe('NotRegistered');
  });

  it('nothing of a body that is none', async () => {
    const { program } = given();
    const deep = '['.repeat(200) + ']'.repeat(200);
    const bodies: readonly object[] = [
      {},
      { name: '' },
      { name: 'routed.plain', args: '{}' },
      { name: 'routed.plain', args: deep },
      { name: 'routed.plain', kwargs: [] },
      { name: 'routed.plain', args: [12345678901234567890] },
      { name: 'routed.plain', priority: 1.5 },
      { name: 'routed.plain', priority: 256 },
      { name: 'routed.plain', countdown: -1 },
      { name: 'routed.plain', eta: 'tomorrow' },
      { name: 'routed.plain', uuid: 'a b' },
      { name: 'routed.plain', headers: { task: 'other' } },
      { name: 'routed.plain', headers: { 'x-death': 'no' } },
      { name: 'routed.plain', link: { task: 'other' } },
    ];
    for (const body of bodies)
      expect((await program.post('/api/v1/tasks', body)).status, JSON.stringify(body).slice(0, 80)).toBe(400);
    const huge = await program.post('/api/v1/tasks', { name: 'routed.plain', args: ['x'.repeat(1_100_000)] });
    expect(huge.status).toBe(413);
    const proto = JSON.parse('{"name": "routed.plain", "kwargs": {"__proto__": {"polluted": 1}}}') as object;
    expect((await program.post('/api/v1/tasks', proto)).status).not.toBe(500);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('no second task with an id that is known', async () => {
    const { program } = given();
    const { sent } = await send({ name: 'routed.plain', uuid: 'my-own:id.1' });
    expect(sent.uuid).toBe('my-own:id.1');
    expect(await program.post('/api/v1/tasks', { name: 'routed.plain', uuid: sent.uuid })).toMatchObject({
      status: 409,
      body: { code: 'uuid_known' },
    });
  });
}
