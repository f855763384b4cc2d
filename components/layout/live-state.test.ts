import { describe, expect, it } from 'vitest';
import { isStale, liveState } from './live-state';

const connected = {
  connection: 'open',
  pausedAt: null,
  rewoundAt: null,
  broker: { state: 'connected', errorCode: null, retryAt: null },
  dataAt: 100,
  now: 100.4,
} as const;

describe('liveState', () => {
  it('is live while fresh data comes', () => {
    expect(liveState(connected)).toEqual({ kind: 'live' });
  });

  it('is behind when the newest data is old', () => {
    expect(liveState({ ...connected, now: 112 })).toEqual({ kind: 'behind', seconds: 12 });
  });

  it('counts down to the next try while the broker is gone', () => {
    const lost = { ...connected, broker: { state: 'lost', errorCode: 'ECONNREFUSED', retryAt: 103.2 } } as const;
    expect(liveState(lost)).toEqual({ kind: 'no-broker', retrySeconds: 3 });
    expect(isStale(liveState(lost))).toBe(true);
    expect(liveState({ ...lost, now: 110 })).toEqual({ kind: 'no-broker', retrySeconds: 0 });
  });

  it('does not blame the broker when it is the collector that is away', () => {
    const lost = { ...connected, broker: { state: 'lost', errorCode: 'COLLECTOR_AWAY', retryAt: null } } as const;
    expect(liveState(lost)).toEqual({ kind: 'no-collector', retrySeconds: null });
    expect(isStale(liveState(lost))).toBe(true);
  });

  it('says that it is connecting before the first answer, not that the broker is gone', () => {
    expect(liveState({ ...connected, broker: null, dataAt: null })).toEqual({ kind: 'connecting' });
    expect(liveState({ ...connected, broker: { state: 'connecting', errorCode: null, retryAt: null } })).toEqual({
      kind: 'live',
    });
  });

  it('tells the reader of his own pause whatever else happens', () => {
    expect(liveState({ ...connected, connection: 'down', pausedAt: 90 })).toEqual({ kind: 'paused', at: 90 });
    expect(liveState({ ...connected, pausedAt: 90, rewoundAt: 5 })).toEqual({ kind: 'rewound', at: 5 });
  });
});
