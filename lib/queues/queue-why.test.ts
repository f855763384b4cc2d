import { describe, expect, it } from 'vitest';
import { renderMessage } from '../i18n/render';
import { duplicateOf, starvationOf, workerView } from '../workers/worker.fixture';
import { queueWhy } from './queue-why';
import { queueView } from './queue.fixture';

const said = (...args: Parameters<typeof queueWhy>) => renderMessage(queueWhy(...args).text);

describe('queueWhy', () => {
  it('names the worker that holds what others could run', () => {
    const why = queueWhy(queueView('media'), [], [starvationOf('media@1', 'media@2')]);
    expect([why.severity, renderMessage(why.text)]).toEqual(['warning', '24 in media@1, 5 slots free at media@2']);
  });

  it('keeps out findings that are over or about another queue', () => {
    expect(said(queueView('media'), [], [starvationOf('a', 'b', { closedAt: 1 })])).toBe('No one waits');
    expect(said(queueView('media'), [], [duplicateOf('u', 'mail')])).toBe('No one waits');
    expect(said(queueView('mail'), [], [duplicateOf('u', 'mail')])).toBe('A task ran twice');
  });

  it('says who left when nobody consumes it', () => {
    const queue = queueView('mail', { ready: 3, consumers: 0, consumerNames: [] });
    const gone = workerView('w1', { status: 'gone', statusSince: 43_200, queues: ['mail'] });
    expect(queueWhy(queue, [], []).severity).toBe('warning');
    expect(said(queue, [gone, workerView('w2', { queues: ['web'] })], [])).toContain('No worker consumes it; w1 left');
  });

  it('tells full slots, with a worker that left and with more coming than going', () => {
    const full = { ready: 3, slots: 2, freeSlots: 0 };
    expect(said(queueView('mail', full), [], [])).toBe('Both slots busy');
    expect(said(queueView('mail', { ...full, ready: 300, inPerSecond: 4, outPerSecond: 1 }), [], [])).toBe(
      'Both slots busy, and more comes than goes',
    );
    const gone = workerView('w1', { status: 'gone', statusSince: 43_200 });
    expect(said(queueView('mail', full), [gone], [])).toContain('Both slots busy; w1 left');
  });

  it('says where held tasks wait', () => {
    expect(said(queueView('mail', { reserved: 2, consumerNames: ['w1'] }), [], [])).toBe('Wait for a slot in w1');
    expect(said(queueView('mail', { scheduled: 2 }), [], [])).toBe('Wait for their eta in its workers');
  });

  it('gives the reason when the length can not be read', () => {
    expect(said(queueView('mail', { ready: null, unknown: { ready: 'queue_missing' } }), [], [])).toBe(
      'the queue does not exist in the broker',
    );
  });

  it('is quiet when nothing waits', () => {
    expect(queueWhy(queueView('mail', { active: 2 }), [], [])).toMatchObject({ quiet: true, severity: null });
  });
});
