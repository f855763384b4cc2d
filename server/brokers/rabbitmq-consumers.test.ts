import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeConsumers } from './rabbitmq-consumers';

const answers = new Map(
  readFileSync(new URL('../../e2e/captures/rabbitmq-management-api.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { request?: string; response?: unknown })
    .map(({ request, response }) => [request, response]),
);

const consumer = (queue: string, prefetch_count: number, channel: string) => ({
  queue: { name: queue },
  prefetch_count,
  channel_details: { name: channel, connection_name: 'c1' },
});

describe('the prefetch of consumers', () => {
  it('is that of the channel, with the worker found by its remote control queue', () => {
    const byQueue = decodeConsumers(answers.get('GET /api/consumers/%2f'), answers.get('GET /api/channels'));
    expect(byQueue.get('celery')).toEqual([
      { worker: 'w2@beta', prefetch: 4 },
      { worker: 'w1@alpha', prefetch: 8 },
    ]);
    expect(byQueue.get('other')).toEqual([{ worker: 'w2@beta', prefetch: 4 }]);
  });

  it('is its own where it has one, none at all where both are zero, and unknown without its channel', () => {
    const consumers = [
      consumer('quorum', 4, 'c1 (1)'),
      consumer('free', 0, 'c1 (2)'),
      consumer('dark', 0, 'c1 (3)'),
      'nonsense',
      {},
    ];
    const channels = [{ name: 'c1 (1)', global_prefetch_count: 8 }, { name: 'c1 (2)', global_prefetch_count: 0 }, null];
    const byQueue = decodeConsumers(consumers, channels);
    expect([...byQueue]).toEqual([
      ['quorum', [{ worker: null, prefetch: 4 }]],
      ['free', [{ worker: null, prefetch: 0 }]],
      ['dark', [{ worker: null, prefetch: null }]],
    ]);
    expect(decodeConsumers({ error: 'x' }, undefined).size).toBe(0);
  });
});
