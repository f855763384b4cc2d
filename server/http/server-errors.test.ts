import { describe, expect, it } from 'vitest';
import { StoreError } from '../store/store';
import { FakeCollector, fakeReader, getJson as get, postJson as post, testServer } from './server.fixture';

describe('the errors of the API', () => {
  it.each([
    ['/api/v1/tasks?q=state:(', 400, 'bad_filter'],
    ['/api/v1/tasks?sort=colour', 400, 'bad_sort'],
    ['/api/v1/tasks?limit=501', 400, 'bad_limit'],
    ['/api/v1/tasks?from=yesterday', 400, 'bad_from'],
    ['/api/v1/lanes?from=yesterday', 400, 'bad_from'],
    ['/api/v1/lanes?to=x', 400, 'bad_to'],
    ['/api/v1/lanes?from=now&to=-1h', 400, 'bad_params'],
    ['/api/v1/lanes?from=-30d', 400, 'bad_params'],
    ['/api/v1/marks?from=5', 400, 'bad_params'],
    [`/api/v1/tasks?q=${'x'.repeat(5000)}`, 400, 'bad_request'],
    ['/api/v1/overview?period=2y', 400, 'bad_request'],
    ['/api/v1/findings?state=maybe', 400, 'bad_request'],
    ['/api/v1/actions?limit=0', 400, 'bad_request'],
    ['/api/v1/tasks/none', 404, 'task_unknown'],
    ['/api/v1/workers/none', 404, 'worker_unknown'],
    ['/api/v1/queues/none', 404, 'queue_unknown'],
    ['/api/v1/nothing', 404, 'not_found'],
    ['/api/', 404, 'not_found'],
    ['/api/v1/tasks/%ff', 400, 'bad_url'],
  ])('%s is %i %s', async (url, status, code) => {
    const server = await testServer();
    const answer = await get(server, url);
    expect(answer).toMatchObject({ status, type: 'application/problem+json; charset=utf-8', body: { status, code } });
    expect(answer.body['requestId']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('names the place in the filter', async () => {
    const { body } = await get(await testServer(), '/api/v1/tasks?q=state:(');
    expect(body).toMatchObject({ field: 'q', from: 6, detail: expect.stringContaining('character 7') as string });
  });

  it('is 503 before the first frame and while the store can’t be read', async () => {
    const collector = new FakeCollector();
    collector.cluster = null;
    expect(await get(await testServer({ collector }), '/api/v1/workers')).toMatchObject({
      status: 503,
      body: { code: 'starting' },
    });
    const reader = fakeReader({
      tasks: () => {
        throw new StoreError('damaged', 'The file is damaged.');
      },
    });
    expect(await get(await testServer({ reader }), '/api/v1/tasks')).toMatchObject({
      status: 503,
      body: { code: 'store_damaged' },
    });
  });

  it('is 500 without a word about the cause, which the log has', async () => {
    const reader = fakeReader({
      tasks: () => {
        throw new Error('the secret cause');
      },
    });
    const server = await testServer({ reader });
    const { status, body } = await get(server, '/api/v1/tasks');
    expect({ status, code: body['code'] }).toEqual({ status: 500, code: 'internal' });
    expect(JSON.stringify(body)).not.toContain('secret');
    expect(server.log()).toContain('the secret cause');
    const { requestId } = body;
    expect(JSON.parse(server.log())).toMatchObject({ requestId, msg: 'GET /api/v1/tasks failed.' });
  });

  it('hands on what the collector refuses', async () => {
    const collector = new FakeCollector();
    delete collector.answers.retry;
    expect(await post(await testServer({ collector }), '/api/v1/tasks/known/retry')).toMatchObject({
      status: 409,
      body: { code: 'args_unknown' },
    });
  });
});
