import { describe, expect, it } from 'vitest';
import { taskRow } from '@/lib/tasks/task-row.fixture';
import { snapshot, task } from '../http/cluster.fixture';
import { fakeAnswers, fakeReader } from '../http/server.fixture';
import type { StoreReader } from '../store/store';
import { accessServer, OWN_PAGE } from './access.fixture';

const USERS = ['viewer', 'mailer', 'shop', 'operator', 'root'].map((name) => `${name}:${name}-password`).join(',');
const FILE = {
  users: {
    viewer: 'viewer',
    mailer: { role: 'operator', queues: ['letters*'] },
    shop: { role: 'admin', tasks: ['shop.*'] },
    operator: 'operator',
    root: 'admin',
  },
  argumentsFrom: 'operator',
};

const header = (name: string) => ({
  ...OWN_PAGE,
  authorization: `Basic ${Buffer.from(`${name}:${name}-password`).toString('base64')}`,
});
const server = (reader?: StoreReader) =>
  accessServer(['--basic-auth', USERS], { file: FILE, ...(reader && { reader }) });

// As the table of Flower’s own page asks.
const TABLE =
  '/tasks/datatable?draw=1&start=0&length=1&search[value]=&order[0][column]=0&order[0][dir]=asc&columns[0][data]=name';

const SENT = {
  uuid: 'sent',
  queue: 'letters',
  exchange: '',
  routingKey: 'letters',
  priority: 0,
  routedBy: 'task_default_queue',
  eta: null,
  expires: null,
  notes: [],
  actionId: 'a',
} as const;
const STORED = {
  uuid: 'sent',
  backend: 'redis',
  found: 'stored',
  status: 'SUCCESS',
  result: 'SECRET',
  unread: null,
  traceback: null,
  doneAt: null,
  name: null,
  worker: null,
  retries: null,
  queue: null,
} as const;

describe('a scope', () => {
  // The stored task is of another type and queue.
  it('hides a task of another queue or type wherever it is asked for by id', async () => {
    const { get, post, collector } = await server();
    for (const who of ['mailer', 'shop']) {
      const headers = header(who);
      for (const path of ['', '/why', '/message', '/result', '/revoke'])
        expect([403, 404]).toContain((await get(`/api/v1/tasks/known${path}`, headers)).status);
      for (const path of ['/revoke', '/retry', '/abort', '/revoke/withdraw'])
        expect((await post(`/api/v1/tasks/known${path}`, {}, headers)).status).toBe(403);
      expect((await post('/api/v1/tasks/revoke', { uuids: ['known'] }, headers)).status).toBe(403);
      expect((await post('/api/v1/jobs', { action: 'revoke', uuids: ['known', 'other'] }, headers)).status).toBe(403);
      expect((await post('/api/v1/jobs', { action: 'retry', uuids: ['known'] }, headers)).status).toBe(403);
      // A view of what is not there is null.
      expect((await get('/api/v1/views/task?uuid=known', headers)).body).toBeNull();
    }
    expect(new Set(collector.calls.map(({ name }) => name))).toEqual(new Set(['recordRefusal']));
  });

  it('keeps to queues of its own, and to whole queues where it is bound to types', async () => {
    const { get, post, collector } = await server();
    for (const path of ['pause', 'resume', 'peek', 'purge'])
      for (const who of ['mailer', 'shop'])
        expect((await post(`/api/v1/queues/orders/${path}`, { count: 1 }, header(who))).status).toBe(403);
    expect((await get('/api/v1/queues/orders', header('mailer'))).status).toBe(403);
    expect((await get('/api/v1/queues', header('mailer'))).body).toMatchObject({ queues: [] });
    const move = { id: 'a'.repeat(40), sizeBytes: 1, priority: 0, to: 'orders' };
    expect((await post('/api/v1/queues/letters/messages/move', move, header('mailer'))).status).toBe(403);
    expect(new Set(collector.calls.map(({ name }) => name))).toEqual(new Set(['recordRefusal']));
  });

  it('closes what can not be told apart, and Flower’s paths', async () => {
    const { get, app } = await server();
    for (const url of ['/api/v1/at?time=-1h', '/api/v1/lanes', '/api/v1/actions', '/api/v1/unacked', '/api/v1/marks'])
      expect([url, (await get(url, header('mailer'))).status]).toEqual([url, 403]);
    for (const view of ['worker?hostname=w', 'series', 'marks', 'actions', 'queue?name=orders'])
      expect([view, (await get(`/api/v1/views/${view}`, header('mailer'))).status]).toEqual([view, 403]);
    for (const url of ['/api/tasks', '/api/workers', '/api/task/info/known', '/api/task/types', TABLE]) {
      const { statusCode } = await app.inject({ url, headers: header('mailer') });
      expect([url, statusCode]).toEqual([url, 403]);
    }
  });

  it('sends only tasks of its own to queues of its own', async () => {
    const { post } = await server();
    const send = async (who: string, body: object) => (await post('/api/v1/tasks', body, header(who))).status;
    expect(await send('mailer', { name: 'mail.send' })).toBe(403);
    expect(await send('mailer', { name: 'mail.send', queue: 'orders' })).toBe(403);
    expect(await send('mailer', { name: 'mail.send', queue: 'letters', routingKey: 'orders' })).toBe(403);
    expect(await send('shop', { name: 'mail.send' })).toBe(403);
    // The stand-in of the collector knows no such call: it was let through.
    expect(await send('mailer', { name: 'mail.send', queue: 'letters-2' })).toBe(409);
    expect(await send('shop', { name: 'shop.sell' })).toBe(409);
  });
});

describe('what is told beside the tasks of a scope', () => {
  it('counts no queue or type of others, though the counts of a field are taken without its own terms', async () => {
    const counted = (...values: string[]) => values.map((value) => ({ value, count: 7 }));
    const facets = {
      states: counted('FAILURE'),
      queues: counted('letters', 'payroll'),
      workers: counted('w1'),
      types: counted('shop.sell', 'payroll.pay'),
      exceptions: counted('ValueError'),
      exact: true,
    };
    const { get } = await server(fakeReader({ facets: () => facets }));
    const seen = async (who: string) => (await get('/api/v1/tasks/facets', header(who))).body;
    expect(await seen('mailer')).toEqual({ ...facets, queues: counted('letters') });
    expect(await seen('shop')).toEqual({ ...facets, types: counted('shop.sell') });
    expect(await seen('root')).toEqual(facets);
  });

  it('shows nobody with a scope, or without arguments, an event that could not be read', async () => {
    const { get, collector } = await server();
    const known = snapshot();
    const lastMalformed = { at: 1, reason: 'the body is not JSON', excerpt: 'of-payroll' };
    collector.cluster = { ...known, stats: { ...known.stats, lastMalformed } };
    const status = async (who: string) => JSON.stringify((await get('/api/v1/status', header(who))).body);
    expect(await status('root')).toContain('of-payroll');
    for (const who of ['mailer', 'shop', 'viewer']) expect(await status(who)).not.toContain('of-payroll');
  });

  it('tells the types of a queue that is in it, and only those that are', async () => {
    const types = ['mail.send', 'shop.sell'].map((name) => ({
      name,
      runs: 1,
      failures: 0,
      runP50: 1,
      runP95: 1,
      waitP95: 1,
    }));
    const { get, collector } = await server(fakeReader({ types: () => types }));
    const known = snapshot();
    const [queue] = known.queues.values();
    if (queue === undefined) throw new Error('The stand-in has no queue.');
    collector.cluster = { ...known, queues: new Map([['letters', { ...queue, name: 'letters' }]]) };
    const names = async (who: string) =>
      ((await get('/api/v1/queues/letters', header(who))).body as { types: { name: string }[] }).types.map(
        ({ name }) => name,
      );
    expect(await names('mailer')).toEqual(['mail.send', 'shop.sell']);
    expect(await names('shop')).toEqual(['shop.sell']);
    expect(await names('root')).toEqual(['mail.send', 'shop.sell']);
  });

  it('lists no run of the same type in another queue beside a task', async () => {
    const known = fakeAnswers().task('known');
    if (known === null) throw new Error('The stand-in knows no task.');
    const rows = [
      taskRow({ uuid: 'known', queue: 'letters', name: 'mail.send' }),
      taskRow({ uuid: 'own', queue: 'letters', name: 'mail.send' }),
      taskRow({ uuid: 'foreign', queue: 'payroll', name: 'mail.send' }),
    ];
    const runs = ['own', 'foreign'].map(
      (uuid) => ({ uuid, runtimeSeconds: 1, state: 'SUCCESS', executions: 1 }) as const,
    );
    const reader = fakeReader({
      rowsOf: (uuids) => rows.filter(({ uuid }) => uuids.includes(uuid)),
      task: () => ({ ...known, task: { ...task('known'), queue: 'letters', name: 'mail.send' }, recentRuns: runs }),
    });
    const { get } = await server(reader);
    const listed = async (path: string, who: string) => JSON.stringify((await get(path, header(who))).body);
    for (const path of ['/api/v1/tasks/known', '/api/v1/views/task?uuid=known']) {
      expect(await listed(path, 'root')).toContain('foreign');
      expect(await listed(path, 'mailer')).toContain('"uuid":"own"');
      expect(await listed(path, 'mailer')).not.toContain('foreign');
    }
  });

  it('names no child of another queue in the reasons of a task', async () => {
    const known = fakeAnswers().task('known');
    if (known === null) throw new Error('The stand-in knows no task.');
    const own = { ...task('known'), queue: 'letters', name: 'shop.sell', state: 'PENDING' } as const;
    const child = taskRow({ uuid: 'foreign', name: 'payroll.pay', queue: 'payroll', sentAt: own.sentAt });
    const reader = fakeReader({
      rowsOf: () => [taskRow({ uuid: 'known', queue: own.queue, name: own.name })],
      task: () => ({ ...known, task: { ...own, deliveries: [] }, children: [child] }),
    });
    const { get } = await server(reader);
    const why = async (who: string) => JSON.stringify(await get('/api/v1/tasks/known/why', header(who)));
    expect(await why('root')).toContain('payroll.pay');
    for (const who of ['mailer', 'shop']) {
      expect(await why(who)).toContain('"status":200');
      expect(await why(who)).not.toContain('payroll');
    }
  });
});

describe('arguments that are hidden from a role', () => {
  it('are not told as the result of a task that somebody sent, who waits for it', async () => {
    const { app, collector } = await accessServer(['--basic-auth', USERS], {
      file: { ...FILE, argumentsFrom: 'admin' },
    });
    collector.answers.sendTask = () => SENT;
    collector.answers.taskResult = () => STORED;
    const applied = async (who: string) =>
      (await app.inject({ method: 'POST', url: '/api/task/apply/mail.send', headers: header(who) })).json<unknown>();
    expect(await applied('root')).toMatchObject({ result: 'SECRET' });
    expect(await applied('operator')).toEqual({ 'task-id': 'sent', state: 'SUCCESS' });
  });

  it('may not be searched to change what is found either, and the log says who tried', async () => {
    const { post, collector } = await accessServer(['--basic-auth', USERS], {
      file: { ...FILE, argumentsFrom: 'admin' },
    });
    expect((await post('/api/v1/tasks/revoke', { q: 'args:x' }, header('operator'))).status).toBe(403);
    expect(collector.calls).toMatchObject([{ name: 'recordRefusal', request: { actor: 'operator' } }]);
  });

  it('are in no answer, and no search or sending again tells them', async () => {
    const { get, app } = await server();
    const seen = async (who: string) => JSON.stringify((await get('/api/v1/tasks/known', header(who))).body);
    expect(JSON.parse(await seen('operator'))).toHaveProperty('args', expect.any(String));
    expect(JSON.parse(await seen('viewer'))).toMatchObject({ args: null, kwargs: null, result: null, traceback: null });
    for (const q of ['args:x', '-kwargs:x', '(state:FAILURE OR result:x)', 'exception:Value*', '"two words"'])
      expect([q, (await get(`/api/v1/tasks?q=${encodeURIComponent(q)}`, header('viewer'))).status]).toEqual([q, 403]);
    for (const url of [
      '/api/v1/tasks/export?q=args:x',
      '/api/v1/tasks/facets?q=args:x',
      '/api/v1/views/tasks?q=args:x',
    ])
      expect([url, (await app.inject({ url, headers: header('viewer') })).statusCode]).toEqual([url, 403]);
    expect((await get('/api/v1/tasks?q=state:FAILURE+charge', header('viewer'))).status).toBe(200);
    for (const path of ['message', 'result'])
      expect((await get(`/api/v1/tasks/known/${path}`, header('viewer'))).status).toBe(403);
  });
});
