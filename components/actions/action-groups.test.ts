import { describe, expect, it } from 'vitest';
import type { Action } from '@/lib/cluster/action';
import { groupActions, mergeActions } from './action-groups';

const action = (id: string, batchId: string | null, outcome: Action['outcome'] = 'done') =>
  ({ id, batchId, outcome }) as unknown as Action;

describe('groupActions', () => {
  it('joins the entries of one request and keeps the order of the log', () => {
    const groups = groupActions([action('a', null), action('b', 'x'), action('c', 'x'), action('d', null)]);
    expect(groups.map((group) => group.actions.map(({ id }) => id))).toEqual([['a'], ['b', 'c'], ['d']]);
  });

  it('calls a request partial when its entries ended differently', () => {
    const [mixed] = groupActions([action('a', 'x', 'done'), action('b', 'x', 'failed')]);
    const [failed] = groupActions([action('a', 'y', 'failed'), action('b', 'y', 'failed')]);
    expect(mixed?.outcome).toBe('partial');
    expect(failed?.outcome).toBe('failed');
  });
});

describe('mergeActions', () => {
  it('shows an entry once when it moved from the first page to an older one', () => {
    const merged = mergeActions([action('c', null), action('b', null)], [action('b', null), action('a', null)]);
    expect(merged.map(({ id }) => id)).toEqual(['c', 'b', 'a']);
  });
});
