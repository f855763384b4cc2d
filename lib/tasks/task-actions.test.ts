import { describe, expect, it } from 'vitest';
import { bulkRefusal, planBulk, retryRefusal, revokeRefusal } from './task-actions';

const may = { canControl: true, connected: true };

describe('revokeRefusal', () => {
  it('offers revoke only for what has not ended', () => {
    expect(revokeRefusal('RECEIVED', may)).toBeNull();
    expect(revokeRefusal('STARTED', may)).toBeNull();
    expect(revokeRefusal('FAILURE', may)).toBe('already-ended');
  });

  it('names the missing permission before anything else', () => {
    expect(revokeRefusal('FAILURE', { canControl: false, connected: false })).toBe('no-permission');
  });

  it('refuses while the broker is away', () => {
    expect(revokeRefusal('SENT', { canControl: true, connected: false })).toBe('offline');
  });
});

describe('retryRefusal', () => {
  it('offers retry only for what will not run by itself', () => {
    expect(retryRefusal('FAILURE', may)).toBeNull();
    expect(retryRefusal('LOST', may)).toBeNull();
    expect(retryRefusal('UNKNOWN', may)).toBeNull();
    expect(retryRefusal('RECEIVED', may)).toBe('still-waiting');
    expect(retryRefusal('PROGRESS', may)).toBe('still-running');
  });
});

describe('planBulk', () => {
  it('parts the eligible from the refused and counts each reason', () => {
    const plan = planBulk(
      'revoke',
      [
        { uuid: 'a', state: 'SENT' },
        { uuid: 'b', state: 'SUCCESS' },
        { uuid: 'c', state: 'FAILURE' },
      ],
      may,
    );
    expect(plan).toEqual({ eligible: ['a'], refused: [{ reason: 'already-ended', count: 2 }] });
  });
});

describe('bulkRefusal', () => {
  it('says why when no selected task can take part', () => {
    expect(bulkRefusal('revoke', [{ uuid: 'a', state: 'SUCCESS' }], may)).toBe('all-ended');
    expect(bulkRefusal('retry', [{ uuid: 'a', state: 'SENT' }], may)).toBe('still-waiting');
    expect(bulkRefusal('retry', [], may)).toBe('nothing-selected');
    expect(
      bulkRefusal(
        'retry',
        [
          { uuid: 'a', state: 'FAILURE' },
          { uuid: 'b', state: 'SENT' },
        ],
        may,
      ),
    ).toBeNull();
  });
});
