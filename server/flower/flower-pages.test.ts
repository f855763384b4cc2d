import { describe, expect, it } from 'vitest';
import { createCluster } from '@/lib/cluster/cluster';
import { taskEvent } from '@/lib/cluster/event.fixture';
import { createMetricCounts } from '../collector/metric-counts';
import { NOW, snapshot, task, worker, WORKER } from '../http/cluster.fixture';
import { FakeCollector, fakeReader, testServer } from '../http/server.fixture';
import { FLOWER_ENDPOINTS } from './flower-routes';

const DATATABLE = {
  draw: '3',
  start: '0',
  length: '2',
  'search[value]': '',
  'order[0][column]': '1',
  'order[0][dir]': 'asc',
  'columns[1][data]': 'name',
};

describe('an address of a page of Flower', () => {
  const leadsTo = async (url: string, urlPrefix = '') => {
    const { app } = await testServer({ urlPrefix });
    const { statusCode, headers } = await app.inject({ url: urlPrefix + url });
    return statusCode === 302 ? headers.location : statusCode;
  };

  it.each([
    ['/worker/w1@host', '/workers/w1%40host/'],
    ['/task/f00', '/tasks/f00/'],
    ['/broker', '/queues/'],
    ['/worker/', '/workers/'],
    ['/tasks?state=FAILURE', '/tasks/?q=state%3AFAILURE'],
    [
      '/tasks?state=PENDING&worker=w1@h&type=mail.*&limit=50',
      '/tasks/?q=state%3ASENT%20worker%3Aw1%40h%20task%3A%22mail.*%22',
    ],
  ])('%s leads to %s', async (from, to) => {
    expect(await leadsTo(from)).toBe(to);
    expect(await leadsTo(from, '/celery')).toBe(`/celery${to}`);
  });

  it.each([
    '/worker//evil.example',
    '/worker/%2F%2Fevil.example',
    '/worker/..%2f..%2f%2fevil.example',
    '/task/https://evil.example/',
    '/task/%0d%0aset-cookie:%20a=b',
    '/worker/%5C%5Cevil.example',
    '/task/javascript:alert(1)',
    `/worker/${encodeURIComponent(WORKER)}`,
    '/task/%3Cscript%3E',
  ])('never leads away, nor to anything but one page: %s', async (from) => {
    const to = String(await leadsTo(from, '/celery'));
    expect(to).toMatch(/^\/celery\/(workers|tasks)\/[\w%@.!~*'()-]+\/$/);
    expect(new URL(to, 'http://here.example').host).toBe('here.example');
  });

  it('that ours have as well is that of our page', async () => {
    expect(await leadsTo('/workers')).toBe(404);
    const { app } = await testServer();
    const page = await app.inject({ url: '/tasks' });
    expect([page.statusCode, page.headers.location]).toEqual([308, '/tasks/']);
    expect(page.headers['cache-control'], 'Flower may stand at this address again').toBe('no-cache');
    const withFilter = await app.inject({ url: '/tasks?q=state:FAILURE&state=SUCCESS' });
    expect([withFilter.statusCode, withFilter.headers.location]).toEqual([
      308,
      '/tasks/?q=state:FAILURE&state=SUCCESS',
    ]);
    expect((await app.inject({ url: '/tasks/datatable/' })).body).toContain('one task');
  });
});

describe('/workers?json=1', () => {
  const counting = (): FakeCollector => {
    const counts = createMetricCounts({ buckets: [1], maxSeries: 1_000, compat: false, purgeSeconds: null });
    for (const state of ['RECEIVED', 'STARTED', 'RECEIVED'] as const) {
      const type = state === 'RECEIVED' ? 'task-received' : 'task-started';
      counts.take(taskEvent(type, NOW, { hostname: WORKER }), { ...task('a'), state }, NOW);
    }
    const collector = new FakeCollector();
    collector.answers.counts = () => counts.told({ cluster: createCluster(), workers: { get: () => null }, now: NOW });
    return collector;
  };

  it('tells of each worker what Flower’s own page asked for', async () => {
    const collector = counting();
    const { app } = await testServer({ collector });
    const cluster = snapshot();
    const gone = { ...worker('gone@h'), status: 'gone', version: null, lastHeartbeatAt: null } as const;
    collector.cluster = { ...cluster, workers: new Map([...cluster.workers, ['gone@h', gone]]) };
    const { data } = (await app.inject({ url: '/workers?json=1' })).json<{ data: Record<string, unknown>[] }>();
    expect(data[0]).toMatchObject({
      hostname: WORKER,
      pid: 7,
      freq: 2,
      heartbeats: [NOW - 1],
      active: 1,
      processed: 10,
      loadavg: [0.1, 0.2, 0.3],
      sw_ident: 'py-celery',
      sw_ver: '5.6.3',
      sw_sys: 'Linux',
      status: true,
      'task-received': 2,
      'task-started': 1,
    });
    expect(data[0]).not.toHaveProperty('task-failed');
    expect(data[1]).toMatchObject({ hostname: 'gone@h', heartbeats: [], status: false });
    expect(data[1]).not.toHaveProperty('sw_ver');
  });

  it('refuses a word that is no switch', async () => {
    const { app } = await testServer({ collector: counting() });
    for (const query of ['json=maybe', 'json=1&refresh=maybe']) {
      const { statusCode, body } = await app.inject({ url: `/workers?${query}` });
      expect([statusCode, body], query).toEqual([400, "Invalid argument 'maybe' of type 'bool'"]);
    }
    expect((await app.inject({ url: '/workers?json=1&refresh=1' })).statusCode).toBe(200);
  });

  it('needs no opening of the API, as it is what pages show', async () => {
    const { app } = await testServer({ flower: { unauthenticatedApi: false }, collector: counting() });
    expect((await app.inject({ url: '/workers?json=1' })).statusCode).toBe(200);
    const users = [{ name: 'ada', password: 'secret' }];
    const { app: locked } = await testServer({ rules: { users } });
    const refused = await locked.inject({ url: '/workers?json=1' });
    expect([refused.statusCode, refused.body]).toEqual([401, 'Access denied']);
  });
});

describe('/tasks/datatable', () => {
  const server = () =>
    testServer({
      reader: fakeReader({
        wholeTasks: ({ q, sort, limit }, offset) =>
          q === '' && sort.field === 'name' && !sort.descending && limit === 2 && offset === 0
            ? [{ task: { ...task('a'), worker: null }, children: [] }]
            : [],
        count: () => ({ value: 1, exact: true }),
      }),
    });

  it('is answered to a query and to a form', async () => {
    const { app } = await server();
    const form = new URLSearchParams(DATATABLE).toString();
    const asked = await app.inject({ url: `/tasks/datatable?${form}` });
    expect(asked.json()).toMatchObject({
      draw: 3,
      recordsTotal: 4,
      recordsFiltered: 1,
      data: [{ uuid: 'a', worker: null }],
    });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const posted = await app.inject({ method: 'POST', url: '/tasks/datatable', payload: form, headers });
    expect(posted.json()).toEqual(asked.json());
  });

  it('tells of a bad search in its own answer', async () => {
    const { app } = await server();
    const form = new URLSearchParams({ ...DATATABLE, 'search[value]': 'ab' }).toString();
    const answer = await app.inject({ url: `/tasks/datatable?${form}` });
    expect([answer.statusCode, answer.json()]).toEqual([
      200,
      {
        draw: 3,
        data: [],
        recordsTotal: 4,
        recordsFiltered: 0,
        searchError: 'Substring search terms must contain at least 3 characters at position 0.',
      },
    ]);
  });
});

describe('a page of another site', () => {
  const controls = FLOWER_ENDPOINTS.filter(({ permission }) => permission === 'control').map(({ path }) => path);

  it.each(controls)('can’t have anything done with what a form can send: %s', async (path) => {
    const collector = new FakeCollector();
    const { app } = await testServer({ flower: { unauthenticatedApi: true }, collector });
    const types = [
      'application/x-www-form-urlencoded',
      'text/plain',
      'multipart/form-data; boundary=b',
      'application/json',
    ];
    const froms = [{ origin: 'https://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }];
    for (const type of types) {
      for (const from of [...froms, { host: 'evil.example' }]) {
        const headers = { 'content-type': type, ...from };
        const answer = await app.inject({
          method: 'POST',
          url: path.replace('*', WORKER.slice(0, 2)),
          payload: '',
          headers,
        });
        expect(answer.statusCode).toBe(403);
      }
    }
    expect(collector.calls.every(({ name }) => name === 'recordRefusal')).toBe(true);
  });
});
