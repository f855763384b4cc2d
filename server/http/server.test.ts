import type { z } from 'zod';
import { describe, expect, it } from 'vitest';
import * as schemas from '@/lib/api/schemas';
import { StoreError } from '../store/store';
import { NOW, QUEUE, snapshot, WORKER } from './cluster.fixture';
import { ENDPOINTS } from './routes';
import { FakeCollector, fakeReader, testServer, type TestServer } from './server.fixture';

const get = async (server: TestServer, url: string) => {
  const response = await server.app.inject({ method: 'GET', url });
  return {
    status: response.statusCode,
    type: response.headers['content-type'],
    body: response.json<Record<string, unknown>>(),
  };
};
const post = async (server: TestServer, url: string, payload: object = {}) => {
  const response = await server.app.inject({ method: 'POST', url, payload });
  return { status: response.statusCode, body: response.json<Record<string, unknown>>() };
};

describe('the answers of the API', () => {
  it.each<[string, z.ZodType]>([
    ['/api/v1/status', schemas.StatusView],
    ['/api/v1/overview?period=6h', schemas.Overview],
    ['/api/v1/workers', schemas.WorkersView],
    [`/api/v1/workers/${encodeURIComponent(WORKER)}`, schemas.WorkerAnswer],
    ['/api/v1/queues', schemas.QueuesView],
    [`/api/v1/queues/${encodeURIComponent(QUEUE)}`, schemas.QueueAnswer],
    ['/api/v1/tasks?q=state:FAILURE&from=-1h&to=now&sort=-runtime&limit=500', schemas.TaskPage],
    ['/api/v1/tasks/facets', schemas.TaskFacets],
    ['/api/v1/tasks/known', schemas.TaskAnswer],
    ['/api/v1/findings?state=all', schemas.FindingsView],
    ['/api/v1/actions', schemas.ActionsView],
  ])('%s is as OpenAPI says', async (url, schema) => {
    const { status, type, body } = await get(await testServer(), url);
    expect({ status, type }).toEqual({ status: 200, type: 'application/json; charset=utf-8' });
    schema.parse(body);
  });

  it('say who works and who is ready without being asked who asks', async () => {
    const server = await testServer({ rules: { users: [{ name: 'ada', password: 'secret' }] } });
    expect((await get(server, '/api/v1/health')).body).toEqual({ status: 'ok', version: '1.2.3', uptimeSeconds: 10 });
    expect((await get(server, '/api/v1/ready')).body).toEqual({ ready: true, reasons: [] });
  });

  it('are not ready while the broker is lost, and name no host then', async () => {
    const collector = new FakeCollector();
    const now = snapshot();
    collector.cluster = {
      ...now,
      broker: { ...now.broker, state: 'lost', error: 'secret-host is down', errorCode: 'ECONNREFUSED' },
    };
    const { status, body } = await get(await testServer({ collector }), '/api/v1/ready');
    expect({ status, body }).toEqual({
      status: 503,
      body: { ready: false, reasons: ['the broker is lost (ECONNREFUSED)'] },
    });
  });

  it('count events, tasks, workers and the store in stats', async () => {
    const { body } = await get(await testServer(), '/api/v1/stats');
    expect(body).toMatchObject({
      events: { received: 100, perSecond: 2, malformed: 1, lost: null, lagSeconds: 0.1 },
      tasks: { byState: { SUCCESS: 4 } },
      workers: { total: 1, up: 1, slots: 4, slotsBusy: 1 },
      store: { tasks: 4, bytes: 4096 },
    });
  });

  it('keep the counts of a worker and of a queue under their own names', async () => {
    const server = await testServer();
    const one = await get(server, `/api/v1/workers/${encodeURIComponent(WORKER)}`);
    expect(one.body).toMatchObject({ hostname: WORKER, reserved: 2, scheduled: 0, registered: ['mail.send'] });
    const other = await get(server, `/api/v1/queues/${encodeURIComponent(QUEUE)}`);
    expect(other.body).toMatchObject({ name: QUEUE, consumers: 1, unacked: 1, ready: 3 });
  });

  it('give a task both as itself and as what its page shows', async () => {
    const { body } = await get(await testServer(), '/api/v1/tasks/known');
    expect(body).toMatchObject({
      uuid: 'known',
      state: 'RECEIVED',
      task: { uuid: 'known' },
      findings: [{ id: 'f1', sentence: expect.any(String) as string }],
    });
  });

  it('say why a task waits, with evidence', async () => {
    const { body } = await get(await testServer(), '/api/v1/tasks/known/why');
    expect(body).toMatchObject({ verdict: 'prefetched', sentence: expect.stringContaining(WORKER) as string });
    expect(body['evidence']).not.toHaveLength(0);
  });

  it('give the live feed’s views over REST, null for what is unknown', async () => {
    const server = await testServer();
    expect((await get(server, '/api/v1/views/queue?name=none&period=1h')).body).toBeNull();
    expect((await get(server, `/api/v1/views/worker?hostname=${encodeURIComponent(WORKER)}`)).body).toMatchObject({
      worker: { hostname: WORKER },
      running: [],
    });
    expect((await get(server, '/api/v1/views/constructor')).status).toBe(404);
  });

  it.each(['', '/celery'])('describe every request in OpenAPI, relative to the prefix "%s"', async (urlPrefix) => {
    const { body } = await get(await testServer({ urlPrefix }), `${urlPrefix}/api/v1/openapi.json`);
    const paths = [...new Set(ENDPOINTS.map(({ path }) => path.replace(/:(\w+)/g, '{$1}')))];
    expect(Object.keys(body['paths'] as object).sort()).toEqual(paths.sort());
    expect(body['servers']).toEqual([{ url: urlPrefix || '/' }]);
  });
});

describe('the errors of the API', () => {
  it.each([
    ['/api/v1/tasks?q=state:(', 400, 'bad_filter'],
    ['/api/v1/tasks?sort=colour', 400, 'bad_sort'],
    ['/api/v1/tasks?limit=501', 400, 'bad_limit'],
    ['/api/v1/tasks?from=yesterday', 400, 'bad_from'],
    [`/api/v1/tasks?q=${'x'.repeat(5000)}`, 400, 'bad_request'],
    ['/api/v1/overview?period=2y', 400, 'bad_request'],
    ['/api/v1/findings?state=maybe', 400, 'bad_request'],
    ['/api/v1/actions?limit=0', 400, 'bad_request'],
    ['/api/v1/tasks/none', 404, 'task_unknown'],
    ['/api/v1/tasks/none/why', 404, 'task_unknown'],
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
    const reader = {
      ...fakeReader(),
      tasks: () => {
        throw new StoreError('damaged', 'The file is damaged.');
      },
    };
    expect(await get(await testServer({ reader }), '/api/v1/tasks')).toMatchObject({
      status: 503,
      body: { code: 'store_damaged' },
    });
  });

  it('is 500 without a word about the cause, which the log has', async () => {
    const reader = {
      ...fakeReader(),
      tasks: () => {
        throw new Error('the secret cause');
      },
    };
    const server = await testServer({ reader });
    const { status, body } = await get(server, '/api/v1/tasks');
    expect({ status, code: body['code'] }).toEqual({ status: 500, code: 'internal' });
    expect(JSON.stringify(body)).not.toContain('secret');
    expect(server.log()).toContain('the secret cause');
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

describe('the controls', () => {
  it('revoke a task for who asks, with the defaults of the contract', async () => {
    const server = await testServer();
    const { status, body } = await post(server, '/api/v1/tasks/t%2F1/revoke', { reason: 'stuck' });
    expect({ status, body }).toMatchObject({ status: 200, body: { answers: [{ from: WORKER, outcome: 'ok' }] } });
    expect(server.collector.calls).toEqual([
      {
        name: 'revoke',
        request: {
          actor: 'anonymous',
          address: '127.0.0.1',
          uuids: ['t/1'],
          terminate: false,
          signal: 'SIGTERM',
          reason: 'stuck',
        },
      },
    ]);
  });

  it('work without a body', async () => {
    const server = await testServer();
    const response = await server.app.inject({ method: 'POST', url: '/api/v1/tasks/t1/revoke' });
    expect(response.statusCode).toBe(200);
  });

  it('retry a task with arguments as JSON or as its text, which keeps numbers as they are', async () => {
    const server = await testServer();
    expect(
      await post(server, '/api/v1/tasks/t1/retry', { args: ['é', null], kwargs: { a: [1] }, countdown: 5 }),
    ).toMatchObject({ status: 201, body: { uuid: 't1-again' } });
    await post(server, '/api/v1/tasks/t1/retry', { args: '[12345678901234567890, 1.0]', kwargs: '{}' });
    expect(server.collector.calls.map(({ request }) => request)).toMatchObject([
      { args: '["é",null]', kwargs: '{"a":[1]}', countdown: 5 },
      { args: '[12345678901234567890, 1.0]', kwargs: '{}' },
    ]);
  });

  it.each([
    ['/api/v1/tasks/t1/retry', '{"args": [12345678901234567890]}', 400],
    ['/api/v1/tasks/t1/retry', '{"args": "not json"}', 400],
    ['/api/v1/tasks/t1/retry', '{"args": "{}"}', 400],
    ['/api/v1/tasks/t1/retry', '{"kwargs": []}', 400],
    ['/api/v1/tasks/t1/retry', '{"countdown": -1}', 400],
    ['/api/v1/tasks/t1/revoke', '{"signal": "rm -rf"}', 400],
    ['/api/v1/tasks/t1/revoke', '{"terminate": "yes"}', 400],
    ['/api/v1/tasks/t1/revoke', '{"__proto__": {"terminate": true}}', 400],
    ['/api/v1/tasks/t1/revoke', '{"reason"', 400],
    ['/api/v1/tasks/t1/revoke', `{"reason": "${'x'.repeat(2_000_000)}"}`, 413],
    ['/api/v1/tasks/revoke', '{}', 400],
    ['/api/v1/tasks/revoke', '{"uuids": []}', 400],
    ['/api/v1/workers/none/enable-events', '{}', 404],
  ])('%s with %.60s is refused before anything is sent', async (url, payload, status) => {
    const server = await testServer();
    const response = await server.app.inject({
      method: 'POST',
      url,
      payload,
      headers: { 'content-type': 'application/json' },
    });
    expect(response.statusCode).toBe(status);
    expect(response.headers['content-type']).toContain('application/problem+json');
    expect(server.collector.calls).toEqual([]);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'take no %s, which a form of another site can send',
    async (type) => {
      const server = await testServer();
      const response = await server.app.inject({
        method: 'POST',
        url: '/api/v1/tasks/t1/revoke',
        payload: '{}',
        headers: { 'content-type': type },
      });
      expect(response.json()).toMatchObject({ status: 415, code: 'unsupported_media_type' });
      expect(server.collector.calls).toEqual([]);
    },
  );

  it('revoke a selection in one request to the workers', async () => {
    const server = await testServer();
    const { body } = await post(server, '/api/v1/tasks/revoke', { uuids: ['a', 'b', 'a'], terminate: true });
    expect(body).toMatchObject({ count: 2, uuids: ['a', 'b'] });
    expect(server.collector.calls).toMatchObject([
      { name: 'revoke', request: { uuids: ['a', 'b'], terminate: true, batchId: body['batchId'] } },
    ]);
  });

  it('fix the end of a filter before they act on it', async () => {
    const asked: unknown[] = [];
    const reader = {
      ...fakeReader(),
      uuids: (query: unknown) => {
        asked.push(query);
        return ['a'];
      },
    };
    await post(await testServer({ reader }), '/api/v1/tasks/retry', { q: 'state:FAILURE', from: '-1h' });
    expect(asked).toMatchObject([{ q: 'state:FAILURE', from: NOW - 3600, to: NOW }]);
  });

  it('only count when they are asked to', async () => {
    const server = await testServer();
    expect((await post(server, '/api/v1/tasks/retry', { q: 'state:FAILURE', dryRun: true })).body).toMatchObject({
      count: 3,
    });
    expect(server.collector.calls).toEqual([]);
  });

  it('refuse a selection of more than a thousand, or of none', async () => {
    const many = {
      ...fakeReader(),
      uuids: (_query: unknown, limit: number) => Array.from({ length: limit }, (_, index) => `t${index}`),
    };
    expect(await post(await testServer({ reader: many }), '/api/v1/tasks/revoke', { q: '' })).toMatchObject({
      status: 422,
      body: { code: 'selection_too_large' },
    });
    const none = { ...fakeReader(), uuids: () => [] };
    expect(await post(await testServer({ reader: none }), '/api/v1/tasks/revoke', { q: '' })).toMatchObject({
      status: 422,
      body: { code: 'selection_empty' },
    });
  });

  it('retry each of a selection and tell what came of each', async () => {
    const collector = new FakeCollector();
    const server = await testServer({ collector });
    expect((await post(server, '/api/v1/tasks/retry', { uuids: ['a', 'b'] })).body).toMatchObject({
      count: 2,
      retried: 2,
      results: [
        { uuid: 'a', outcome: 'retried', newUuid: 'a-again' },
        { uuid: 'b', outcome: 'retried' },
      ],
    });
    delete collector.answers.retry;
    expect((await post(server, '/api/v1/tasks/retry', { uuids: ['a'] })).body).toMatchObject({
      retried: 0,
      results: [{ outcome: 'refused', code: 'args_unknown' }],
    });
  });

  it('enable events of one worker or of all', async () => {
    const server = await testServer();
    await post(server, `/api/v1/workers/${encodeURIComponent(WORKER)}/enable-events`);
    await post(server, '/api/v1/workers/enable-events');
    expect(server.collector.calls).toMatchObject([
      { request: { hostnames: [WORKER] } },
      { request: { hostnames: null } },
    ]);
  });
});
