import { describe, expect, it } from 'vitest';
import { renderMessage } from '../i18n/render';
import { duplicateOf, starvationOf } from '../workers/worker.fixture';
import { queuesVerdict } from './queues-verdict';
import { queueView } from './queue.fixture';
import { filterQueues, sortQueues } from './sort-queues';

const said = (queues: Parameters<typeof queuesVerdict>[0], findings: Parameters<typeof queuesVerdict>[2] = []) => {
  const { kind, answer, rest } = queuesVerdict(queues, [], findings);
  return [kind, renderMessage(answer), renderMessage(rest)];
};

describe('queuesVerdict', () => {
  it('is healthy when nothing waits, and while work is done', () => {
    expect(said([queueView('a')])).toEqual(['healthy', 'Nothing waits in the queues.', 'Nothing ready in 1 queue.']);
    expect(said([queueView('a', { ready: 412, reserved: 16 })])).toEqual([
      'healthy',
      'Work is being done.',
      '412 messages ready in 1 queue, 16 tasks held by workers.',
    ]);
  });

  it('says the worst finding first, though another queue stands before it', () => {
    const queues = [queueView('mail'), queueView('media')];
    expect(said(queues, [starvationOf('m1', 'm2'), duplicateOf('u', 'mail')]).slice(0, 2)).toEqual([
      'critical',
      'A task of mail ran twice.',
    ]);
    expect(said(queues, [starvationOf('m1', 'm2')])[1]).toBe('media has waiting tasks and free slots.');
  });

  it('names a queue with messages that nobody consumes', () => {
    expect(said([queueView('a', { ready: 1, consumers: 0 }), queueView('b', { consumers: 0 })]).slice(0, 2)).toEqual([
      'warning',
      'No worker consumes a.',
    ]);
  });

  it('takes a queue that is paused for paused, not for one that lacks a consumer', () => {
    const pause = { at: 1, actor: 'ada', reason: null, isHeld: false, stopped: 1, takers: [], takerCount: 0 };
    expect(said([queueView('a', { ready: 1, consumers: 0, consumerNames: [], pause })]).slice(0, 2)).toEqual([
      'notice',
      'a is paused.',
    ]);
    const both = [queueView('a', { ready: 1, consumers: 0, pause }), queueView('b', { ready: 1, consumers: 0 })];
    expect(said(both)[1]).toBe('No worker consumes b.');
  });

  it('notices growth only where no slot is free', () => {
    const growing = { ready: 90, inPerSecond: 3, outPerSecond: 1 };
    expect(said([queueView('a', { ...growing, freeSlots: 0 })])[0]).toBe('notice');
    expect(said([queueView('a', growing)])[0]).toBe('healthy');
  });

  it('knows nothing when no length could be read', () => {
    expect(said([queueView('a', { ready: null })])[0]).toBe('unknown');
  });
});

describe('sortQueues and filterQueues', () => {
  const queues = [queueView('b', { ready: null }), queueView('a', { ready: 1 }), queueView('c', { ready: 5 })];
  const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name);

  it('put what is not known last', () => {
    expect(names(sortQueues(queues, 'ready', true))).toEqual(['c', 'a', 'b']);
    expect(names(sortQueues(queues, 'ready', false))).toEqual(['a', 'c', 'b']);
  });

  it('find a queue by its name and by its worker', () => {
    expect(names(filterQueues([queueView('mail', { consumerNames: ['w9@x'] }), queueView('web')], 'W9'))).toEqual([
      'mail',
    ]);
    expect(names(filterQueues(queues, ''))).toHaveLength(3);
  });
});
