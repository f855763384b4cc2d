import { describe, expect, it } from 'vitest';
import type { StatusView } from '@/lib/api/page-views';
import { isSettled, partialStates } from './partial-state';

const whole = {
  at: 1000,
  broker: { url: 'redis://r:6379/0', state: 'connected', since: 10, error: null, errorCode: null, retryAt: null },
  collector: { startedAt: 0, workersUp: 3, workersTotal: 3, silentWorkers: [], storeError: null },
} as unknown as StatusView;

const withBroker = (change: object) => ({ ...whole, broker: { ...whole.broker, ...change } });
const withCollector = (change: object) => ({ ...whole, collector: { ...whole.collector, ...change } });
const kinds = (status: StatusView) => partialStates(status).map(({ kind }) => kind);

describe('partialStates', () => {
  it('says nothing when nothing is missing', () => {
    expect(partialStates(whole)).toEqual([]);
  });

  it('tells an unreachable broker with its code and the next try, and no workers beside it', () => {
    const lost = { ...withBroker({ state: 'lost', errorCode: 'ECONNREFUSED', retryAt: 1004 }) };
    const states = partialStates({ ...lost, collector: { ...lost.collector, workersUp: 0 } });
    expect(states).toEqual([expect.objectContaining({ kind: 'no-broker', code: 'ECONNREFUSED', retryAt: 1004 })]);
  });

  it('tells a collector that is away as what it is', () => {
    expect(kinds(withBroker({ state: 'lost', errorCode: 'SHARE_LOST' }))).toEqual(['no-collector']);
  });

  it('tells a broker that was never reached, but not one that is only being connected to', () => {
    expect(kinds(withBroker({ state: 'connecting', errorCode: 'WRONGPASS' }))).toEqual(['no-broker']);
    expect(kinds(withBroker({ state: 'connecting' }))).toEqual([]);
  });

  it('tells workers that never answered from workers that left', () => {
    expect(partialStates(withCollector({ workersUp: 0, workersTotal: 0 }))).toEqual([
      { kind: 'no-workers', everSeen: false },
    ]);
    expect(partialStates(withCollector({ workersUp: 0 }))).toEqual([{ kind: 'no-workers', everSeen: true }]);
  });

  it('waits for the first ping before it misses workers', () => {
    const young = withCollector({ workersUp: 0, startedAt: 995 });
    expect(isSettled(young)).toBe(false);
    expect(partialStates(young)).toEqual([]);
  });

  it('tells all silent workers from some', () => {
    expect(partialStates(withCollector({ silentWorkers: ['a@x'] }))).toEqual([
      { kind: 'silent-workers', hostnames: ['a@x'], all: false },
    ]);
    expect(partialStates(withCollector({ silentWorkers: ['a', 'b', 'c'] }))[0]).toMatchObject({ all: true });
  });

  it('puts a store that fails before workers that are silent', () => {
    expect(kinds(withCollector({ storeError: 'SQLITE_FULL', silentWorkers: ['a@x'] }))).toEqual([
      'store-error',
      'silent-workers',
    ]);
  });
});
