import { describe, expect, it } from 'vitest';
import { workerView } from '../workers/worker.fixture';
import type { Sight } from './detector';
import { queueWithoutConsumer } from './queue-without-consumer';
import { NOW, put, queueSight, seenBy, sight, textsOf } from './sight.fixture';

const seen = (told: Partial<Sight>) => seenBy(queueWithoutConsumer, sight(told));
const gone = { status: 'gone', statusReason: 'no-reply', statusSince: NOW - 40 } as const;
const filled = queueSight('emails', { ready: 3 });

describe('queue-without-consumer', () => {
  it('names the queue that was probably meant, and the lines that mend it', () => {
    const at = sight({ workers: [workerView('w1@alpha', { queues: ['email', 'media'] })], queues: [filled] });
    put(at, 'a', { state: 'SENT', queue: 'emails', name: 'shop.mail', sentAt: NOW - 20, client: 'gen1@web' });
    const [finding, ...others] = seenBy(queueWithoutConsumer, at);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      severity: 'critical',
      subject: { kind: 'queue', id: 'emails' },
      related: [
        { kind: 'type', id: 'shop.mail' },
        { kind: 'task', id: 'a' },
      ],
      since: NOW - 20,
    });
    expect(finding?.advice.setting).toBe(
      'task_routes = {"shop.mail": {"queue": "email"}}\n' +
        'celery -A your_app control -d w1@alpha add_consumer emails',
    );
    const [sentence, ...rest] = finding === undefined ? [] : textsOf(finding);
    expect(sentence).toBe('3 messages wait in emails, which no worker consumes: email was probably meant.');
    expect(rest.join('\n')).toContain('The one live worker consumes email, media');
    expect(rest.join('\n')).toContain('shop.mail');
    for (const text of rest) expect(text).not.toMatch(/findings\.|[{}]/);
  });

  it('accuses no queue that is paused on purpose', () => {
    const workers = [workerView('w1@alpha', { queues: [] })];
    expect(seen({ workers, queues: [filled] })).toHaveLength(1);
    expect(seen({ workers, queues: [{ ...filled, isPaused: true }] })).toEqual([]);
  });

  it('says since when its last worker is gone', () => {
    const workers = [workerView('w1@alpha', { queues: ['emails'], ...gone }), workerView('w2@beta')];
    const [finding] = seen({ workers, queues: [filled] });
    expect(finding).toMatchObject({ since: NOW - 40, related: [{ kind: 'worker', id: 'w1@alpha' }] });
    expect(finding?.sentence.values).toMatchObject({ cause: 'left', worker: 'w1@alpha', leftAt: NOW - 40 });
    expect(finding?.advice.setting).toBe('celery -A your_app worker -Q emails');
  });

  it.each([
    ['Emails', 'emails'],
    ['high-priority', 'high_priority'],
    ['celry', 'celery'],
  ])('takes %s for %s', (name, meant) => {
    const workers = [workerView('w1@alpha', { queues: ['media', meant] })];
    const [finding] = seen({ workers, queues: [queueSight(name, { ready: 1 })] });
    expect(finding?.sentence.values).toMatchObject({ cause: 'near', near: meant });
  });

  it.each([
    ['part1', 'part2'],
    ['mail', 'media'],
    ['a', 'b'],
  ])('does not take %s for %s', (name, other) => {
    const workers = [workerView('w1@alpha', { queues: [other] })];
    const [finding] = seen({ workers, queues: [queueSight(name, { ready: 1 })] });
    expect(finding?.sentence.values).toMatchObject({ cause: 'other' });
  });

  it.each<[string, Partial<Sight>]>([
    ['a worker consumes it', { workers: [workerView('w1@alpha', { queues: ['emails'] })] }],
    ['it is empty', { queues: [queueSight('emails')] }],
    ['it was not read for long', { queues: [queueSight('emails', { ready: 3, readAt: NOW - 100 })] }],
    ['a worker has not told what it consumes', { workers: [workerView('w1@alpha', { queues: null })] }],
    ['the broker knows consumers of it', { queues: [queueSight('emails', { ready: 3, consumers: 1 })] }],
    ['we have only begun to watch', { watchedSince: NOW - 5 }],
    [
      'its worker left a moment ago and may be restarted',
      { workers: [workerView('w1@alpha', { queues: ['emails'], ...gone, statusSince: NOW - 10 })] },
    ],
  ])('stays silent when %s', (_, told) => {
    expect(seen({ workers: [workerView('w2@beta', { queues: ['x'] })], queues: [filled], ...told })).toEqual([]);
  });

  it('leaves queues of RabbitMQ alone that no task, worker or near name speaks for, such as dead letters', () => {
    const rabbit = { brokerKind: 'amqp', workers: [workerView('w1@alpha', { queues: ['orders'] })] } as const;
    const queues = ['dead-letters', 'celery_delayed_3', 'order'].map((name) =>
      queueSight(name, { ready: 1, consumers: 0 }),
    );
    expect(seen({ ...rabbit, queues }).map(({ subject }) => subject.id)).toEqual(['order']);
  });
});
