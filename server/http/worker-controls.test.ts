import { describe, expect, it } from 'vitest';
import { WORKER } from './cluster.fixture';
import { FakeCollector, postJson as post, testServer } from './server.fixture';

const told = { actionId: 'a', answers: [{ from: WORKER, outcome: 'ok' as const, text: 'done', ms: 1 }], summary: 'ok' };
const who = { actor: 'anonymous', address: '127.0.0.1' };

async function server() {
  const collector = new FakeCollector();
  collector.answers = { ...collector.answers, controlWorkers: () => told, revokeByHeaders: () => told };
  return testServer({ collector });
}
const of = (rest: string) => `/api/v1/workers/${encodeURIComponent(WORKER)}/${rest}`;

describe('the controls of a worker', () => {
  it.each([
    ['shutdown', {}, { kind: 'shutdown' }],
    ['pool/grow', {}, { kind: 'pool-grow', n: 1 }],
    ['pool/shrink', { n: 3 }, { kind: 'pool-shrink', n: 3 }],
    ['pool/restart', {}, { kind: 'pool-restart' }],
    ['autoscale', { min: 0, max: 4 }, { kind: 'autoscale', min: 0, max: 4 }],
    ['consumers/add', { queue: 'a b/ü' }, { kind: 'add-consumer', queue: 'a b/ü', force: false }],
    ['consumers/cancel', { queue: 'mail' }, { kind: 'cancel-consumer', queue: 'mail' }],
    ['quiet', {}, { kind: 'quiet' }],
    ['unquiet', {}, { kind: 'unquiet' }],
    ['disable-events', {}, { kind: 'disable-events' }],
    ['rate-limit', { task: 't', rate: ' 10/m ' }, { kind: 'rate-limit', task: 't', rate: '10/m' }],
    ['time-limit', { task: 't', soft: 1.5 }, { kind: 'time-limit', task: 't', soft: 1.5, hard: null }],
  ])('%s with %o are told for who asks', async (path, body, command) => {
    const { app, collector, log } = await server();
    const answer = await post({ app, collector, log }, of(path), { ...body, reason: 'why' });
    expect(answer).toMatchObject({ status: 200, body: told });
    const request = { ...who, command, hostnames: [WORKER], reason: 'why' };
    expect(collector.calls).toEqual([{ name: 'controlWorkers', request }]);
  });

  it.each<readonly [string, object]>([
    ['pool/grow', { n: 0 }],
    ['pool/grow', { n: -1 }],
    ['pool/grow', { n: 1.5 }],
    ['pool/grow', { n: '2' }],
    ['pool/shrink', { n: 1e9 }],
    ['autoscale', {}],
    ['autoscale', { min: 5, max: 4 }],
    ['autoscale', { min: 0, max: 0 }],
    ['consumers/add', {}],
    ['consumers/add', { queue: '' }],
    ['consumers/add', { queue: null }],
    ['consumers/add', { queue: ['a'] }],
    ['consumers/add', { queue: 'a\u0006\u00163' }],
    ['consumers/add', { queue: 'x'.repeat(256) }],
    ['consumers/cancel', {}],
    ['rate-limit', { task: 't' }],
    ['rate-limit', { rate: '1' }],
    ...['', 'nan', 'inf', '-1', '1e9', '10/x', '10/', '/s', '0x10', '1 /s'].map(
      (rate) => ['rate-limit', { task: 't', rate }] as const,
    ),
    ['rate-limit', { task: 't', rate: 10 }],
    ['time-limit', { soft: 1 }],
    ['time-limit', { task: 't', soft: 0 }],
    ['time-limit', { task: 't', soft: -1 }],
    ['time-limit', { task: 't', soft: 5, hard: 5 }],
    ['shutdown', { reason: 'x'.repeat(501) }],
  ])('%s with %o are refused before anything is sent', async (path, body) => {
    const test = await server();
    const { status } = await post(test, of(path), body);
    expect(status).toBe(400);
    expect(test.collector.calls).toEqual([]);
  });
});

describe('the limits of a task type', () => {
  it('go to the workers that are named, else to all', async () => {
    const test = await server();
    await post(test, '/api/v1/task-types/shop.add/rate-limit', { rate: '0', hostnames: [WORKER] });
    await post(test, '/api/v1/task-types/shop.add/time-limit', { hard: 60 });
    expect(test.collector.calls).toMatchObject([
      { request: { command: { kind: 'rate-limit', task: 'shop.add', rate: '0' }, hostnames: [WORKER] } },
      { request: { command: { kind: 'time-limit', task: 'shop.add', soft: null, hard: 60 }, hostnames: null } },
    ]);
    expect((await post(test, '/api/v1/task-types/shop.add/rate-limit', { rate: '1', hostnames: [] })).status).toBe(400);
  });
});

describe('a revoke by stamp', () => {
  const url = '/api/v1/tasks/revoke-by-headers';

  it('takes one value or several', async () => {
    const test = await server();
    await post(test, url, { headers: { job: 'night', batch: ['a', 'b'] }, terminate: true, signal: 'SIGKILL' });
    const headers = { job: ['night'], batch: ['a', 'b'] };
    expect(test.collector.calls).toEqual([
      { name: 'revokeByHeaders', request: { ...who, headers, terminate: true, signal: 'SIGKILL' } },
    ]);
  });

  it.each([
    [{}],
    [{ headers: {} }],
    [{ headers: { job: [] } }],
    [{ headers: { job: 1 } }],
    [{ headers: ['job=night'] }],
    [{ headers: { '': 'x' } }],
    [{ headers: Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`k${index}`, 'v'])) }],
  ])('with %.80o is refused', async (body) => {
    const test = await server();
    expect((await post(test, url, body)).status).toBe(400);
    expect(test.collector.calls).toEqual([]);
  });
});
