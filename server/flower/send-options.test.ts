import { describe, expect, it } from 'vitest';
import { readSendOptions } from './send-options';

const read = (body: object | string, dates: 'flower' | 'celery' = 'flower') =>
  readSendOptions(typeof body === 'string' ? body : JSON.stringify(body), dates);
const wall = (...at: Parameters<typeof Date.UTC>) => ({ wall: Date.UTC(...at) / 1000 });

describe('the body of a task to send', () => {
  it('may be empty, and is taken as it was written', () => {
    expect(read('')).toEqual({ args: '[]', kwargs: '{}' });
    expect(read('{"args": [12345678901234567890, 1.0, NaN], "kwargs": {"a": {"b": []}}}')).toEqual({
      args: '[12345678901234567890, 1.0, NaN]',
      kwargs: '{"a": {"b": []}}',
    });
  });

  it('tells options of apply_async', () => {
    const options = { queue: 'q', exchange: 'e', routing_key: 'k', priority: 3, task_id: 'my-id', shadow: 's' };
    const more = { time_limit: 9, soft_time_limit: '8.5', ignore_result: true, headers: { tenant: 'acme', n: 1 } };
    expect(read({ ...options, ...more, retry: true, serializer: 'json', link: null })).toMatchObject({
      ...{ queue: 'q', exchange: 'e', routingKey: 'k', priority: 3, uuid: 'my-id', shadow: 's' },
      ...{ timeLimit: 9, softTimeLimit: 8.5, ignoreResult: true, headers: { tenant: 'acme', n: 1 } },
    });
  });

  it('has times as Flower reads them', () => {
    expect(read({ eta: '2026-11-22 10:05:01.25', countdown: '1.5', expires: 60 })).toMatchObject({
      eta: { wall: wall(2026, 10, 22, 10, 5, 1).wall + 0.25 },
      countdown: 1.5,
      expires: { in: 60 },
    });
    expect(read({ expires: ' 1e3 ' }).expires).toEqual({ in: 1000 });
    expect(read({ expires: '2024-2-29 1:2:3.0' }).expires).toEqual(wall(2024, 1, 29, 1, 2, 3));
  });

  it.each([
    '2026-11-22 10:00:00',
    '2026-11-22T10:00:00.0',
    '2026-02-29 10:00:00.0',
    '2026-13-01 10:00:00.0',
    '2026-11-22 24:00:00.0',
    '2026-11-22 10:00:00.1234567',
    'tomorrow',
    5,
    [],
  ])('refuses the eta %j', (eta) => {
    expect(() => read({ eta })).toThrow(expect.objectContaining({ status: 400 }) as Error);
  });

  it('of send-task may have times as Celery reads them', () => {
    expect(read({ eta: '2026-11-22T10:00:00+01:00' }, 'celery').eta).toBe(Date.UTC(2026, 10, 22, 9) / 1000);
    expect(read({ eta: '2026-11-22T10:00:00' }, 'celery').eta).toEqual(wall(2026, 10, 22, 10));
    expect(() => read({ eta: 'soon' }, 'celery')).toThrow();
  });

  it.each([
    ['not JSON', '{'],
    ['a list', '[]'],
    ['null', 'null'],
    ['args that are no array', '{"args": {"0": 1}}'],
    ['kwargs that are no object', '{"kwargs": [1]}'],
    ['a deep nest', `{"args": ${'['.repeat(5000)}${']'.repeat(5000)}}`],
    ['a countdown that is none', '{"countdown": "soon"}'],
    ['a countdown without an end', '{"countdown": 1e400}'],
    ['an expiry that is none', '{"expires": "never"}'],
    ['an option that would run another task', '{"link": {"task": "other"}}'],
    ['an option of Python objects', '{"producer": "x"}'],
    ['a header that Celery reads', '{"headers": {"task": "other"}}'],
    ['a header that is an object', '{"headers": {"a": {}}}'],
    ['an id that is no id', '{"task_id": "a\\nb"}'],
    ['a priority beyond all', '{"priority": 256}'],
    ['another serializer', '{"serializer": "pickle"}'],
  ])('that has %s is a 400', (_what, body) => {
    expect(() => read(body)).toThrow(expect.objectContaining({ name: 'FlowerError', status: 400 }) as Error);
  });

  it('changes no prototype', () => {
    expect(() => read('{"__proto__": {"polluted": 1}}')).toThrow();
    expect(read('{"kwargs": {"__proto__": {"polluted": 1}}}').kwargs).toBe('{"__proto__": {"polluted": 1}}');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
