import { describe, expect, it } from 'vitest';
import type { TransportOptions } from './broker';
import { redisNames, type RedisNames } from './redis-names';
import { defaultTransportOptions, mergeTransportOptions } from './transport-options';

const SEP = '\x06\x16';

function names(options: Partial<TransportOptions> = {}, db = 0, sentinels = false): RedisNames {
  return redisNames({ ...defaultTransportOptions, ...options }, db, sentinels);
}

describe('redisNames', () => {
  it('are those of the fact sheet for each option', () => {
    expect(names().eventPatterns).toEqual(['/0.celeryev/*', '/0.celeryev']);
    expect(names({}, 2).controlChannels).toEqual(['/2.celery.pidbox']);
    expect(names({ fanoutPrefix: false }).eventPatterns[0]).toBe('celeryev/*');
    expect(names({ fanoutPrefix: '/x-{db}.' }, 7).controlChannels).toEqual(['/x-7.celery.pidbox']);
    expect(names({ globalKeyprefix: 'app1:' }).controlChannels).toEqual(['app1:/0.celery.pidbox']);
    expect(names({ globalKeyprefix: 'app1:' }).unackedKey).toBe('app1:unacked');
    expect(names({ eventExchange: 'myev', controlExchange: 'myctl' }).replyBindingKey).toBe(
      '_kombu.binding.reply.myctl.pidbox',
    );
  });

  it('take no part of a prefix for a pattern', () => {
    expect(names({ globalKeyprefix: 'a[1]*?\\:' }).eventPatterns[0]).toBe('a\\[1\\]\\*\\?\\\\:/0.celeryev/*');
    expect(names({ globalKeyprefix: 'a*' }).bindingGlob).toBe('a\\*_kombu.binding.*');
  });

  it('behind sentinels are also those of workers before kombu 5.4', () => {
    expect(names({}, 3, true).controlChannels).toEqual(['/3.celery.pidbox', '/{db}.celery.pidbox']);
  });

  it('put the prefix before keys, not into the binding', () => {
    const prefixed = names({ globalKeyprefix: 'p:' });
    expect(prefixed.replyKey('oid')).toBe('p:oid.reply.celery.pidbox');
    expect(prefixed.replyBinding('oid')).toBe(`oid${SEP}${SEP}oid.reply.celery.pidbox`);
  });

  it('choose the largest step that is not above the priority, and the last one below the first', () => {
    const lane = (priority: number, steps = [0, 3, 6, 9]): string =>
      names({ prioritySteps: steps }).laneFor('q', priority);
    expect([0, 2, 3, 5, 6, 8, 9, 255].map((priority) => lane(priority))).toEqual([
      'q',
      'q',
      `q${SEP}3`,
      `q${SEP}3`,
      `q${SEP}6`,
      `q${SEP}6`,
      `q${SEP}9`,
      `q${SEP}9`,
    ]);
    expect(lane(0, [1, 4])).toBe(`q${SEP}4`);
  });

  it('tell exchanges of tasks from those of events and control', () => {
    const { taskExchangeOf } = names();
    expect(taskExchangeOf('_kombu.binding.celery')).toBe('celery');
    for (const key of [
      '_kombu.binding.celeryev',
      '_kombu.binding.celery.pidbox',
      '_kombu.binding.reply.celery.pidbox',
      '_kombu.binding_permanent.celery',
      'celery',
    ]) {
      expect(taskExchangeOf(key), key).toBeNull();
    }
  });
});

describe('mergeTransportOptions', () => {
  it('takes what is right and leaves out what no broker can have', () => {
    const hostile = {
      prioritySteps: [9, 0, 3, 3],
      sep: '',
      unackedKey: 'x'.repeat(1000),
      fanoutPrefix: 7,
      eventExchange: 'ev',
      nonsense: 1,
    };
    expect(mergeTransportOptions(defaultTransportOptions, hostile as unknown as Partial<TransportOptions>)).toEqual({
      ...defaultTransportOptions,
      prioritySteps: [0, 3, 9],
      eventExchange: 'ev',
    });
  });
});
