import { describe, expect, it } from 'vitest';
import type { Job, JobResult } from './job';
import { addAnswers, addResults, leftOf, outcomeOf, secondsLeft, summaryOf } from './job-progress';
import { newJob } from './new-job';

const job = (different: Partial<Job> = {}): Job => ({
  ...newJob(
    {
      action: 'revoke',
      scope: { kind: 'named' },
      terminate: false,
      signal: 'SIGTERM',
      queue: null,
      countdown: null,
      ratePerSecond: 50,
      reason: null,
    },
    { id: 'j', actor: 'ada', address: '', at: 100 },
  ),
  total: 10,
  ...different,
});
const result = (n: number, outcome: JobResult['outcome'] = 'done', code: string | null = null): JobResult => ({
  n,
  uuid: `t${n}`,
  outcome,
  code,
  detail: code === null ? null : `because of ${code}`,
  newUuid: null,
  at: 101,
});

describe('a job with what came of its tasks', () => {
  it('counts each outcome, and each reason once, the most frequent first', () => {
    const after = addResults(job(), [
      result(1),
      result(2, 'skipped', 'a'),
      result(3, 'skipped', 'b'),
      result(4, 'skipped', 'b'),
      result(5, 'failed', 'b'),
    ]);
    expect(after.counts).toEqual({ done: 1, skipped: 3, failed: 1, unsure: 0 });
    expect(after.reasons.map(({ outcome, code, count }) => [outcome, code, count])).toEqual([
      ['skipped', 'b', 2],
      ['skipped', 'a', 1],
      ['failed', 'b', 1],
    ]);
    expect([after.settled, leftOf(after), secondsLeft({ ...after, ratePerSecond: 2 })]).toEqual([5, 5, 3]);
  });

  it('keeps a bounded number of reasons, however many there are', () => {
    const many = Array.from({ length: 500 }, (_, n) => result(n + 1, 'failed', `code ${n}`));
    const after = addResults(job({ total: 500 }), many);
    expect(after.reasons.length).toBeLessThanOrEqual(30);
    expect(after.counts.failed).toBe(500);
  });

  it('adds up what each worker answered, and keeps its last complaint', () => {
    const told = (outcome: 'ok' | 'error' | 'no-reply', text: string) => ({ from: 'w1', outcome, text, ms: 1 });
    const after = [told('ok', 'fine'), told('error', 'no such task'), told('ok', 'fine')].reduce(
      (before, answer) => addAnswers(before, [answer]),
      job(),
    );
    expect(after.answers).toEqual([{ from: 'w1', ok: 2, error: 1, 'no-reply': 0, text: 'no such task' }]);
  });

  it('is done only where all are, failed where none is, and partial between', () => {
    const counts = { done: 0, skipped: 0, failed: 0, unsure: 0 };
    const outcome = (of: Partial<Job['counts']>) => outcomeOf(job({ counts: { ...counts, ...of } }));
    expect(outcome({ done: 10 })).toBe('done');
    expect(outcome({ skipped: 4, failed: 6 })).toBe('failed');
    expect(outcome({ done: 9, skipped: 1 })).toBe('partial');
    expect(outcome({ skipped: 10 })).toBe('partial');
    expect(outcome({ failed: 2 })).toBe('partial');
  });

  it('says in one line how far it came', () => {
    const note = { code: 'broker', text: 'the broker is away' };
    expect(
      summaryOf(job({ state: 'paused', note, settled: 3, counts: { done: 2, skipped: 1, failed: 0, unsure: 0 } })),
    ).toBe('Paused (the broker is away): of 10 tasks 2 done, 1 skipped, 7 not begun');
  });
});
