import { describe, expect, it } from 'vitest';
import { decodeInspectReply } from '@/lib/celery/inspect-reply';
import { newWorkerRecord } from '@/lib/cluster/worker-record';
import { routeByWorkers, type RoutingWorker } from './worker-routing';

/** A worker as its inspect replies tell it. */
function worker(
  hostname: string,
  conf: object,
  registered: readonly string[],
  queues: readonly object[] = [],
): RoutingWorker {
  const told = Object.entries({ conf, registered, active_queues: queues }).map(([command, reply]) => {
    const decoded = decodeInspectReply(command, reply);
    if (!decoded.ok) throw new Error(decoded.reason);
    return decoded.replies;
  });
  return {
    hostname,
    replies: Object.assign({}, newWorkerRecord(hostname, 0).replies, ...told) as RoutingWorker['replies'],
  };
}

const topic = { name: 'news', exchange: { name: 'press', type: 'topic' }, routing_key: 'news.#' };

describe('where workers would send a task', () => {
  it('is the route of those that know it, not of others', () => {
    const shop = worker('w1@shop', { task_routes: { 'a.*': 'shop' }, task_default_queue: 'rest' }, ['a.one', 'b']);
    const mail = worker('w2@mail', { task_routes: { 'a.*': 'mail' } }, ['mail.send']);
    expect(routeByWorkers([mail, shop], 'a.one', {}, true).to).toMatchObject({ queue: 'shop', by: 'task_routes' });
    expect(routeByWorkers([mail, shop], 'b', {}, true).to).toMatchObject({ queue: 'rest', by: 'task_default_queue' });
  });

  it('is refused where they differ, or can’t be told, unless the queue is named', () => {
    const one = worker('w1@a', { task_routes: { a: 'one' } }, ['a']);
    const two = worker('w2@a', { task_routes: { a: 'two' } }, ['a']);
    expect(() => routeByWorkers([one, two], 'a', {}, true)).toThrow(/w1@a would send it to one, w2@a to two/);
    expect(routeByWorkers([one, two], 'a', { queue: 'two' }, true).to).toMatchObject({ queue: 'two', by: 'option' });
    const hidden = worker('w3@a', { task_routes: ['<function route at 0x7f>'] }, ['a']);
    expect(() => routeByWorkers([hidden], 'a', {}, true)).toThrow(/a function of its application routes tasks/);
    expect(routeByWorkers([hidden], 'a', { queue: 'q' }, true).to.queue).toBe('q');
    expect(() => routeByWorkers([], 'a', {}, true)).toThrow(/name the queue/);
  });

  it('goes through the exchange that is declared, with a routing key that is told', () => {
    const conf = { task_routes: { a: { queue: 'news', routing_key: '********' }, b: { queue: 'news' } } };
    const press = worker('w1@a', conf, ['a', 'b'], [topic]);
    expect(routeByWorkers([press], 'b', {}, true).to).toMatchObject({ exchange: 'press', routingKey: 'news.#' });
    expect(() => routeByWorkers([press], 'a', {}, true)).toThrow(/hides the routing key/);
    expect(routeByWorkers([press], 'a', { routingKey: 'news.x' }, true).to).toMatchObject({ routingKey: 'news.x' });
  });

  it('finds a broadcast queue by the name that all workers share', () => {
    const broadcast = { name: 'news.6f1c', alias: 'news', exchange: { name: 'news', type: 'fanout' }, routing_key: '' };
    const press = worker('w1@a', { task_routes: { a: 'news' } }, ['a'], [broadcast]);
    const to = { queue: 'news', exchange: 'news', exchangeType: 'fanout' };
    expect(routeByWorkers([press], 'a', {}, true).to).toMatchObject({ ...to, by: 'task_routes' });
    expect(routeByWorkers([press], 'a', { queue: 'news' }, true).to).toMatchObject({ ...to, by: 'option' });
  });

  it('counts what the class of the task says, where apply_async would', () => {
    const own = worker('w1@a', {}, ['a [acks_late=False priority=4 expires=60 queue=own queue]']);
    expect(routeByWorkers([own], 'a', {}, true)).toMatchObject({
      to: { queue: 'own queue', priority: 4, by: 'task' },
      own: { expiresSeconds: 60 },
    });
    expect(routeByWorkers([own], 'a', {}, false).to).toMatchObject({ queue: 'celery', priority: 0 });
  });

  it('is nowhere where JSON is not taken', () => {
    const pickled = worker('w1@a', { accept_content: ['pickle'] }, ['a']);
    expect(() => routeByWorkers([pickled], 'a', {}, true)).toThrow(/takes no JSON/);
  });
});
