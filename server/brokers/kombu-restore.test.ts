import { describe, expect, it } from 'vitest';
import { restoredMessage, withMember } from './kombu-restore';

const message = (properties: string, headers = '{"id": "a"}') =>
  `[{"body": "W10=", "headers": ${headers}, "properties": ${properties}}, "", "mail"]`;

describe('an entry of the unacknowledged', () => {
  it('becomes the same message with both marks of a redelivery', () => {
    const restored = restoredMessage(message('{"delivery_info": {"routing_key": "mail", "redelivered": false}}'));
    expect(restored).toEqual({
      payload:
        '{"body": "W10=", "headers": {"id": "a", "redelivered": true}, "properties": {"delivery_info": {"routing_key": "mail", "redelivered": true}}}',
      exchange: '',
      routingKey: 'mail',
      priority: 0,
    });
  });

  it('keeps numbers that have more digits than ours, and those that are none', () => {
    const restored = restoredMessage(message('{"delivery_info": {}}', '{"n": 12345678901234567890, "m": NaN}'));
    expect(restored?.payload).toContain('"n": 12345678901234567890, "m": NaN');
  });

  it.each([
    ['7', 7],
    ['42', 9],
    ['-3', 0],
    ['"5"', 5],
    ['3.9', 3],
    ['"3.9"', 0],
    ['true', 1],
    ['NaN', 0],
    ['null', 0],
    ['"high"', 0],
    ['[1]', 0],
  ])('has the priority that kombu reads in %s', (written, priority) => {
    expect(restoredMessage(message(`{"priority": ${written}, "delivery_info": {}}`))?.priority).toBe(priority);
  });

  it.each(['', 'null', '[]', '[1, 2, 3]', '[{"body": "x"}, "", "mail"]', '[{"body": "x", "properties": {}}, "", 7]'])(
    'is no message when it is written as %s',
    (text) => {
      expect(restoredMessage(text)).toBeNull();
    },
  );

  it('has a member set once, whatever its name', () => {
    expect(withMember('{"__proto__": 1, "é": 2}', 'é', '3')).toBe('{"__proto__": 1, "é": 3}');
    expect(withMember('[1]', 'a', '2')).toBe('[1]');
  });
});
