import { describe, expect, it } from 'vitest';
import type { BrokerStatus, EventGap } from '@/lib/cluster/cluster-status';
import { createGapLog, type GapLogStart } from './gaps';

const status = (state: BrokerStatus['state'], errorCode: string | null = null): BrokerStatus => ({
  kind: 'redis',
  url: 'redis://x',
  state,
  since: 0,
  error: null,
  errorCode,
  retryAt: null,
  limits: {},
});

function openLog(start: Partial<GapLogStart> = {}) {
  const told: EventGap[] = [];
  const log = createGapLog({
    startedAt: 5,
    watchedUntil: null,
    stored: [],
    changed: (gap) => void told.push(gap),
    ...start,
  });
  return { log, told };
}

describe('createGapLog', () => {
  it('records a gap from the loss to the next connection', () => {
    const { log, told } = openLog();
    log.status(status('connected'), 10);
    log.status(status('lost'), 20);
    log.status(status('connecting'), 21);
    log.status(status('lost'), 22);
    log.status(status('connected'), 25);
    expect(log.list()).toEqual([{ from: 20, to: 25, reason: 'broker-lost' }]);
    expect(told.map(({ to }) => to)).toEqual([null, 25]);
    expect(log.watchingSince).toBe(10);
  });

  it('has none when the broker is there at the first start', () => {
    const { log } = openLog();
    log.status(status('connecting'), 5);
    log.status(status('connected'), 6);
    expect(log.list()).toEqual([]);
  });

  it('counts the time since the start as a gap when the broker is not there', () => {
    const { log } = openLog();
    log.status(status('connecting'), 5);
    log.status(status('lost'), 7);
    expect(log.list()).toEqual([{ from: 5, to: null, reason: 'broker-lost' }]);
    expect(log.watchingSince).toBeNull();
    log.status(status('connected'), 30);
    expect(log.list()).toEqual([{ from: 5, to: 30, reason: 'broker-lost' }]);
  });

  it('tells the time between two runs, until events flow again', () => {
    const stored: EventGap[] = [{ from: 0, to: 1, reason: 'broker-lost' }];
    const { log } = openLog({ watchedUntil: 2, stored });
    log.status(status('lost'), 6);
    expect(log.list()).toEqual([...stored, { from: 2, to: null, reason: 'collector-stopped' }]);
    log.status(status('connected'), 9);
    expect(log.list()).toEqual([...stored, { from: 2, to: 9, reason: 'collector-stopped' }]);
  });

  it('has no gap between two runs when the clock was set back between them', () => {
    expect(openLog({ watchedUntil: 1000 }).log.list()).toEqual([]);
  });

  it('goes on with a gap that lasts', () => {
    const { log } = openLog({ stored: [{ from: 3, to: null, reason: 'broker-lost' }] });
    log.status(status('lost'), 5);
    log.status(status('connected'), 8);
    expect(log.list()).toEqual([{ from: 3, to: 8, reason: 'broker-lost' }]);
  });

  it('begins where the last event came from when we were cut off as too slow', () => {
    const { log } = openLog();
    log.status(status('connected'), 10);
    log.stream({ lagSeconds: 4, seenUntil: 16 });
    log.status(status('lost', 'SLOW_CONSUMER'), 20);
    log.status(status('connected'), 21);
    log.missed({ from: 16, to: 21, atMost: 5000 });
    expect(log.list()).toEqual([{ from: 16, to: 21, reason: 'slow-consumer', missedAtMost: 5000 }]);
  });

  it('joins overflows of one queue that follow each other', () => {
    const { log } = openLog();
    log.status(status('connected'), 10);
    log.missed({ from: 20, to: 22, atMost: null });
    log.missed({ from: 23, to: 25, atMost: null });
    log.missed({ from: 60, to: 61, atMost: null });
    expect(log.list()).toEqual([
      { from: 20, to: 25, reason: 'slow-consumer', missedAtMost: null },
      { from: 60, to: 61, reason: 'slow-consumer', missedAtMost: null },
    ]);
  });
});
