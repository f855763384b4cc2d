import { describe, expect, it } from 'vitest';
import type { RawMessage } from '../brokers/broker';
import { createPressure } from './pressure';

const late = (lagSeconds: number) => ({ lagSeconds, seenUntil: 0 });
const redisBeat = (hostname: string): RawMessage => ({
  at: 1,
  channel: '/0.celeryev/worker.heartbeat',
  body: Buffer.from(`{"body": "eyJ4IjogMX0=", "headers": {"hostname": "${hostname}"}, "properties": {}}`),
});
const amqpBeat = (hostname: string): RawMessage => ({
  at: 1,
  channel: 'worker.heartbeat',
  body: '{}',
  properties: { headers: { hostname } },
});

describe('createPressure', () => {
  it('leaves nothing out while the stream is on time', () => {
    const pressure = createPressure();
    pressure.stream(late(0.4), 1);
    expect([pressure.takesDepth(), pressure.takesTimeline()]).toEqual([true, true]);
    expect(pressure.takesMessage(redisBeat('w1'), 1)).toBe(true);
    expect(pressure.shedding).toBe('nothing');
  });

  it('leaves details out first, then timeline entries, and counts them', () => {
    const pressure = createPressure();
    pressure.stream(late(1.5), 1);
    expect([pressure.takesDepth(), pressure.takesTimeline()]).toEqual([false, true]);
    pressure.stream(late(4), 2);
    expect([pressure.takesDepth(), pressure.takesTimeline()]).toEqual([false, false]);
    expect(pressure.dropped).toEqual({ heartbeats: 0, depthSamples: 2, timelineEntries: 1 });
  });

  it.each([
    ['Redis', redisBeat],
    ['RabbitMQ', amqpBeat],
  ])('takes one heartbeat of each worker in five seconds on %s, and everything else', (_, beat) => {
    const pressure = createPressure();
    pressure.stream(late(2), 1);
    expect(['w1@a', 'w2@a', 'w1@a', 'w2@a'].map((name) => pressure.takesMessage(beat(name), 2))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(pressure.takesMessage(beat('w1@a'), 7.5)).toBe(true);
    const other = { ...beat('w1@a'), channel: beat('').channel.replace('worker.heartbeat', 'task.multi') };
    expect([pressure.takesMessage(other, 7.6), pressure.takesMessage(other, 7.6)]).toEqual([true, true]);
    expect(pressure.dropped.heartbeats).toBe(2);
  });

  it('goes back to everything only after some calm', () => {
    const pressure = createPressure();
    pressure.stream(late(4), 1);
    pressure.stream(late(0.1), 2);
    pressure.stream(late(0.1), 5);
    expect(pressure.shedding).toBe('timeline');
    pressure.stream(late(0.8), 6);
    pressure.stream(late(0.1), 7);
    pressure.stream(late(0.1), 11);
    expect(pressure.shedding).toBe('timeline');
    pressure.stream(late(0.1), 12);
    expect(pressure.shedding).toBe('nothing');
  });
});
