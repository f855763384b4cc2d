import { describe, expect, it } from 'vitest';
import type { BrokerStatus } from '@/lib/cluster/cluster-status';
import { createGapLog } from './gaps';

const status = (state: BrokerStatus['state']): BrokerStatus => ({
  kind: 'redis',
  url: 'redis://x',
  state,
  since: 0,
  error: null,
  errorCode: null,
  retryAt: null,
  limits: {},
});

describe('createGapLog', () => {
  it('records a gap from the loss to the next connection', () => {
    const log = createGapLog();
    log.status(status('connected'), 10);
    log.status(status('lost'), 20);
    log.status(status('connecting'), 21);
    log.status(status('lost'), 22);
    log.status(status('connected'), 25);
    expect(log.list()).toEqual([{ from: 20, to: 25, reason: 'broker-lost' }]);
  });

  it('has no gap before the first connection: nothing was watched yet', () => {
    const log = createGapLog();
    log.status(status('connecting'), 1);
    log.status(status('lost'), 2);
    log.status(status('connected'), 3);
    expect(log.list()).toEqual([]);
  });
});
