import { describe, expect, it } from 'vitest';
import type { WorkerReplies } from '../cluster/worker-record';
import { newWorkerRecord } from '../cluster/worker-record';
import { workerView } from '../workers/worker.fixture';
import type { Sight } from './detector';
import { rateLimited } from './rate-limited';
import { delivery, NOW, put, record, seenBy, sight, textsOf } from './sight.fixture';

const { replies: none } = newWorkerRecord('w1@alpha', 0);
const readAt = { active: NOW - 2, reserved: NOW - 2, registered: NOW - 100, stats: NOW - 20 };
const lists = { activeTasks: [], reservedTasks: [], rateLimits: { 'shop.nap': '6/m' }, readAt };

/** w1 holds so many of shop.nap for a minute, in none of its lists. */
function waiting(count: number, told: Partial<Sight> = {}, replies: Partial<WorkerReplies> = {}, worker = {}): Sight {
  const view = workerView('w1@alpha', { concurrency: 2, active: 1, reserved: count, prefetchCount: 8, ...worker });
  const at = sight({ workers: [view], ...told });
  record(at, 'w1@alpha', { replies: { ...none, ...lists, ...replies } });
  for (let index = 0; index < count; index += 1)
    put(at, `t${index}`, { state: 'RECEIVED', receivedAt: NOW - 60, deliveries: [delivery()] });
  return at;
}

const filled = { ready: () => ({ count: 30, at: NOW - 1 }) };

describe('rate-limited', () => {
  it('knows no limit of a task that is named as what every object has', () => {
    const at = waiting(8, filled);
    for (let index = 0; index < 8; index += 1) put(at, `t${index}`, { name: 'constructor', receivedAt: NOW - 60 });
    expect(seenBy(rateLimited, at)).toEqual([]);
  });

  it('tells that tasks which wait for their rate keep everything else out', () => {
    const [finding, ...others] = seenBy(rateLimited, waiting(8, filled));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      severity: 'warning',
      subject: { kind: 'type', id: 'shop.nap' },
      sentence: { values: { held: 8, how: 'blocks', rate: '6/m', free: 1 } },
    });
    expect(finding?.advice.setting).toBe('task_routes = {"shop.nap": {"queue": "mail_limited"}}');
    for (const text of finding === undefined ? [] : textsOf(finding)) expect(text).not.toMatch(/findings\.|[{}]/);
  });

  it('notes that so many wait that they take minutes', () => {
    const [finding] = seenBy(rateLimited, waiting(40, {}, {}, { prefetchCount: 100 }));
    expect(finding).toMatchObject({ severity: 'notice', sentence: { values: { how: 'slow', drainSeconds: 400 } } });
    expect(finding?.advice.setting).toBe('celery -A your_app control -d w1@alpha rate_limit shop.nap 12/m');
    for (const text of finding === undefined ? [] : textsOf(finding)) expect(text).not.toMatch(/findings\.|[{}]/);
  });

  it('takes a limit that makes some tasks wait for what it is', () => {
    expect(seenBy(rateLimited, waiting(8))).toEqual([]);
    expect(seenBy(rateLimited, waiting(2, {}, { rateLimits: { 'shop.nap': '1/h' } }))).toEqual([]);
    expect(seenBy(rateLimited, waiting(8, filled, {}, { prefetchCount: 16 }))).toEqual([]);
    expect(seenBy(rateLimited, waiting(8, filled, {}, { active: 2 }))).toEqual([]);
  });

  it.each<[string, Partial<WorkerReplies>]>([
    ['are listed as reserved', { reservedTasks: Array.from({ length: 8 }, (_, index) => heldTask(`t${index}`)) }],
    ['have no limit', { rateLimits: {} }],
    ['came after the lists were read', { readAt: { ...readAt, reserved: NOW - 61, active: NOW - 61 } }],
  ])('is silent about tasks that %s', (_, replies) => {
    expect(seenBy(rateLimited, waiting(8, filled, replies))).toEqual([]);
  });
});

function heldTask(uuid: string) {
  const unknown = { name: null, args: null, kwargs: null, eta: null, startedAt: null, acknowledged: null };
  return {
    uuid,
    ...unknown,
    redelivered: null,
    routingKey: null,
    exchange: null,
    priority: null,
    workerPid: null,
  };
}
