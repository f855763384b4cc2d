import { describe, expect, it } from 'vitest';
import { addBatch, countResults, reasonsOf, startProgress, type RetryResult } from './bulk-progress';

const retried = (uuid: string): RetryResult => ({
  uuid,
  outcome: 'retried',
  newUuid: `${uuid}2`,
  code: null,
  detail: null,
});
const refused = (uuid: string, detail: string): RetryResult => ({
  uuid,
  outcome: 'refused',
  newUuid: null,
  code: 'args_unknown',
  detail,
});

describe('bulk progress', () => {
  it('counts what was sent, skipped, failed and is still to go', () => {
    const progress = addBatch(startProgress(5), ['a', 'b'], [retried('a'), refused('b', 'cut')]);
    expect(countResults(progress)).toEqual({ done: 1, skipped: 1, failed: 0, left: 3 });
  });

  it('counts every task of a failed request as failed, with its reason', () => {
    const progress = addBatch(addBatch(startProgress(3), ['a'], [retried('a')]), ['b', 'c'], 'The broker is away');
    expect(countResults(progress)).toEqual({ done: 1, skipped: 0, failed: 2, left: 0 });
    expect(reasonsOf(progress.results)).toEqual([{ outcome: 'failed', detail: 'The broker is away', count: 2 }]);
  });

  it('names each reason once, the most frequent first', () => {
    expect(
      reasonsOf([refused('a', 'x'), refused('b', 'y'), retried('c'), refused('d', 'y')]).map(({ detail, count }) => [
        detail,
        count,
      ]),
    ).toEqual([
      ['y', 2],
      ['x', 1],
    ]);
  });
});
