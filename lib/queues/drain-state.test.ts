import { describe, expect, it } from 'vitest';
import { drainState } from './drain-state';
import { queueView } from './queue.fixture';

const state = (told: Parameters<typeof queueView>[1]) => drainState(queueView('q', told));

describe('drainState', () => {
  it('is simply empty when nothing is ready, whatever came and went', () => {
    expect(state({ ready: 0, inPerSecond: 9, outPerSecond: 6 })).toEqual({ kind: 'empty' });
    expect(state({ ready: 0, inPerSecond: null })).toEqual({ kind: 'empty' });
  });

  it('grows when clearly more comes than goes', () => {
    expect(state({ ready: 100, inPerSecond: 3, outPerSecond: 1 })).toEqual({ kind: 'growing', perSecond: 2 });
  });

  it('does not grow when what came on top is not there', () => {
    expect(state({ ready: 5, inPerSecond: 3, outPerSecond: 1 })).toEqual({ kind: 'steady' });
  });

  it('is steady while the rates of a minute can not be told apart', () => {
    expect(state({ ready: 5, inPerSecond: 10, outPerSecond: 9.5 })).toEqual({ kind: 'steady' });
    expect(state({ ready: 5 })).toEqual({ kind: 'steady' });
  });

  it('drains in the time that the server counted', () => {
    expect(state({ ready: 5, drainSeconds: 50 })).toEqual({ kind: 'drains', seconds: 50 });
  });

  it('is not known without a rate or a length', () => {
    expect(state({ ready: 5, outPerSecond: null })).toEqual({ kind: 'unknown' });
    expect(state({ ready: null })).toEqual({ kind: 'unknown' });
  });
});
