import { describe, expect, it } from 'vitest';
import { renderMessage } from '../i18n/render';
import { queueView } from './queue.fixture';
import { reasonCode, UNKNOWN_REASONS, unknownFigures, unknownReason } from './unknown-reason';

describe('unknownReason', () => {
  it.each(UNKNOWN_REASONS)('has words for %s', (code) => {
    const text = renderMessage(unknownReason(code));
    expect(text).not.toContain('queues.unknown');
  });

  it('shows a code that it does not know', () => {
    expect(renderMessage(unknownReason('AMQP_541'))).toBe('not known (AMQP_541)');
  });

  it('takes no member of every object for a code', () => {
    expect(renderMessage(unknownReason('constructor'))).toBe('not known (constructor)');
  });
});

describe('unknownFigures', () => {
  it('names together what has one reason', () => {
    const figures = unknownFigures(
      queueView('q', {
        inPerSecond: null,
        outPerSecond: null,
        unknown: { inPerSecond: 'management_rates_off', outPerSecond: 'management_rates_off' },
      }),
    );
    expect(figures).toMatchObject([{ fields: ['inPerSecond', 'outPerSecond'] }]);
  });

  it('misses no oldest message in an empty queue', () => {
    expect(unknownFigures(queueView('q', { ready: 0, oldestAgeSeconds: null }))).toEqual([]);
    expect(unknownFigures(queueView('q', { ready: 1, oldestAgeSeconds: null }))).toHaveLength(1);
  });
});

describe('reasonCode', () => {
  it('gives the broker that lets nobody look at a message as the reason for an unknown age', () => {
    const unknown = { oldestAgeSeconds: 'sent_not_seen', oldestUuid: 'peek_marks_redelivered' };
    expect(reasonCode({ unknown }, 'oldestAgeSeconds')).toBe('peek_marks_redelivered');
    expect(reasonCode({ unknown: { ...unknown, oldestUuid: 'empty' } }, 'oldestAgeSeconds')).toBe('sent_not_seen');
    expect(reasonCode({ unknown: { oldestAgeSeconds: 'sent_not_seen' } }, 'oldestAgeSeconds')).toBe('sent_not_seen');
  });
});
