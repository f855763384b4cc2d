import { describe, expect, it } from 'vitest';
import { toRawMessage } from './amqp-events';

const fields = { deliveryTag: 1, redelivered: false, exchange: 'celeryev', routingKey: 'task.multi', consumerTag: 'c' };
const bare = {
  contentType: undefined,
  contentEncoding: undefined,
  deliveryMode: undefined,
  priority: undefined,
  correlationId: undefined,
  replyTo: undefined,
  expiration: undefined,
  messageId: undefined,
  timestamp: undefined,
  type: undefined,
  userId: undefined,
  appId: undefined,
  clusterId: undefined,
};

describe('a delivery', () => {
  it('keeps its text as it came and of its headers only those that reading needs', () => {
    const properties = {
      ...bare,
      contentType: 'application/json',
      contentEncoding: 'utf-8',
      headers: { hostname: 'w1@ä', compression: 7, secret: 'x' },
    };
    expect(toRawMessage({ content: Buffer.from('{"a": NaN}'), fields, properties }, 12.5)).toEqual({
      at: 12.5,
      channel: 'task.multi',
      body: '{"a": NaN}',
      properties: { contentType: 'application/json', contentEncoding: 'utf-8', headers: { hostname: 'w1@ä' } },
    });
  });

  it('without any property is still told apart from a Redis message, and bytes stay bytes', () => {
    const content = Buffer.from([0x78, 0x9c, 0xff]);
    expect(toRawMessage({ content, fields, properties: { ...bare, headers: undefined } }, 1)).toEqual({
      at: 1,
      channel: 'task.multi',
      body: content,
      properties: { headers: {} },
    });
  });
});
