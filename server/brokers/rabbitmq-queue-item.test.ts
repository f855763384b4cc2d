import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeQueueItems, isPlumbing } from './rabbitmq-queue-item';

interface Row {
  readonly request?: string;
  readonly response?: unknown[];
}

const captured = readFileSync(new URL('../../e2e/captures/rabbitmq-management-api.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Row)
  .find(({ request }) => request === 'GET /api/queues/%2f');

const item = (fields: Record<string, unknown>) => ({
  name: 'celery',
  messages_ready: 3,
  consumers: 1,
  messages_unacknowledged: 0,
  ...fields,
});

describe('queues of the management API', () => {
  it('are read from a real answer, without the queues of events, remote control and results', () => {
    const readings = decodeQueueItems(captured?.response ?? [], true);
    expect(readings.map(({ name, ready, unacked, consumers }) => ({ name, ready, unacked, consumers }))).toEqual([
      { name: 'celery', ready: 3, unacked: 12, consumers: 2 },
      { name: 'other', ready: 0, unacked: 0, consumers: 1 },
    ]);
    expect(readings[0]).toMatchObject({
      inPerSecond: 0,
      outPerSecond: 0,
      readyByPriority: [{ priority: 0, ready: 3 }],
    });
  });

  it('list their priorities largest first', () => {
    const [reading] = decodeQueueItems(
      [item({ backing_queue_status: { priority_lengths: { 0: 1, 10: 2, 9: 0 } } })],
      true,
    );
    expect(reading?.readyByPriority).toEqual([
      { priority: 10, ready: 2 },
      { priority: 9, ready: 0 },
      { priority: 0, ready: 1 },
    ]);
  });

  it('agree in sum with their lanes, which RabbitMQ counts at another moment than the whole', () => {
    const lagging = { messages_ready: 7, backing_queue_status: { priority_lengths: { 0: 1, 9: 4 } } };
    expect(decodeQueueItems([item(lagging)], true)[0]?.ready).toBe(5);
  });

  it('do not pass for one lane when priorities exist and were not told', () => {
    const [reading] = decodeQueueItems([item({ arguments: { 'x-max-priority': 10 } })], true);
    expect(reading?.readyByPriority).toBeNull();
    expect(reading?.unknown['readyByPriority']).toBe('management_no_priorities');
  });

  it('add what is acknowledged and what needs no acknowledgement to the rate out', () => {
    const message_stats = {
      publish_details: { rate: 5 },
      ack_details: { rate: 3 },
      deliver_no_ack_details: { rate: 0.5 },
    };
    expect(decodeQueueItems([item({ message_stats })], true)[0]).toMatchObject({ inPerSecond: 5, outPerSecond: 3.5 });
  });

  it('have no rates, rather than zero, where the server counts none', () => {
    const [reading] = decodeQueueItems([item({})], false);
    expect(reading).toMatchObject({ inPerSecond: null, outPerSecond: null });
    expect(reading?.unknown).toMatchObject({
      inPerSecond: 'management_rates_off',
      outPerSecond: 'management_rates_off',
    });
  });

  it('are left out when they are none, and keep what is sound when a field is not', () => {
    const readings = decodeQueueItems(
      [null, 7, {}, { name: '' }, { name: 'x'.repeat(300) }, item({ messages_ready: -1, consumers: 'many' })],
      true,
    );
    expect(readings).toHaveLength(1);
    expect(readings[0]).toMatchObject({
      ready: null,
      consumers: null,
      unacked: 0,
      unknown: { ready: 'management_no_figure', consumers: 'management_no_figure' },
    });
  });

  it('of delayed delivery hold tasks and are shown; a name that looks internal is not enough to hide a durable queue', () => {
    expect(isPlumbing({ name: 'celery_delayed_27', auto_delete: false })).toBe(false);
    expect(isPlumbing({ name: '9f935a27-f8ae-3a0f-9764-a547279449bb', auto_delete: false })).toBe(false);
    expect(isPlumbing({ name: '9f935a27-f8ae-3a0f-9764-a547279449bb', auto_delete: true })).toBe(true);
    expect(isPlumbing({ name: 'myev.9f935a27-f8ae-3a0f-9764-a547279449bb', auto_delete: true })).toBe(true);
    expect(isPlumbing({ name: 'celery', exclusive: false, auto_delete: true })).toBe(false);
  });
});
