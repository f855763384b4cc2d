import { describe, expect, it } from 'vitest';
import { pastNumber } from './past-number';

describe('pastNumber', () => {
  it('takes a number as it is while the cluster was watched', () => {
    expect(pastNumber({ unknown: null }, 0)).toEqual({ value: 0, atLeast: false });
    expect(pastNumber({ unknown: null }, null)).toBeNull();
  });

  it('never calls zero what nobody saw', () => {
    expect(pastNumber({ unknown: 'not_watched' }, 0)).toBeNull();
    expect(pastNumber({ unknown: 'before_history' }, 0)).toBeNull();
    expect(pastNumber({ unknown: 'not_watched' }, 3)).toEqual({ value: 3, atLeast: true });
  });
});
