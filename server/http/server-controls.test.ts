import { describe, expect, it } from 'vitest';
import { NOW, WORKER } from './cluster.fixture';
import { fakeReader, getJson, postJson as post, testServer } from './server.fixture';

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
          force: false,
          reason: 'stuck',
        },
      },
    ]);
  });

  it('pause a queue, resume it and withdraw a revoke for who asks', async () => {
    const server = await testServer();
    const who = { actor: 'anonymous', address: '127.0.0.1' };
    server.collector.answers = {
      ...server.collector.answers,
      pauseQueue: () => ({ actionId: 'a', answers: [{ from: WORKER, outcome: 'ok', text: 'done', ms: 1 }] }),
      resumeQueue: () => ({ actionId: 'b', answers: [] }),
      withdrawRevoke: () => ({ actionId: 'c' }),
      revocation: () => null,
    };
    expect(await post(server, '/api/v1/queues/mail/pause', { again: true, reason: 'SMTP' })).toMatchObject({
      status: 200,
      body: { actionId: 'a', answers: [{ outcome: 'ok' }] },
    });
    await post(server, '/api/v1/queues/mail/pause');
    expect((await post(server, '/api/v1/queues/mail/resume')).body).toEqual({ actionId: 'b', answers: [] });
    expect((await post(server, '/api/v1/tasks/t1/revoke/withdraw', { reason: 'after all' })).status).toBe(200);
    expect((await getJson(server, '/api/v1/tasks/t1/revoke')).body).toEqual({ revocation: null });
    expect((await post(server, '/api/v1/queues/mail/pause', { again: 'yes' })).status).toBe(400);
    expect(server.collector.calls).toEqual([
      { name: 'pauseQueue', request: { ...who, queue: 'mail', isHeld: true, reason: 'SMTP' } },
      { name: 'pauseQueue', request: { ...who, queue: 'mail', isHeld: false, reason: undefined } },
      { name: 'resumeQueue', request: { ...who, queue: 'mail' } },
      { name: 'withdrawRevoke', request: { ...who, uuid: 't1', reason: 'after all' } },
      { name: 'revocation', request: { uuid: 't1' } },
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
    const reader = fakeReader({
      uuids: (query: unknown) => {
        asked.push(query);
        return ['a'];
      },
    });
    await post(await testServer({ reader }), '/api/v1/tasks/revoke', { q: 'state:SENT', from: '-1h' });
    expect(asked).toMatchObject([{ q: 'state:SENT', from: NOW - 3600, to: NOW }]);
  });

  it('only count when they are asked to', async () => {
    const server = await testServer();
    expect((await post(server, '/api/v1/tasks/revoke', { q: 'state:SENT', dryRun: true })).body).toMatchObject({
      count: 3,
    });
    expect(server.collector.calls).toEqual([]);
  });

  it('refuse a selection of more than a thousand, or of none', async () => {
    const many = fakeReader({
      uuids: (_query: unknown, limit: number) => Array.from({ length: limit }, (_, index) => `t${index}`),
    });
    expect(await post(await testServer({ reader: many }), '/api/v1/tasks/revoke', { q: '' })).toMatchObject({
      status: 422,
      body: { code: 'selection_too_large' },
    });
    const none = fakeReader({ uuids: () => [] });
    expect(await post(await testServer({ reader: none }), '/api/v1/tasks/revoke', { q: '' })).toMatchObject({
      status: 422,
      body: { code: 'selection_empty' },
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
