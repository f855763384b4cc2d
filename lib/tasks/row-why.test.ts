import { describe, expect, it } from 'vitest';
import { whyOf } from './row-why';
import { taskRow } from './task-row.fixture';

const NOW = 2000;
const key = (fields: Parameters<typeof taskRow>[0], matches = true) =>
  whyOf(taskRow(fields), matches, NOW)?.key ?? null;

describe('whyOf', () => {
  it('says first that a row no longer matches', () => {
    expect(key({ uuid: 'a', state: 'FAILURE', exception: 'X()' }, false)).toBe('tasks.why.noLongerMatches');
  });

  it('says that a task ran twice before how it ended', () => {
    expect(key({ uuid: 'a', state: 'SUCCESS', deliveries: 2, findings: ['duplicate-execution'] })).toBe(
      'tasks.why.ranTwice',
    );
  });

  it('names the exception and the try it happened at', () => {
    const why = whyOf(
      taskRow({ uuid: 'a', state: 'FAILURE', retries: 5, exception: "ConnectTimeout('hooks.example')" }),
      true,
      NOW,
    );
    expect(why).toEqual({
      key: 'tasks.why.failedTry',
      values: { type: 'ConnectTimeout', text: 'hooks.example', tries: 6 },
    });
  });

  it('tells a scheduled task from one that waits for a slot', () => {
    expect(key({ uuid: 'a', state: 'RECEIVED', eta: NOW + 60 })).toBe('tasks.why.scheduled');
    expect(key({ uuid: 'a', state: 'RECEIVED', eta: NOW - 60 })).toBe('tasks.why.reserved');
    expect(key({ uuid: 'a', state: 'RECEIVED', findings: ['prefetch-starvation'] })).toBe('tasks.why.starved');
    expect(key({ uuid: 'a', state: 'SENT' })).toBe('tasks.why.sent');
  });

  it('says what keeps a task that waits, where that is known', () => {
    const waits = { key: 'tasks.why.noConsumer', values: { queue: 'mail' } };
    expect(key({ uuid: 'a', state: 'SENT', waits })).toBe('tasks.why.noConsumer');
    expect(key({ uuid: 'a', state: 'RECEIVED', eta: NOW + 60, waits })).toBe('tasks.why.scheduled');
  });

  it('says that a task was revoked before when it would have been due', () => {
    const waits = { key: 'tasks.why.revoked', values: { from: 'here' } };
    expect(key({ uuid: 'a', state: 'RECEIVED', eta: NOW + 60, findings: ['prefetch-starvation'], waits })).toBe(
      'tasks.why.revoked',
    );
    expect(key({ uuid: 'a', state: 'RETRY', eta: NOW + 60, exception: 'X()', waits })).toBe('tasks.why.revoked');
  });

  it('tells a redelivery from the receipt of a retry', () => {
    expect(key({ uuid: 'a', state: 'RECEIVED', deliveries: 2 })).toBe('tasks.why.redelivered');
    expect(key({ uuid: 'a', state: 'RECEIVED', deliveries: 2, retries: 1 })).toBe('tasks.why.reserved');
    expect(key({ uuid: 'a', state: 'STARTED', deliveries: 2 })).toBe('tasks.why.delivery');
    expect(key({ uuid: 'a', state: 'STARTED', deliveries: 2, retries: 1 })).toBeNull();
  });

  it('says when a retry is due', () => {
    expect(
      whyOf(taskRow({ uuid: 'a', state: 'RETRY', eta: NOW + 56.2, exception: 'X()' }), true, NOW)?.values['inSeconds'],
    ).toBe(57);
    expect(key({ uuid: 'a', state: 'RETRY', exception: 'X()' })).toBe('tasks.why.retry');
  });

  it('tells a task revoked before it ran from one that was stopped', () => {
    expect(key({ uuid: 'a', state: 'REVOKED' })).toBe('tasks.why.revokedWaiting');
    expect(key({ uuid: 'a', state: 'REVOKED', startedAt: 1500 })).toBe('tasks.why.revokedRunning');
  });

  it('has nothing to say of a plain run and a result of None', () => {
    expect(key({ uuid: 'a', state: 'STARTED' })).toBeNull();
    expect(key({ uuid: 'a', state: 'SUCCESS', result: 'None' })).toBeNull();
    expect(key({ uuid: 'a', state: 'PROGRESS' })).toBeNull();
  });
});
