import type { z } from 'zod';
import { describe, expect, it } from 'vitest';
import * as schemas from '@/lib/api/schemas';
import { QUEUE, snapshot, worker, WORKER } from './cluster.fixture';
import { ENDPOINTS } from './routes';
import { FakeCollector, getJson as get, testServer } from './server.fixture';

describe('the answers of the API', () => {
  it.each<[string, z.ZodType]>([
    ['/api/v1/status', schemas.StatusView],
    ['/api/v1/overview?period=6h', schemas.Overview],
    ['/api/v1/overview?from=1799990000&to=1799999000', schemas.Overview],
    ['/api/v1/marks?period=24h', schemas.MarksView],
    ['/api/v1/lanes', schemas.LanesView],
    [`/api/v1/lanes?from=-1h&to=now&worker=${encodeURIComponent(WORKER)}`, schemas.LanesView],
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

  it('are not ready while the broker is there and lets no events through', async () => {
    const collector = new FakeCollector();
    const now = snapshot();
    collector.cluster = { ...now, broker: { ...now.broker, limits: { events: 'NOPERM', publish: 'NOPERM' } } };
    const { status, body } = await get(await testServer({ collector }), '/api/v1/ready');
    expect({ status, body }).toEqual({ status: 503, body: { ready: false, reasons: ['events can’t flow (NOPERM)'] } });
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

  it('follow each frame, and the loss of the broker, however many ask in between', async () => {
    const collector = new FakeCollector();
    const server = await testServer({ collector });
    const asked = async () => [(await get(server, '/api/v1/workers')).body, (await get(server, '/api/v1/queues')).body];
    const first = await asked();
    expect(await asked()).toEqual(first);
    expect(first).toMatchObject([{ workers: [{ hostname: WORKER }] }, { queues: [{ name: QUEUE }] }]);
    collector.cluster = { ...snapshot(), workers: new Map([['new', worker('new')]]), queues: new Map(), findings: [] };
    expect(await asked()).toMatchObject([{ workers: [{ hostname: 'new' }], findings: [] }, { queues: [] }]);
    collector.cluster = null;
    expect((await get(server, '/api/v1/workers')).status).toBe(503);
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
    expect(body['checked']).toContainEqual(
      expect.objectContaining({ verdict: 'lost', holds: 'no' }) as Record<string, unknown>,
    );
  });

  it('say of an id that nobody knows where it was looked for', async () => {
    const { status, body } = await get(await testServer(), '/api/v1/tasks/none/why');
    expect(status).toBe(200);
    expect(body).toMatchObject({ verdict: 'not-seen', isProblem: false, setting: 'task_send_sent_event = True' });
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
