import { expect, it } from 'vitest';
import type { Answered } from './program';
import type { Publishing } from './publishing';

/** Flower's paths of tasks that are sent, with a worker of `scope_routes` and results that can be read. */
export function answersAsFlower(given: () => Publishing): void {
  // As scripts do it: JSON that says it is a form.
  const post = (path: string, body: object | string = ''): Promise<Answered> =>
    given().program.request(`/api/task/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const result = (rest: string): Promise<Answered> => given().program.request(`/api/task/result/${rest}`);
  const idOf = ({ body }: Answered): string => (body as { 'task-id': string })['task-id'];

  it('apply waits for the result, of a failure as well', async () => {
    const done = await post('apply/scope.add', { args: [1, 2] });
    expect(done).toEqual({
      status: 200,
      body: { 'task-id': expect.any(String) as string, result: 3, state: 'SUCCESS' },
    });
    const failed = await post('apply/scope.fail', { args: ['no stock'] });
    expect(failed).toMatchObject({ status: 200, body: { result: "ValueError('no stock')", state: 'FAILURE' } });
    expect((failed.body as { traceback: string }).traceback).toContain('Traceback');
  });

  it('async-apply and send-task answer at once, and the result can be had', async () => {
    for (const way of ['async-apply', 'send-task']) {
      const sent = await post(`${way}/scope.echo`, { args: ['a'], kwargs: { b: 1 }, queue: 'matched' });
      // The worker may have been quicker than the look into the result backend.
      const state = expect.stringMatching(/^(PENDING|SUCCESS)$/) as string;
      expect(sent).toEqual({ status: 200, body: { 'task-id': expect.any(String) as string, state } });
      const uuid = idOf(sent);
      expect(await result(`${uuid}?timeout=20`)).toEqual({
        status: 200,
        body: { 'task-id': uuid, state: 'SUCCESS', result: { args: ['a'], kwargs: { b: 1 } } },
      });
      expect(await given().program.action('done', uuid)).toMatchObject({ name: 'send-task' });
    }
  });

  it('send-task does not look at the class of the task, the other two do', async () => {
    const queueOf = async (way: string): Promise<unknown> => {
      const uuid = idOf(await post(`${way}/routed.own`));
      const { body } = await result(`${uuid}?timeout=20`);
      return (body as { result: { routing_key: string } }).result.routing_key;
    };
    expect([await queueOf('async-apply'), await queueOf('send-task')]).toEqual(['own', 'celery']);
  });

  it('a result that does not come in time is a 504, and one that is not there is pending', async () => {
    const uuid = idOf(await post('async-apply/scope.echo', { countdown: 300 }));
    expect(await result(uuid)).toEqual({ status: 200, body: { 'task-id': uuid, state: 'PENDING' } });
    expect(await result(`${uuid}?timeout=0.3`)).toMatchObject({ status: 504 });
    expect(await result(`${uuid}?timeout=soon`)).toMatchObject({ status: 400 });
  });

  it('refuses what Flower refuses, with its status', async () => {
    expect(await post('async-apply/nobody.knows')).toEqual({ status: 404, body: '' });
    expect(await post('apply/nobody.knows')).toEqual({ status: 404, body: '' });
    for (const body of ['{', '[]', '{"args": 1}', '{"eta": "tomorrow"}', '{"countdown": "x"}', '{"expires": []}'])
      expect((await post('async-apply/scope.echo', body)).status, body).toBe(400);
    expect((await given().program.request('/api/task/async-apply/scope.echo')).status).toBe(405);
  });
}
