import { describe, expect, it } from 'vitest';
import { draftFault, draftRequest, EMPTY_DRAFT, type CommandDraft, type DraftKind } from './command-draft';

const draft = (typed: Partial<CommandDraft>): CommandDraft => ({ ...EMPTY_DRAFT, ...typed });

describe('what was typed for a worker', () => {
  it.each<[DraftKind, Partial<CommandDraft>, string | null]>([
    ['shutdown', {}, null],
    ['pool-grow', {}, null],
    ['pool-grow', { n: '' }, 'n empty'],
    ['pool-grow', { n: '1.5' }, 'n number'],
    ['pool-shrink', { n: '0' }, 'n range'],
    ['pool-grow', { n: '1001' }, 'n range'],
    ['autoscale', { min: '0', max: '3' }, null],
    ['autoscale', { min: '0', max: '0' }, 'max range'],
    ['autoscale', { min: '4', max: '3' }, 'min order'],
    ['add-consumer', {}, 'queue empty'],
    ['add-consumer', { queue: 'a\u0006\u00163' }, 'queue name'],
    ['add-consumer', { queue: '주문' }, null],
    ['rate-limit', { task: 'shop.add' }, 'rate empty'],
    ['rate-limit', { task: 'shop.add', rate: 'nan' }, 'rate rate'],
    ['rate-limit', { task: 'shop.add', rate: '10/x' }, 'rate rate'],
    ['rate-limit', { task: 'shop.add', rate: '0' }, null],
    ['rate-limit', { rate: '10/m' }, 'task empty'],
    ['time-limit', { task: 'shop.add' }, null],
    ['time-limit', { task: 'shop.add', soft: '9', hard: '9' }, 'soft order'],
    ['time-limit', { task: 'shop.add', soft: '9', hard: '9.5' }, null],
    ['time-limit', { task: 'shop.add', soft: '0' }, 'soft number'],
  ])('%s with %o', (kind, typed, expected) => {
    const fault = draftFault(kind, draft(typed));
    expect(fault && `${fault.field} ${fault.problem}`).toBe(expected);
  });

  it('becomes the request of the API, with nothing else in it', () => {
    const typed = draft({ n: ' 2 ', queue: 'mail', task: 'shop.add', rate: '10/m', soft: '5' });
    expect(draftRequest('pool-grow', typed, 'w/1')).toEqual({
      path: '/api/v1/workers/w%2F1/pool/grow',
      body: { n: 2 },
    });
    expect(draftRequest('quiet', typed, 'w1')).toEqual({ path: '/api/v1/workers/w1/quiet', body: {} });
    expect(draftRequest('time-limit', typed, 'w1').body).toEqual({ task: 'shop.add', soft: 5, hard: null });
    expect(draftRequest('rate-limit', typed, null)).toEqual({
      path: '/api/v1/task-types/shop.add/rate-limit',
      body: { rate: '10/m' },
    });
  });
});
