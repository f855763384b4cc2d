import { describe, expect, it } from 'vitest';
import { noteRevoke, noteRevoked, sweepRevoked } from '../cluster/revocations';
import type { Task } from '../cluster/task';
import { newWorkerRecord } from '../cluster/worker-record';
import { workerView } from '../workers/worker.fixture';
import type { Sight } from './detector';
import { revokeForgotten } from './revoke-forgotten';
import { delivery, NOW, put, record, seenBy, sight, textsOf } from './sight.fixture';

const { replies: none } = newWorkerRecord('w1@alpha', 0);
const held: Partial<Task> = { state: 'RECEIVED', eta: NOW + 600, deliveries: [delivery({ receivedAt: NOW - 15 })] };

/** `a` was revoked a minute ago; w1 was started 20 s ago and told 5 s ago what it knows. */
function told(knows: readonly string[], task: Partial<Task> = held, record1 = {}, worker = {}): Sight {
  const at = sight({ workers: [workerView('w1@alpha', worker)] });
  record(at, 'w1@alpha', {
    onlineSeenAt: NOW - 20,
    replies: { ...none, readAt: { revoked: NOW - 5 } },
    ...record1,
  });
  put(at, 'a', task);
  noteRevoked(at.cluster, 'w1@alpha', ['a', 'foreign'], NOW - 60);
  noteRevoked(at.cluster, 'w1@alpha', knows, NOW - 5);
  return at;
}

describe('revoke-forgotten', () => {
  it('tells a task that its worker holds and no longer takes for revoked', () => {
    const [finding, ...others] = seenBy(revokeForgotten, told([]));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      subject: { kind: 'task', id: 'a' },
      sentence: { values: { worker: 'w1@alpha', how: 'holds', eta: 'known' } },
      since: NOW - 20,
    });
    expect(finding?.advice.setting).toContain('control revoke a\n');
    const texts = finding === undefined ? [] : textsOf(finding);
    expect(texts.join('\n')).toContain('w1@alpha listed it as revoked');
    for (const text of texts) expect(text).not.toMatch(/findings\.|[{}]/);
  });

  it('tells one that waits in a queue of such a worker', () => {
    const seen = seenBy(revokeForgotten, told([], { state: 'SENT' }));
    expect(seen).toMatchObject([{ sentence: { values: { how: 'takes' } } }]);
  });

  it('is silent while the worker remembers, or has not told since the revoke or since its start', () => {
    expect(seenBy(revokeForgotten, told(['a']))).toEqual([]);
    for (const readAt of [NOW - 59, NOW - 30])
      expect(seenBy(revokeForgotten, told([], held, { replies: { ...none, readAt: { revoked: readAt } } }))).toEqual(
        [],
      );
  });

  it('is silent about a task that runs, that ended, or that nobody can take', () => {
    const running = { state: 'STARTED', deliveries: [delivery({ startedAt: NOW - 5 })] } as const;
    expect(seenBy(revokeForgotten, told([], running))).toEqual([]);
    expect(seenBy(revokeForgotten, told([], { state: 'SENT' }, {}, { queues: ['other'] }))).toEqual([]);
    expect(seenBy(revokeForgotten, told([], held, {}, { status: 'gone' }))).toEqual([]);
    const ended = told([], { state: 'REVOKED' });
    sweepRevoked(ended.cluster);
    expect(seenBy(revokeForgotten, ended)).toEqual([]);
  });

  it('remembers what was revoked from here when nobody was up to hear it', () => {
    const at = sight({ workers: [workerView('w1@alpha')] });
    record(at, 'w1@alpha', { onlineSeenAt: NOW - 20, replies: { ...none, readAt: { revoked: NOW - 5 } } });
    put(at, 'a', { state: 'SENT' });
    noteRevoke(at.cluster, 'a', NOW - 60);
    expect(seenBy(revokeForgotten, at).flatMap(textsOf).join('\n')).toContain('A revoke was sent from here');
  });
});
