import { describe, expect, it } from 'vitest';
import { sweepCluster } from '../cluster/cluster';
import { newWorkerRecord } from '../cluster/worker-record';
import { workerView } from '../workers/worker.fixture';
import { duplicateExecution } from './duplicate-execution';
import { poisonTask } from './poison-task';
import { delivery, NOW, put, record, seenBy, sight, textsOf } from './sight.fixture';
import { taskLost } from './task-lost';

const gone = workerView('w1@alpha', { status: 'gone', statusReason: 'no-reply', statusSince: NOW - 40 });
const lost = { state: 'LOST', worker: 'w1@alpha', startedAt: NOW - 50, endedAt: NOW - 5 } as const;

const acksLate = (told: Readonly<Record<string, boolean>>) => {
  const { replies } = newWorkerRecord('w1@alpha', 0);
  return { replies: { ...replies, acksLate: told } };
};

describe('task-lost', () => {
  it('tells where it was lost and how sure that is', () => {
    const seen = (missed: number) => {
      const unacked = { at: NOW - 1, truncated: false, entries: [] };
      const at = sight({ workers: [gone], unacked, lostBy: () => missed });
      put(at, 'a', lost);
      return seenBy(taskLost, at);
    };
    const [finding, ...others] = seen(0);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ severity: 'critical', subject: { kind: 'task', id: 'a' }, since: NOW - 5 });
    expect(finding?.advice.setting).toContain('"shop.nap": {"acks_late": True');
    const texts = finding === undefined ? [] : textsOf(finding);
    expect(texts.join('\n')).toContain('held no unacknowledged message of it');
    expect(texts.join('\n')).toContain('hardly told and not heard');
    for (const text of texts) expect(text).not.toMatch(/findings\.|[{}]/);
    expect(seen(2).flatMap(textsOf).join('\n')).toContain('2 events of w1@alpha were lost');
  });

  it('is a fact only where its worker is known to be gone, and not silent alone', () => {
    const seen = (worker: typeof gone) => {
      const at = sight({ workers: [worker] });
      put(at, 'a', lost);
      return seenBy(taskLost, at).flatMap(textsOf)[0];
    };
    expect(seen(gone)).toMatch(/^shop\.nap is lost if w1@alpha is dead: it ran it since .* and is silent since /);
    expect(seen(workerView('w1@alpha', { pid: 7 }))).toMatch(
      /^shop\.nap is lost: w1@alpha ran it since .* and went down before it ended/,
    );
  });

  it('says what is known of the acknowledgement where RabbitMQ tells nothing', () => {
    const at = sight({ workers: [gone], unacked: null, brokerKind: 'amqp' });
    put(at, 'a', lost);
    record(at, 'w1@alpha', acksLate({ 'shop.nap': false }));
    const texts = seenBy(taskLost, at).flatMap(textsOf).join('\n');
    expect(texts).toContain('shop.nap is registered on w1@alpha without acks_late');
    expect(texts).not.toContain('told that it had acknowledged it');
  });

  it.each([
    ['late', { 'shop.nap': true }, 'with acks_late', /was taken from the broker before it ended/, false],
    ['early', { 'shop.nap': false }, 'without acks_late', /loses nothing when it is acknowledged late/, true],
    ['in a way that nobody told', {}, 'is not known', /If it is acknowledged when it starts/, true],
  ])('advises a task that is acknowledged %s by that', (_, late, evidence, advice, hasSetting) => {
    const at = sight({ workers: [gone], unacked: { at: NOW - 1, truncated: false, entries: [] } });
    put(at, 'a', lost);
    record(at, 'w1@alpha', acksLate(late));
    const [finding] = seenBy(taskLost, at);
    const texts = finding === undefined ? [] : textsOf(finding).map((text) => text.replace(/<[^>]*>/g, ''));
    expect(texts.join('\n')).toContain(evidence);
    expect(texts.at(-1)).toMatch(advice);
    expect(finding?.advice.setting === null).toBe(!hasSetting);
    expect(texts.join('\n')).not.toContain('acknowledged at the start');
  });

  it('is there for an hour, though memory lets go of the task itself', () => {
    const at = sight({ workers: [gone] });
    put(at, 'a', lost);
    at.cluster.dirtyTasks.clear();
    sweepCluster(at.cluster, NOW + 3500);
    expect(at.cluster.tasks.size).toBe(0);
    expect(seenBy(taskLost, at)).toMatchObject([{ subject: { kind: 'task', id: 'a' } }]);
    sweepCluster(at.cluster, NOW + 3600);
    expect(seenBy(taskLost, at)).toEqual([]);
  });

  it('tells many of one worker as one', () => {
    const at = sight({ workers: [gone] });
    for (let index = 0; index < 11; index += 1) put(at, `t${index}`, lost);
    expect(seenBy(taskLost, at)).toMatchObject([{ subject: { kind: 'worker' }, sentence: { values: { count: 11 } } }]);
  });

  it('takes it back when the task is heard of after all', () => {
    const at = sight({ workers: [gone] });
    put(at, 'a', lost);
    put(at, 'a', { ...lost, state: 'SUCCESS' });
    expect(seenBy(taskLost, at)).toEqual([]);
  });
});

function runs(outcomes: readonly ('REQUEUED' | 'SUCCESS' | null)[]) {
  return outcomes.map((outcome, index) => {
    const startedAt = NOW - 20 + index;
    const endedAt = outcome === null ? null : startedAt + 0.5;
    return delivery({ n: index + 1, receivedAt: startedAt, startedAt, endedAt, outcome });
  });
}

describe('poison-task', () => {
  it('tells a task that is given back each time its process dies, and then as no duplicate', () => {
    const at = sight({ workers: [workerView('w1@alpha')] });
    put(at, 'a', { state: 'STARTED', deliveries: runs(['REQUEUED', 'REQUEUED', null]) });
    const [finding, ...others] = seenBy(poisonTask, at);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ severity: 'critical', subject: { kind: 'task', id: 'a' } });
    expect(finding?.sentence.values).toMatchObject({ times: 3, by: 'pool' });
    for (const text of finding === undefined ? [] : textsOf(finding)) expect(text).not.toMatch(/findings\.|[{}]/);
    expect(seenBy(duplicateExecution, at)).toEqual([]);
  });

  it('tells a task that takes its workers with it', () => {
    const at = sight({ workers: [workerView('w1@alpha', { pid: 103 })] });
    const killed = [101, 102].map((pid, n) =>
      delivery({ n: n + 1, pid, startedAt: NOW - 30 + n, receivedAt: NOW - 30 + n }),
    );
    const now = delivery({ n: 3, pid: 103, startedAt: NOW - 5, receivedAt: NOW - 5 });
    put(at, 'a', { state: 'STARTED', deliveries: [...killed, now] });
    expect(seenBy(poisonTask, at)).toMatchObject([{ sentence: { values: { times: 3, by: 'worker' } } }]);
  });

  it('ends half a minute after the task was revoked', () => {
    const seen = (endedAt: number) => {
      const at = sight({ workers: [workerView('w1@alpha')] });
      put(at, 'a', { state: 'REVOKED', endedAt, deliveries: runs(['REQUEUED', 'REQUEUED', 'REQUEUED']) });
      return seenBy(poisonTask, at);
    };
    expect(seen(NOW - 10)).toHaveLength(1);
    expect(seen(NOW - 40)).toEqual([]);
  });

  it('leaves two runs, and three that did not die, to duplicate-execution', () => {
    for (const outcomes of [
      ['REQUEUED', null],
      [null, null, null],
      ['REQUEUED', 'SUCCESS', null],
    ] as const) {
      const at = sight({ workers: [workerView('w1@alpha')] });
      put(at, 'a', { state: 'STARTED', deliveries: runs(outcomes) });
      expect(seenBy(poisonTask, at)).toEqual([]);
      expect(seenBy(duplicateExecution, at)).toHaveLength(1);
    }
  });

  it.each([
    [9, 'kill', 'out of memory'],
    [11, 'other', 'signal 11'],
  ])('tells a type whose tasks die of signal %i', (signal, told, words) => {
    const at = sight({ workers: [workerView('w1@alpha')] });
    const exception = `WorkerLostError: Worker exited prematurely: signal ${signal} (SIG) Job: 3.`;
    const failed = { state: 'FAILURE', exceptionType: 'WorkerLostError', exception, endedAt: NOW - 5 } as const;
    for (const uuid of ['a', 'b']) put(at, uuid, failed);
    expect(seenBy(poisonTask, at)).toEqual([]);
    put(at, 'c', failed);
    const [finding] = seenBy(poisonTask, at);
    expect(finding).toMatchObject({
      subject: { kind: 'type', id: 'shop.nap' },
      sentence: { values: { signal: told } },
    });
    expect(finding === undefined ? '' : textsOf(finding).join('\n')).toContain(words);
  });
});
